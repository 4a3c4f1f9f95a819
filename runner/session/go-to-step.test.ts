import { expect, test } from 'vitest'
import { withAssisted } from './go-to-step.ts'
import { recordReport, standing, type Progress } from './progress.ts'

const fresh: Progress = {
  schemaVersion: 1,
  lab: '03',
  startedAt: 1,
  steps: {},
  hints: {},
  solved: [],
  answers: [],
  finishedAt: null,
}

const step = (id: string) => ({ id, title: id, status: 'pass' as const, checks: [] })
const report = (...ids: string[]) => ({
  schemaVersion: 1 as const,
  lab: '03',
  status: 'fail' as const,
  points: 0,
  maxPoints: 0,
  durationMs: 0,
  engine: null,
  steps: ids.map(step),
})

test('steps that are skipped are assisted, once, and never earned', () => {
  const skipped = withAssisted(withAssisted(fresh, ['a', 'b']), ['b', 'c'])
  expect(skipped.solved).toEqual(['a', 'b', 'c'])
  const { steps } = recordReport(skipped, report('a', 'b'), 50)
  expect(steps).toEqual({ a: { doneAt: 50, assisted: true }, b: { doneAt: 50, assisted: true } })
})

test('what was earned before stays earned, and a lab that was done alone stays so', () => {
  const earned = { a: { doneAt: 2, assisted: false } }
  const done = { ...fresh, steps: earned, finishedAt: 3 }
  const again = recordReport(withAssisted(done, ['a']), report('a'), 50)
  expect(again).toEqual(done)
  expect(standing(again)).toBe('done')
})
