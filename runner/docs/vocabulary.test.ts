import { describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { parseSource } from './source-file.ts'
import { readVocabulary, type Word } from './vocabulary.ts'

const base = `/** Lamps of the host. */

import { fail, cannotRun } from '../../runner/judge/check.ts'

/** What burns. */
export interface Lamp {
  /** In lumen. */
  light: number
}

/** A word's finding. */
export const dark = (): Finding | undefined => cannotRun('dark', 'It is dark.')

/** The lamp of this name. */
export const lamp =
  (name: string): Subject<Lamp> =>
  (view) => dark() ?? { finding: fail('no-lamp', \`There is no \${name}.\`, 'none') }
`

const words = `import type { Lamp } from './lamps.ts'
import { dark, lamp as the } from './lamps.ts'

const pick = (lit: boolean): Finding =>
  fail(lit ? 'too-bright' : 'too-dim', lit ? 'It dazzles.' : 'It glimmers.', '')

const isOdd = (): boolean => fail('never-told', 'It is odd.', '') === undefined

// Not a doc comment.
export function burns(of: Subject<Lamp>, { min }: { min: number }): Statement {
  return about('it burns', of, (found) => (isOdd() ? pick(true) : fail('low', \`\${found.thing.name} gives \${found.light ?? 'no'} light, \${min > 1 ? 'not ' + min : \`less than \${min} of \${found.all}\`}.\`, '')))
}

/**
 * Every lamp
 * burns.
 *
 * In all rooms.
 */
export const allBurn = (): Statement => about('all', the('all'), (dark) => dark())

/** Asks, but does not tell. */
export const asks: Subject<Lamp | null> = () => ({ thing: pick(false) === undefined ? null : null })
`

const lab = `import { allBurn, asks as question, burns } from './vocabulary/words.ts'
const found = question(view)
const checks = { steps: [{ id: 'lamps.burn', is: burns(
  question,
  { min: 2 },
) }] }
`

const chapters = readVocabulary(
  [parseSource('lamps.ts', base), parseSource('words.ts', words)],
  [parseSource('07-lamps.ts', lab)],
)
const word = (name: string): Word | undefined =>
  chapters.flatMap((chapter) => chapter.words).find((one) => one.name === name)

describe('a chapter', () => {
  test('is a file, and what the comment above its imports says', () => {
    expect(chapters.map(({ file, about }) => [file, about])).toEqual([
      ['lamps.ts', 'Lamps of the host.'],
      ['words.ts', ''],
    ])
  })

  test('has its exported words: statements, subjects, helpers, types', () => {
    expect(chapters.map((chapter) => chapter.words.map(({ kind, name }) => `${kind} ${name}`))).toEqual([
      ['subject lamp', 'helper dark', 'type Lamp'],
      ['statement burns', 'statement allBurn', 'subject asks'],
    ])
  })
})

describe('a word', () => {
  test('has the doc comment directly above it, unfolded, and no other comment', () => {
    expect(word('allBurn')?.doc).toBe('Every lamp burns.\n\nIn all rooms.')
    expect(word('burns')?.doc).toBe('')
  })

  test('has a signature; a type has its source', () => {
    expect(word('burns')?.signature).toBe('burns(of: Subject<Lamp>, { min }: { min: number }): Statement')
    expect(word('lamp')?.signature).toBe('lamp(name: string): Subject<Lamp>')
    expect(word('asks')?.signature).toBe('asks: Subject<Lamp | null>')
    expect(word('Lamp')?.signature).toContain('  /** In lumen. */\n  light: number')
  })

  test('finds something when it is a subject', () => {
    expect(word('lamp')?.finds).toBe('Lamp')
    expect(word('asks')?.finds).toBe('Lamp | null')
    expect(word('burns')?.finds).toBeUndefined()
  })

  test('is shown in the first check that uses it, by the name it has there', () => {
    expect(word('burns')?.example).toEqual({
      lab: '07',
      check: 'lamps.burn',
      line: 'burns(question, { min: 2 })',
      as: undefined,
    })
    expect(word('asks')?.example).toMatchObject({ check: 'lamps.burn', as: 'question' })
    expect(word('allBurn')?.example).toBeUndefined()
  })
})

describe('a word’s diagnoses', () => {
  const told = (name: string): string[] =>
    (word(name)?.diagnoses ?? []).map(({ verdict, code, text }) => `${verdict} ${code}: ${text}`)

  test('are its own and those of what it makes its findings with, from other files too', () => {
    expect(told('lamp')).toEqual(['fail no-lamp: There is no ‹name›.', 'cannot-run dark: It is dark.'])
    expect(told('allBurn')).toEqual(told('lamp'))
  })

  test('show what is filled in, and each side of a choice', () => {
    expect(told('burns')).toContain(
      'fail low: ‹name› gives ‹light | no› light, ‹not ‹min› | less than ‹min› of ‹all››.',
    )
  })

  test('are two where one condition chooses code and sentence', () => {
    expect(told('burns')).toEqual(
      expect.arrayContaining(['fail too-bright: It dazzles.', 'fail too-dim: It glimmers.']),
    )
  })

  test('are none of a function that gives no finding, nor of a finding that is only asked for', () => {
    expect(told('burns').join()).not.toContain('never-told')
    expect(told('asks')).toEqual([])
  })
})

test('a source that cannot be parsed is named', () => {
  expect(() => parseSource('broken.ts', 'export const =')).toThrow(LabError)
  expect(() => parseSource('broken.ts', 'export const =')).toThrow(/^broken\.ts cannot be parsed: /)
})
