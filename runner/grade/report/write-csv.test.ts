import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeText } from '../../observe/safe-text.ts'
import { hostileText, steering } from './fixtures/hostile.ts'
import { writeCsv } from './write-csv.ts'

const read = (text: string, options: object = {}): string[][] => parse(text, { bom: true, ...options })

test('fields are separated, quoted and ended as RFC 4180 says', () => {
  expect(
    writeCsv(
      ['a', 'b'],
      [
        ['x, y', 'say "so"'],
        [1.5, null],
      ],
    ),
  ).toBe('a,b\r\n"x, y","say ""so"""\r\n1.5,\r\n')
})

test('a mark of UTF-8 comes first when it is asked for', () => {
  expect(writeCsv(['名'], [], { bom: true })).toBe('\ufeff名\r\n')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '＋1', '－1', '＠x'])(
  '%j is no formula',
  (text) => {
    expect(read(writeCsv(['a', 'b'], [[text, 'x']]))[1]?.[0]).toMatch(/^('|\\r)/)
  },
)

test('a number that is one stays a number', () => {
  expect(writeCsv(['a', 'b'], [[-1, 2]])).toBe('a,b\r\n-1,2\r\n')
})

test.each(['x;=1+1', 'x; =1', 'x|@a', 'x;\t+1'])(
  '%j is no formula where fields are parted by “;”',
  (text) => {
    const csv = writeCsv(['a', 'b'], [[text, 'x']])
    for (const delimiter of [';', '|']) {
      const fields = read(csv, {
        delimiter,
        relax_column_count: true,
        relax_quotes: true,
        quote: null,
      }).flat()
      expect(fields.filter((field) => /^[\s"]*[=+\-@]/.test(field))).toEqual([])
    }
  },
)

test('whatever is written comes back, in one line, with nothing that steers', () => {
  const cells = fc.array(fc.tuple(hostileText, hostileText, fc.option(fc.integer())), { minLength: 1 })
  fc.assert(
    fc.property(cells, (rows) => {
      const csv = writeCsv(['one', 'two', 'three'], rows)
      const [head, ...back] = read(csv)
      expect(head).toEqual(['one', 'two', 'three'])
      expect(back).toHaveLength(rows.length)
      expect(csv.replaceAll('\r\n', '\n')).not.toMatch(steering)
      for (const [index, [one, , three]] of rows.entries()) {
        const plain = safeText(one, { multiline: false }).trim()
        expect(back[index]?.[0]?.replaceAll("'", '')).toBe(plain.replaceAll("'", ''))
        expect(back[index]?.[0]).not.toMatch(/^[=+\-@＝＋－＠\t\r]/)
        expect(back[index]?.[2]).toBe(three === null ? '' : String(three))
      }
    }),
  )
})
