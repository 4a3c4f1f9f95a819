import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { describe, expect, test } from 'vitest'
import { safeText } from '../observe/safe-text.ts'
import { widestWord, wrapRanges } from './wrap.ts'

const wrap = (text: string, width: number): string[] =>
  wrapRanges(text, width).map(({ start, end }) => text.slice(start, end))

describe('wrapRanges', () => {
  test.each([
    ['nothing', '', 5, ['']],
    ['at spaces', 'one two three', 7, ['one two', 'three']],
    ['keeps line feeds', 'a\n\nb c', 3, ['a', '', 'b c']],
    ['cuts a long word on a line of its own', 'to abcdefgh i', 5, ['to', 'abcde', 'fgh i']],
    ['between ideographs', '容器里的网卡', 5, ['容器', '里的', '网卡']],
    ['not before their punctuation', '容器。网卡', 5, ['容', '器。', '网卡']],
    ['not after an opening bracket', 'ab「网」', 6, ['ab', '「网」']],
    [
      'never inside an emoji or an accent',
      '1️⃣1️⃣1️⃣ 👩‍👩‍👧👩‍👩‍👧 e\u0301e\u0301',
      4,
      ['1️⃣1️⃣', '1️⃣', '👩‍👩‍👧👩‍👩‍👧', 'e\u0301e\u0301'],
    ],
  ])('%s', (_name, text, width, rows) => {
    expect(wrap(text, width)).toEqual(rows)
  })

  test('no row is too wide, and only spaces and line feeds get lost', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((word) => safeText(word))
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (whole, width) => {
        const rows = wrap(whole, width)
        for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(width)
        expect(rows.join('').replace(/[ \n]/g, '')).toBe(whole.replace(/[ \n]/g, ''))
      }),
    )
  })
})

test('widestWord', () => {
  expect(widestWord('a bridge\n容器 x')).toBe(6)
  expect(widestWord('')).toBe(0)
})
