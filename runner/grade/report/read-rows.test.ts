import { expect, test } from 'vitest'
import type { ClassResults } from '../result.ts'
import { classOfForty, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { isJudged, readRows } from './read-rows.ts'

const classOf = (over: Partial<ClassResults>): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [],
  records: [],
  ...over,
})
const member = (student: string, name: string | null = null) => ({
  student,
  name,
  email: null,
  id: null,
  due: null,
})

test('everybody is there once: on the roster, with a submission, or both', () => {
  const results = classOf({
    roster: [member('s10', 'Ten'), member('s2')],
    records: [recordOf('s10'), recordOf('x')],
  })
  expect(readRows(results).map(({ student, name, standing }) => [student, name, standing])).toEqual([
    ['s2', null, 'missing'],
    ['s10', 'Ten', 'graded'],
    ['x', null, 'graded'],
  ])
})

test('who was refused or could not be graded has no mark, whatever the record says', () => {
  const records = (['refused', 'ungradable', 'timed-out', 'over-limit', 'graded'] as const).map((outcome) =>
    recordOf(outcome, {}, { outcome, points: 0 }),
  )
  expect(readRows(classOf({ records })).map(({ student, points }) => [student, points])).toEqual([
    ['graded', 0],
    ['over-limit', 0],
    ['refused', null],
    ['timed-out', 0],
    ['ungradable', null],
  ])
})

test('the most that there is to get is the class’s where a record does not know it', () => {
  const records = [recordOf('a'), recordOf('b', {}, { outcome: 'refused', maxPoints: 0, checks: [] })]
  const rows = readRows(classOf({ records, roster: [member('c')] }))
  expect(rows.map(({ maxPoints }) => maxPoints)).toEqual([17, 17, 17])
})

test('a class of forty has every standing', () => {
  const rows = readRows(classOfForty())
  expect(rows).toHaveLength(40)
  expect(new Set(rows.map(({ standing }) => standing)).size).toBe(6)
  expect(rows.filter(isJudged)).toHaveLength(34)
  expect(new Set(rows.map(({ student }) => student)).size).toBe(rows.length)
})
