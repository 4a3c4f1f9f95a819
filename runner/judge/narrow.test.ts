import { expect, test } from 'vitest'
import { pass, type Check, type LabChecks } from './check.ts'
import { checksFor, reportFor } from './narrow.ts'
import type { LabReport } from './verdict.ts'

const check = (id: string, ...after: string[]): Check => ({
  id,
  title: id,
  points: 1,
  after,
  is: { expected: id, judge: () => pass(id) },
})

const lab: LabChecks = {
  steps: [
    { step: 'one', checks: [check('a'), check('b', 'a')] },
    { step: 'two', checks: [check('c'), check('d', 'b')] },
    { step: 'three', checks: [check('e', 'd')] },
  ],
  answers: {},
}

const idsOf = ({ steps }: LabChecks) => steps.map(({ checks }) => checks.map(({ id }) => id))

test('a step’s checks come with all that they wait for, and with nothing else', () => {
  expect(idsOf(checksFor(lab, ['two']))).toEqual([['a', 'b'], ['c', 'd'], []])
  expect(idsOf(checksFor(lab, ['three']))).toEqual([['a', 'b'], ['d'], ['e']])
  expect(idsOf(checksFor(lab, []))).toEqual([[], [], []])
})

test('a report of some steps has only those', () => {
  const steps = lab.steps.map(({ step }) => ({ id: step, title: step, status: 'pass' as const, checks: [] }))
  const report: LabReport = {
    schemaVersion: 1,
    lab: '99',
    status: 'pass',
    points: 0,
    maxPoints: 0,
    durationMs: 0,
    engine: null,
    steps,
  }
  expect(reportFor(report, ['two']).steps.map(({ id }) => id)).toEqual(['two'])
})
