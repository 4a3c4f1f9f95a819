import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { describe, expect, test } from 'vitest'
import { clip, safeText } from './safe-text.ts'

/** Any code units, lone surrogates and controls far more often than in nature. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        '\x1b[31m',
        '\x9b2J',
        '\x1b]0;title\x07',
        '\u202e',
        '\u2066',
        '\u2028',
        '\r\n',
        '\r',
        '\t',
        '界',
      ),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''))

const dangerousRanges = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0x61c, 0x61c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2066, 0x2069],
  [0xd800, 0xdfff],
  [0xfffe, 0xffff],
] as const

const isDangerous = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  return dangerousRanges.some(([first, last]) => code >= first && code <= last)
}

describe('safeText', () => {
  test.each([
    [
      'ordinary text',
      'ordinary text, ümläut, 界, 👩‍👩‍👧, \\x1b typed',
      'ordinary text, ümläut, 界, 👩‍👩‍👧, \\x1b typed',
    ],
    ['colour', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['window title', '\x1b]0;title\x07', '\\x1b]0;title\\x07'],
    ['C1 control', '\x9b2J', '\\x9b2J'],
    ['delete and null', '\x7f\x00', '\\x7f\\x00'],
    ['right-to-left override', 'name\u202egpj.sh', 'name\\u202egpj.sh'],
    ['isolates and marks', 'a\u2066b\u2069\u200e\u200f\u061c', 'a\\u2066b\\u2069\\u200e\\u200f\\u061c'],
    ['separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['invisible', 'zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['lone surrogates', '\ud800x\udc00', '\\ud800x\\udc00'],
    ['noncharacters', '\ufffe\uffff\ufffd', '\\ufffe\\uffff\ufffd'],
    ['line ends', 'one\r\ntwo\r\r\nthree\rfour\n', 'one\ntwo\nthree\\rfour\n'],
    ['tab stops', 'a\tb\n12345678\tc', 'a       b\n12345678        c'],
    ['tab after a wide character', '界\tx', '界      x'],
  ])('%s', (_name, text, shown) => {
    expect(safeText(text)).toBe(shown)
  })

  test('a single line shows its line feeds', () => {
    expect(safeText('a\r\nb\n\tc', { multiline: false })).toBe('a\\nb\\n  c')
  })

  test('tab stops can be narrower', () => {
    expect(safeText('a\tb', { tabWidth: 4 })).toBe('a   b')
  })

  test('nothing dangerous survives, whatever comes in', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, multiline) => {
        const left = Array.from(safeText(text, { multiline })).filter(isDangerous)
        expect(left.filter((character) => !(multiline && character === '\n'))).toEqual([])
      }),
    )
  })

  test('safe text comes back unchanged', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, multiline) => {
        const once = safeText(text, { multiline })
        expect(safeText(once, { multiline })).toBe(once)
      }),
    )
  })

  test('printable text without tabs is left alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(safeText(text)).toBe(text)
      }),
    )
  })

  test('tabs in a long line cost linear time', () => {
    expect(stringWidth(safeText('\t'.repeat(50_000)))).toBe(400_000)
  })
})

describe('clip', () => {
  test.each([
    ['short', {}, 'short', false],
    ['', {}, '', false],
    ['a\nb\nc', { maxLines: 2 }, 'a\nb', true],
    ['a\nb\n', { maxLines: 2 }, 'a\nb\n', false],
    ['a\nb', { maxLines: 0 }, '', true],
    ['abcdef', { maxBytes: 3 }, 'abc', true],
    ['aé', { maxBytes: 2 }, 'a', true],
    ['😀😀', { maxBytes: 7 }, '😀', true],
    ['x', { maxBytes: 0 }, '', true],
  ])('%j %j', (text, limits, clipped, truncated) => {
    expect(clip(text, limits)).toEqual({ text: clipped, truncated })
  })

  test('the result is a prefix within both limits that cuts no code point', () => {
    const limit = fc.nat({ max: 40 })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), limit, limit, (text, maxBytes, maxLines) => {
        const clipped = clip(text, { maxBytes, maxLines })
        expect(text.startsWith(clipped.text)).toBe(true)
        expect(Buffer.byteLength(clipped.text)).toBeLessThanOrEqual(maxBytes)
        expect(clipped.text.replace(/\n$/, '').split('\n').length).toBeLessThanOrEqual(Math.max(1, maxLines))
        expect(clipped.text).not.toMatch(/\p{Cs}/u)
        expect(clipped.truncated).toBe(clipped.text !== text)
      }),
    )
  })
})
