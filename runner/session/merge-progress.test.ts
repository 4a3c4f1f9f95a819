import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Game } from './games.ts'
import { mergeProgress } from './merge-progress.ts'
import { standing, type Progress } from './progress.ts'

const fresh: Progress = {
  schemaVersion: 1,
  lab: '03',
  startedAt: 100,
  steps: {},
  hints: {},
  solved: [],
  answers: [],
  finishedAt: null,
}
const alone = (doneAt: number) => ({ doneAt, assisted: false })
const helped = (doneAt: number) => ({ doneAt, assisted: true })
const game = (over: Partial<Game> = {}): Game => ({
  seed: 7,
  startedAt: 1,
  checks: 0,
  hints: {},
  assisted: false,
  mendedAt: null,
  fault: null,
  ...over,
})

describe('two states of a lab’s progress', () => {
  test('give all that was earned in either, with the time at which it was earned first', () => {
    const one = { ...fresh, startedAt: 90, steps: { a: alone(5), b: alone(9) }, answers: ['x'] }
    const other = { ...fresh, steps: { b: alone(7), c: helped(8) }, answers: ['y', 'x'], finishedAt: 9 }
    expect(mergeProgress(one, other)).toEqual({
      ...fresh,
      startedAt: 90,
      steps: { a: alone(5), b: alone(7), c: helped(8) },
      answers: ['x', 'y'],
      finishedAt: 9,
    })
    expect(mergeProgress({ ...fresh, finishedAt: 20 }, other).finishedAt).toBe(9)
  })

  test('keep help that came first, or at the same moment', () => {
    for (const [mine, theirs] of [
      [helped(3), alone(5)],
      [alone(5), helped(3)],
      [helped(5), alone(5)],
      [alone(5), helped(5)],
    ] as const) {
      const merged = mergeProgress(
        { ...fresh, steps: { a: mine } },
        { ...fresh, steps: { a: theirs }, solved: ['a'] },
      )
      expect(merged.steps['a']?.assisted).toBe(true)
      expect(merged.solved).toEqual(['a'])
    }
  })

  test('keep what was done alone before there was help: a lab that was done alone stays so', () => {
    const done = { ...fresh, steps: { a: alone(5) }, finishedAt: 5 }
    const withHelp = { ...fresh, steps: { a: helped(9) }, solved: ['a'], finishedAt: 9 }
    for (const merged of [mergeProgress(done, withHelp), mergeProgress(withHelp, done)]) {
      expect(merged).toEqual(done)
      expect(standing(merged)).toBe('done')
    }
  })

  test('keep that a step was solved though it was done, whichever state knows it', () => {
    const before = { ...fresh, steps: { a: alone(5) }, finishedAt: 5 }
    const after = { ...before, solved: ['a'] }
    for (const merged of [mergeProgress(before, after), mergeProgress(after, before)])
      expect(standing(merged)).toBe('done with help')
  })

  test('give the highest rung of the hints, and all that was passed over', () => {
    const merged = mergeProgress(
      { ...fresh, hints: { a: 1, b: 3 }, passedOver: ['a'] },
      { ...fresh, hints: { a: 2, c: 1 }, passedOver: ['b', 'a'] },
    )
    expect(merged.hints).toEqual({ a: 2, b: 3, c: 1 })
    expect(merged.passedOver).toEqual(['a', 'b'])
  })

  test('are where more was done, or else where the first is', () => {
    const one: Progress = { ...fresh, at: 'b', steps: { a: alone(5) } }
    const other: Progress = { ...fresh, at: null, steps: { a: alone(4), b: alone(9) } }
    expect(mergeProgress(one, other).at).toBeNull()
    expect(mergeProgress(other, one).at).toBeNull()
    expect(mergeProgress(one, { ...fresh, at: 'c' }).at).toBe('b')
    expect(mergeProgress({ ...fresh, at: 'c' }, one).at).toBe('b')
    expect(mergeProgress(fresh, { ...fresh, at: 'c' }).at).toBe('c')
    expect('at' in mergeProgress(fresh, fresh)).toBe(false)
  })

  test('have the games of both, each once, in the order in which they began', () => {
    const open = game({ startedAt: 5, checks: 2, hints: { a: 1 } })
    const mended = game({ startedAt: 5, checks: 3, hints: { b: 2 }, mendedAt: 9, fault: 'no-route' })
    const { games } = mergeProgress(
      { ...fresh, games: [open, game({ startedAt: 8 })] },
      { ...fresh, games: [game({ startedAt: 5, seed: 8 }), mended, game({ startedAt: 2, assisted: true })] },
    )
    expect(games).toEqual([
      game({ startedAt: 2, assisted: true }),
      { ...mended, hints: { a: 1, b: 2 } },
      game({ startedAt: 5, seed: 8 }),
      game({ startedAt: 8 }),
    ])
  })

  test('remember no more games than one machine does, the newest', () => {
    const many = (from: number): Game[] =>
      Array.from({ length: 80 }, (_, index) => game({ startedAt: from + index }))
    const { games } = mergeProgress({ ...fresh, games: many(0) }, { ...fresh, games: many(80) })
    expect([games?.length, games?.at(0)?.startedAt, games?.at(-1)?.startedAt]).toEqual([100, 60, 159])
  })
})

describe('any two states', () => {
  const id = fc.constantFrom('a', 'b', 'c')
  const time = fc.integer({ min: 1, max: 5 })
  const step = fc.record({ doneAt: time, assisted: fc.boolean() })
  const state: fc.Arbitrary<Progress> = fc
    .record({
      startedAt: time,
      steps: fc.dictionary(id, step),
      hints: fc.dictionary(id, time),
      solved: fc.uniqueArray(id),
      answers: fc.uniqueArray(id),
      finishedAt: fc.option(time),
      passedOver: fc.uniqueArray(id, { minLength: 1 }),
      at: fc.option(id),
    })
    .map((over) => ({ ...fresh, ...over }))
  const sorted = (progress: Progress): unknown => ({
    ...progress,
    solved: [...progress.solved].sort(),
    answers: [...progress.answers].sort(),
    passedOver: [...(progress.passedOver ?? [])].sort(),
    at: undefined,
  })

  test('give the same in either order, but for where the student is', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        expect(sorted(mergeProgress(one, other))).toEqual(sorted(mergeProgress(other, one)))
      }),
    )
  })

  test('change nothing when they are merged once more', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        const merged = mergeProgress(one, other)
        expect(mergeProgress(merged, other)).toEqual(merged)
        expect(mergeProgress(merged, one)).toEqual(merged)
        expect(mergeProgress(merged, merged)).toEqual(merged)
      }),
    )
  })

  test('lose no step', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        const merged = mergeProgress(one, other)
        for (const side of [one, other])
          for (const [name, { doneAt }] of Object.entries(side.steps))
            expect(merged.steps[name]?.doneAt).toBeLessThanOrEqual(doneAt)
      }),
    )
  })
})
