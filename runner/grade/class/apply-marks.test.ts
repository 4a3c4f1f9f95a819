import { describe, expect, test } from 'vitest'
import { graded, record } from '../fixtures/record.ts'
import { lateness, markRecord, pointsOfAll } from './apply-marks.ts'
import { noMarks, type MarkRules } from './read-marks.ts'

const authored = { 'a.one': 1, 'a.two': 2, 'b.one': 1 }
const checks = [
  graded({ id: 'a.one', step: 'a', status: 'pass' }),
  graded({ id: 'a.two', step: 'a', status: 'fail' }),
  graded({ id: 'b.one', step: 'b', status: 'skipped' }),
]
const rules = (changes: Partial<MarkRules>): MarkRules => ({ ...noMarks, ...changes })
const mark = (changes: Partial<MarkRules>, more: { submittedAt?: number; due?: number } = {}) =>
  markRecord(record({ checks }), {
    authored,
    rules: rules(changes),
    maxPoints: 99,
    submittedAt: more.submittedAt ?? null,
    due: more.due ?? null,
  })

const points = ({ checks: all }: ReturnType<typeof mark>): string[] =>
  all.map((check) => `${check.points}/${check.maxPoints} ${check.visibility}`)

describe('points', () => {
  test('are the author’s where nothing else is said; what waits costs its own', () => {
    const found = mark({})
    expect(points(found)).toEqual(['1/1 always', '0/2 always', '0/1 always'])
    expect(found).toMatchObject({ points: 1, maxPoints: 4, late: null })
  })

  test('are the instructor’s, times the weight of the step', () => {
    const found = mark({
      checks: { 'a.one': { points: 2.5 }, 'b.one': { visibility: 'never' } },
      steps: { a: { weight: 3, allOrNothing: false, visibility: 'after-due' } },
    })
    expect(points(found)).toEqual(['7.5/7.5 after-due', '0/6 after-due', '0/1 never'])
    expect(found).toMatchObject({ points: 7.5, maxPoints: 14.5 })
  })

  test('of a step of which all is wanted are given only for all of it', () => {
    expect(points(mark({ steps: { a: { allOrNothing: true } } }))[0]).toBe('0/1 always')
    const whole = markRecord(
      record({ checks: checks.map((check) => ({ ...check, status: 'pass' as const })) }),
      {
        authored,
        rules: rules({ steps: { a: { allOrNothing: true } } }),
        maxPoints: 4,
        submittedAt: null,
        due: null,
      },
    )
    expect(whole.points).toBe(4)
  })

  test('are neither given nor asked for where the machine lacks something', () => {
    const lacking = graded({ id: 'a.two', step: 'a', status: 'cannot-run', code: 'lacking' })
    const found = markRecord(record({ checks: [checks[0] ?? lacking, lacking] }), {
      authored,
      rules: rules({ steps: { a: { allOrNothing: true } } }),
      maxPoints: 4,
      submittedAt: null,
      due: null,
    })
    expect(found).toMatchObject({ points: 1, maxPoints: 1 })
  })

  test('are null for what could not be graded, and none for what was refused', () => {
    const of = (outcome: 'ungradable' | 'refused') =>
      markRecord(record({ outcome, checks: [] }), {
        authored,
        rules: noMarks,
        maxPoints: 4,
        submittedAt: null,
        due: null,
      })
    expect(of('ungradable')).toMatchObject({ points: null, maxPoints: 4 })
    expect(of('refused')).toMatchObject({ points: 0, maxPoints: 4 })
  })

  test('of all checks are the sum that a record without checks is held against', () => {
    const all = { 'a.one': { points: 1, step: 'a' }, 'b.one': { points: 1, step: 'b' } }
    expect(
      pointsOfAll(
        all,
        rules({ checks: { 'b.one': { points: 0.25 } }, steps: { b: { weight: 2, allOrNothing: false } } }),
      ),
    ).toBe(1.5)
  })
})

describe('what is late', () => {
  const day = 86_400_000
  const late = { perDay: 0.1, atLeast: 0.6, graceMs: 900_000, closedAfterMs: 10 * day }
  const due = 100 * day

  test.each([
    ['in time', due, null],
    ['within the grace', due + 900_000, null],
    ['a moment later', due + 900_001, { days: 1, factor: 0.9 }],
    ['a begun second day', due + day + 1, { days: 2, factor: 0.8 }],
    ['as little as it gets', due + 9 * day, { days: 9, factor: 0.6 }],
    ['closed', due + 10 * day + 1, { days: 11, factor: 0 }],
  ])('%s', (_, submittedAt, expected) => {
    expect(lateness(submittedAt, due, late)).toEqual(expected)
  })

  test('costs nothing without a rule, and is nothing without a due date', () => {
    expect(lateness(due + day, due, null)).toEqual({ days: 1, factor: 1 })
    expect(lateness(due + day, null, late)).toBeNull()
    expect(lateness(null, due, late)).toBeNull()
  })

  test('takes its part of the points', () => {
    expect(mark({ late }, { submittedAt: due + day, due })).toMatchObject({
      points: 0.9,
      late: { days: 1, factor: 0.9 },
    })
  })
})
