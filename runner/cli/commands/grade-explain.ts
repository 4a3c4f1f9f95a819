import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { asInTheCourse } from '../../course/values/value.ts'
import { withValues } from '../../course/values/with-values.ts'
import { assembleClass, labFacts } from '../../grade/class/assemble.ts'
import { drawExplanation } from '../../grade/draw-explanation.ts'
import { readRecords } from '../../grade/record-files.ts'
import { findReport } from '../../grade/report-folder.ts'
import type { ClassResults, GradedCheck, GradeRecord } from '../../grade/result.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import type { Run } from '../command.ts'

const mostNames = 30

const known = (names: readonly string[]): string =>
  names.length > mostNames
    ? `It has ${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more.`
    : `It has: ${names.join(', ')}.`

function findRecord(report: string, student: string): GradeRecord {
  const records = readRecords(report)
  const found = records.get(student)
  if (found) return found
  throw new LabError(
    'usage',
    'student-unknown',
    `The report has no student “${student}”.`,
    known([...records.keys()].sort()),
  )
}

function choose({ checks }: GradeRecord, wanted: string | undefined): GradedCheck[] {
  if (wanted === undefined) return checks.filter(({ status }) => status !== 'pass')
  const found = checks.filter(({ id }) => id === wanted)
  if (found.length > 0) return found
  throw new LabError(
    'usage',
    'check-unknown',
    `There is no check “${wanted}” in this record.`,
    checks.length === 0 ? 'Nothing was checked: it was not graded.' : known(checks.map(({ id }) => id)),
  )
}

/** The lab, with the step that values of one's own have when the student had some. */
function labOf({ lab, seed }: GradeRecord): Lab {
  const found = findLab(lab)
  return seed === null ? found : withValues(found, asInTheCourse(found.values))
}

/** A class of this record alone, so that what is printed has the shape of results.json. */
const alone = (record: GradeRecord): ClassResults =>
  assembleClass(labFacts(labOf(record)), [record], null, record.startedAt + record.durationMs)

/** Says why a student's checks are as they are. */
export const run: Run = async ({ args, options }, { terminal }) => {
  const [named = '', student = '', wanted] = args
  const record = findRecord(findReport(named), student)
  const checks = choose(record, wanted)
  terminal.out(
    options['json'] === true
      ? `${JSON.stringify(alone({ ...record, checks }))}\n`
      : drawExplanation(record, checks, terminal.width),
  )
  return exitCodes.pass
}
