import type { LabChecks } from '../../judge/check.ts'
import { createQueue } from '../../verify/queue.ts'
import { inputsOf } from '../grade-submission.ts'
import type { Order } from '../grader.ts'
import { openReport, readRecords, writeRecord } from '../record-files.ts'
import type { GradeRecord } from '../result.ts'
import type { Found } from '../submission/find-submissions.ts'
import { readSubmission } from '../submission/read-submission.ts'
import type { Submission } from '../submission/submission.ts'
import { markRecord, pointsOfAll } from './apply-marks.ts'
import type { MarkRules } from './read-marks.ts'
import type { Member } from './read-roster.ts'
import { isNoteOnValues, type ClassValues } from '../values/class-values.ts'
import { compareRecords, noteOf, type Difference } from './regrade.ts'

export interface ClassPlan {
  /** An engine or a kernel that is empty in its environment may be any. */
  grader: Order
  /** Runs one submission, in worlds of this machine or elsewhere. */
  grade: (submission: Submission) => Promise<GradeRecord>
  found: readonly Found[]
  members: readonly Member[]
  rules: MarkRules
  /** The students' own values; null where all are judged alike. */
  values: ClassValues | null
  /** The report's folder. */
  out: string
  /** Submissions that are under way together. */
  atOnce: number
  /** Grade all anew, whatever is known. */
  regrade: boolean
  tell: (event: GradingEvent) => void
}

export type GradingEvent =
  | { kind: 'begun'; total: number }
  | { kind: 'running'; student: string }
  /** `known`: it stood in the report already, and was not run again. */
  | { kind: 'graded'; record: GradeRecord; known: boolean }

export interface GradedClass {
  records: GradeRecord[]
  differences: Difference[]
}

const authoredOf = ({ steps }: LabChecks): Record<string, { points: number; step: string }> =>
  Object.fromEntries(
    steps.flatMap(({ step, checks }) => checks.map(({ id, points }) => [id, { points, step }])),
  )

/** What is asked for, where any engine or kernel will do with those that a record of before was made with. */
const asBefore = (grader: Order, { environment: { engine, kernel } }: GradeRecord): Order => {
  const wanted = grader.environment
  return {
    ...grader,
    environment: { ...wanted, engine: wanted.engine || engine, kernel: wanted.kernel || kernel },
  }
}

/** A record of before that says all that is asked for now. */
const isKnown = (before: GradeRecord, submission: Submission, grader: Order): boolean =>
  before.outcome !== 'ungradable' &&
  before.inputs === inputsOf(submission, asBefore(grader, before)) &&
  (!grader.attribute ||
    before.checks.every(({ status, attribution }) => status !== 'fail' || attribution !== null))

const withNote = (record: GradeRecord, difference: Difference | undefined): GradeRecord =>
  difference ? { ...record, notes: [...record.notes, noteOf(difference)] } : record

/** What is known now of whose values a submission has; the class may have been another when it was run. */
function noteValues(record: GradeRecord, submission: Submission, values: ClassValues | null): GradeRecord {
  const others = record.notes.filter((note) => !isNoteOnValues(note))
  return { ...record, notes: [...others, ...(values?.notesOn(submission) ?? [])] }
}

/** Gives each record the marks of its student. */
function createMarker({
  grader,
  rules,
  members,
}: ClassPlan): (record: GradeRecord, submission: Submission) => GradeRecord {
  const authored = authoredOf(grader.checks)
  const points = Object.fromEntries(Object.entries(authored).map(([id, one]) => [id, one.points]))
  const maxPoints = pointsOfAll(authored, rules)
  const byStudent = new Map(members.map((member) => [member.student, member]))
  return (record, submission) => {
    const member = byStudent.get(record.student)
    const submittedAt = member?.submittedAt ?? submission.writtenAt
    return markRecord(record, { authored: points, rules, maxPoints, submittedAt, due: member?.due ?? null })
  }
}

/**
 * Grades a class: each submission in worlds of its own, several at a time. What the report's folder knows already of equal
 * input is not run again. Every record is written as soon as it is there. Throws `until`'s reason when that comes before the
 * end, or LabError when nothing can be written.
 */
export async function gradeClass(plan: ClassPlan): Promise<GradedClass> {
  const { grader, grade, found, values, out, atOnce, regrade, tell } = plan
  openReport(out)
  const before = readRecords(out)
  const mark = createMarker(plan)
  const queue = createQueue(atOnce)
  const wanted = { id: grader.lab.id, hash: grader.environment.labHash }
  const differences: Difference[] = []

  let broken: unknown
  const gradeOne = async (one: Found): Promise<GradeRecord> => {
    grader.until.throwIfAborted()
    if (broken !== undefined) throw broken
    const read = 'place' in one ? readSubmission(one.place, wanted) : one.refused
    const submission = { ...read, own: values?.ownOf(read.student) ?? [] }
    const last = before.get(submission.student)
    if (last && !regrade && submission.script !== null && isKnown(last, submission, grader)) {
      const record = mark(
        noteValues({ ...last, submission: submission.facts }, submission, values),
        submission,
      )
      writeRecord(out, record)
      tell({ kind: 'graded', record, known: true })
      return record
    }
    tell({ kind: 'running', student: submission.student })
    const fresh = await grade(submission)
    const difference = regrade && last ? compareRecords(last, fresh) : undefined
    if (difference) differences.push(difference)
    const record = mark(noteValues(withNote(fresh, difference), submission, values), submission)
    writeRecord(out, record)
    tell({ kind: 'graded', record, known: false })
    return record
  }

  tell({ kind: 'begun', total: found.length })
  const works = found.map((one) =>
    queue(() => gradeOne(one)).catch((error: unknown) => {
      broken ??= error
      throw error
    }),
  )
  // All of them, so that no world is left behind by one that failed.
  await Promise.allSettled(works)
  return { records: await Promise.all(works), differences }
}
