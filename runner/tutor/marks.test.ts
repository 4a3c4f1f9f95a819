import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MarkReader, type Piece } from './marks.ts'

const token = 'f00d'
const mark = (body: string, by = token): string => `\u001b]7117;${by};${body}\u0007`
const read = (...parts: string[]): Piece[] => {
  const reader = new MarkReader(token)
  return parts.flatMap((part) => reader.read(part))
}
const text = (pieces: Piece[]): string => pieces.map((piece) => ('text' in piece ? piece.text : '')).join('')
const marksOf = (pieces: Piece[]) => pieces.flatMap((piece) => ('mark' in piece ? [piece.mark] : []))

describe('marks', () => {
  test('are told, in their place, and taken out of the text', () => {
    expect(read(`a${mark('begin')}b${mark('end;130;ip addr; echo "a;b"')}$ `)).toEqual([
      { text: 'a' },
      { mark: { kind: 'begin' } },
      { text: 'b' },
      { mark: { kind: 'end', exitCode: 130, command: 'ip addr; echo "a;b"' } },
      { text: '$ ' },
    ])
  })

  test('hold words between separators, and UTF-8', () => {
    const bytes = Buffer.from(mark('run;42;notes\u001fgrüße 世界\u001f'), 'utf8').toString('latin1')
    expect(read(bytes)).toEqual([
      { mark: { kind: 'run', asker: 42, piped: false, words: ['notes', 'grüße 世界'] } },
    ])
  })

  test('say whether what is said goes to the terminal or into a pipe', () => {
    expect(read(mark('pipe;7;log'))).toEqual([
      { mark: { kind: 'run', asker: 7, piped: true, words: ['log'] } },
    ])
  })

  test('of somebody who does not know the token are dropped and do nothing', () => {
    expect(read(`x${mark('run;1;reset', 'beef')}y`)).toEqual([{ text: 'x' }, { text: 'y' }])
  })

  test.each(['run;;check', 'run;1e9;check', 'end;x;y', 'pipe;x;log', 'dance', 'run;99999999999;check', ''])(
    'that make no sense are dropped: %j',
    (body) => {
      expect(read(mark(body))).toEqual([])
    },
  )

  test('other operating system commands, as for a title, pass', () => {
    const title = '\u001b]0;host1\u0007\u001b]7;file://x\u0007'
    expect(text(read(title))).toBe(title)
  })

  test('a beginning that is never ended does not hold back what comes for ever', () => {
    const flood = 'y'.repeat(20_000)
    expect(text(read('\u001b]7117;', flood))).toBe(flood)
  })

  test('what is held back comes with the end', () => {
    const reader = new MarkReader(token)
    expect(text(reader.read('bye\u001b]71'))).toBe('bye')
    expect(reader.flush()).toBe('\u001b]71')
    expect(reader.flush()).toBe('')
  })
})

test('however the bytes are cut, the same comes out', () => {
  const some = fc.oneof(
    fc.constantFrom(
      mark('begin'),
      mark('end;0;ls'),
      mark('begin', 'dead'),
      '\u001b]7117;',
      '\u001b',
      '\u0007',
      '\u001b[31m',
    ),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(some), fc.array(fc.nat(40)), (pieces, cuts) => {
      const whole = pieces.join('')
      const parts: string[] = []
      let rest = whole
      for (const cut of cuts) {
        parts.push(rest.slice(0, cut))
        rest = rest.slice(cut)
      }
      const outcome = (reader: MarkReader, from: string[]) => {
        const found = from.flatMap((part) => reader.read(part))
        return { text: text(found) + reader.flush(), marks: marksOf(found) }
      }
      expect(outcome(new MarkReader(token), [...parts, rest])).toEqual(
        outcome(new MarkReader(token), [whole]),
      )
    }),
  )
})
