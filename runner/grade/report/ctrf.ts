import { safeText } from '../../observe/safe-text.ts'
import type { ClassResults, GradedCheck } from '../result.ts'
import { failureMessage, failureText } from './failure-text.ts'
import { stepTitle } from './list-checks.ts'
import { isJudged, nameOf, readRows, type Row } from './read-rows.ts'
import { standingMeans } from './words.ts'

/** The version of the format that this was written for; it is before its first release. */
const specVersion = '0.0.0'

const testStatuses = ['passed', 'failed', 'skipped', 'pending', 'other'] as const
type TestStatus = (typeof testStatuses)[number]

interface Test {
  name: string
  status: TestStatus
  /** Of one check nobody knows how long it took. */
  duration: 0
  suite: string[]
  rawStatus: string
  message?: string
  trace?: string
  tags?: string[]
  extra: Record<string, unknown>
}

/** `other` is for what says nothing about the work; `rawStatus` has our own word. */
const statusOf = { pass: 'passed', fail: 'failed', skipped: 'skipped', 'cannot-run': 'other' } as const

const oneLine = (text: string): string => safeText(text, { multiline: false })

const suiteOf = (row: Row): string => oneLine(nameOf(row)) || '?'

const testOf = (row: Row, check: GradedCheck, lab: ClassResults['lab']): Test => ({
  name: oneLine(check.title) || oneLine(check.id) || '?',
  status: statusOf[check.status],
  duration: 0,
  suite: [suiteOf(row), oneLine(stepTitle(lab, check.step))],
  rawStatus: check.status,
  ...(check.status !== 'pass' && { message: failureMessage(check), trace: failureText(check) }),
  tags: [oneLine(check.id), oneLine(check.step)],
  extra: {
    student: oneLine(row.student),
    check: oneLine(check.id),
    code: check.diagnosis ? oneLine(check.diagnosis.code) : null,
    points: check.points,
    maxPoints: check.maxPoints,
    visibility: check.visibility,
    line: check.line?.number ?? null,
  },
})

const testsOf = (row: Row, lab: ClassResults['lab']): Test[] => {
  if (isJudged(row)) return (row.record?.checks ?? []).map((check) => testOf(row, check, lab))
  const message = oneLine(row.record?.problem ?? standingMeans[row.standing])
  const status = row.standing === 'missing' ? 'skipped' : 'other'
  const facts = { name: 'submission', status, duration: 0, suite: [suiteOf(row)], message } as const
  return [
    { ...facts, suite: [suiteOf(row)], rawStatus: row.standing, extra: { student: oneLine(row.student) } },
  ]
}

const summaryOf = (tests: readonly Test[], { records, gradedAt }: ClassResults): Record<string, number> => {
  const count = (status: TestStatus): number => tests.filter((test) => test.status === status).length
  const start = Math.min(gradedAt, ...records.map(({ startedAt }) => startedAt))
  const counts = Object.fromEntries(testStatuses.map((status) => [status, count(status)]))
  const duration = records.reduce((sum, { durationMs }) => sum + durationMs, 0)
  return {
    tests: tests.length,
    ...counts,
    start: Math.round(start),
    stop: Math.round(gradedAt),
    duration: Math.round(duration),
  }
}

/** The class in the Common Test Report Format (ctrf.io): one test for each check of each student, as JSON text. */
export function renderCtrf(results: ClassResults): string {
  const rows = readRows(results)
  const tests = rows.flatMap((row) => testsOf(row, results.lab))
  const environment = results.records[0]?.environment
  const version = environment ? { version: oneLine(environment.vethlab) } : {}
  const report = {
    reportFormat: 'CTRF',
    specVersion,
    timestamp: new Date(results.gradedAt).toISOString(),
    generatedBy: 'vethlab',
    results: {
      tool: { name: 'vethlab', ...version },
      summary: summaryOf(tests, results),
      tests,
      environment: {
        reportName: oneLine(`Lab ${results.lab.id}: ${results.lab.title}`),
        ...(environment && { osPlatform: 'linux', osRelease: oneLine(environment.kernel) }),
        healthy: rows.every(({ standing }) => standing !== 'ungradable'),
        extra: environment ? { engine: oneLine(environment.engine) } : {},
      },
    },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
