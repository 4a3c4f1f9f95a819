import * as fc from 'fast-check'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { drawTable } from './table.ts'

const head = ['lab', 'title', 'time']
const rows = [
  ['03', 'Wire a container by hand', '30 min'],
  ['04', 'A point-to-point link between two containers, without a bridge', '20 min'],
]
const draw = (width: number, unicode = true, cells = rows): string =>
  drawTable(head, cells, { width, colour: false, unicode })

test('at 80 columns', () => {
  expect(draw(80)).toMatchInlineSnapshot(`
    "lab │ title                                                          │ time
    ────┼────────────────────────────────────────────────────────────────┼───────
    03  │ Wire a container by hand                                       │ 30 min
    04  │ A point-to-point link between two containers, without a bridge │ 20 min"
  `)
})

test('at 40 columns, in ASCII', () => {
  expect(draw(40, false)).toMatchInlineSnapshot(`
    "lab | title                     | time
    ----+---------------------------+-------
    03  | Wire a container by hand  | 30 min
    ----+---------------------------+-------
    04  | A point-to-point link     | 20 min
        | between two containers,   |
        | without a bridge          |"
  `)
})

test('in colour', () => {
  const drawn = drawTable(head, rows, { width: 80, colour: true, unicode: true })
  expect(drawn.replaceAll('\u001b', '␛')).toMatchInlineSnapshot(`
    "␛[1mlab␛[22m ␛[2m│␛[22m ␛[1mtitle␛[22m                                                          ␛[2m│␛[22m ␛[1mtime␛[22m
    ␛[2m────┼────────────────────────────────────────────────────────────────┼───────␛[22m
    03  ␛[2m│␛[22m Wire a container by hand                                       ␛[2m│␛[22m 30 min
    04  ␛[2m│␛[22m A point-to-point link between two containers, without a bridge ␛[2m│␛[22m 20 min"
  `)
})

test('without rows', () => {
  expect(draw(80, true, [])).toMatchInlineSnapshot(`"lab │ title │ time"`)
})

test.each([
  'a | b',
  '**not bold** and _not_ that',
  '`code` <b>tag</b> <!-- comment --> &amp; &lt;',
  '[text](https://example.org) ![picture](x)',
  '\\| \\* \\\\',
  '~~gone~~ #1 - + 1. >',
  'https://example.org/path www.example.org ada@example.org',
])('a cell says what it was given: %s', (text) => {
  expect(draw(100, true, [['03', text, '']])).toContain(text)
})

test('a cell of two lines is one', () => {
  expect(draw(80, true, [['03', 'one\ntwo', '']])).toContain('one two')
})

test('whatever is in the cells, no line is wider than the terminal, and none steers it', () => {
  const cells = fc.array(fc.tuple(fc.string(), fc.string({ unit: 'grapheme' }), fc.string()), {
    maxLength: 4,
  })
  fc.assert(
    fc.property(cells, fc.integer({ min: 40, max: 100 }), (found, width) => {
      const lines = draw(width, true, found).split('\n')
      return lines.every((line) => stringWidth(line) <= width && !line.includes('\u001b'))
    }),
    { numRuns: 50 },
  )
})
