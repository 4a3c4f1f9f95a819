import { safeText } from '../../observe/safe-text.ts'
import type { ClassResults, GradedCheck, Visibility } from '../result.ts'
import { failureText } from './failure-text.ts'
import { isJudged, type Row } from './read-rows.ts'
import { lateText, standingMeans } from './words.ts'

const visibilityOf: Record<Visibility, string> = {
  always: 'visible',
  'after-due': 'after_due_date',
  never: 'hidden',
}

/** A skipped check names the one that it waits for, which may be one that the student must not know of. */
const outputOf = (check: GradedCheck): string =>
  check.status === 'skipped' ? 'It waits for another check, which did not pass.' : failureText(check)

/** The result of a test; none, and no points, for a check that could not run: that is nobody's failure. */
const resultOf = ({ status, points, maxPoints }: GradedCheck): object =>
  status === 'cannot-run'
    ? {}
    : { status: status === 'pass' ? 'passed' : 'failed', score: points, max_score: maxPoints }

const testOf = (check: GradedCheck, number: string): object => ({
  name: safeText(check.title, { multiline: false }),
  name_format: 'text',
  number,
  ...resultOf(check),
  output: outputOf(check),
  output_format: 'text',
  tags: [safeText(check.step, { multiline: false })],
  visibility: visibilityOf[check.visibility],
  extra_data: {
    check: safeText(check.id),
    status: check.status,
    code: safeText(check.diagnosis?.code ?? ''),
  },
})

/** `4.2` for the second check of the fourth step. */
function numberChecks(
  checks: readonly GradedCheck[],
  { steps }: ClassResults['lab'],
): [GradedCheck, string][] {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const place = (seen.get(check.step) ?? 0) + 1
    seen.set(check.step, place)
    return [check, `${steps.find(({ id }) => id === check.step)?.number ?? 0}.${place}`]
  })
}

const topText = (row: Row): string => {
  const late = lateText(row.record?.late ?? null)
  const isTheirs = row.standing !== 'ungradable'
  return [
    standingMeans[row.standing],
    isTheirs ? safeText(row.record?.problem ?? '', { multiline: false }) : '',
    late === null ? '' : `${late}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

/**
 * One student's results.json for Gradescope (gradescope-autograders.readthedocs.io, “Output format”), as JSON text. All text is
 * marked as plain text, as it is not ours. `score` is the mark, with lateness in it; who has none has no score
 * anywhere. Gradescope itself keeps tests from students who must not (yet) see them.
 */
export function renderGradescope(row: Row, lab: ClassResults['lab']): string {
  const { record } = row
  const checks = isJudged(row) ? (record?.checks ?? []) : []
  const notGraded = { name: 'Not graded', name_format: 'text', output: topText(row), output_format: 'text' }
  const report = {
    ...(row.points === null ? {} : { score: row.points }),
    ...(record && { execution_time: Math.round(record.durationMs / 1000) }),
    output: topText(row),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests:
      row.points === null
        ? [{ ...notGraded, visibility: 'visible' }]
        : numberChecks(checks, lab).map(([check, number]) => testOf(check, number)),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
