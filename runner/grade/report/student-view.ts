import type { ClassResults, FailedCommand, GradedCheck, ScriptEnding } from '../result.ts'
import { isJudged, type Row, type Standing } from './read-rows.ts'

/** A check as a student may see it. */
export type CheckView = Pick<
  GradedCheck,
  | 'id'
  | 'step'
  | 'title'
  | 'status'
  | 'points'
  | 'maxPoints'
  | 'expected'
  | 'actual'
  | 'diagnosis'
  | 'evidence'
  | 'attribution'
>

/** How a script ended, by its own account. */
export interface ScriptView {
  exitCode: number | null
  output: string
  truncated: boolean
  failed: FailedCommand[]
}

/**
 * All that a student's own page is made of. It is put together from what is allowed, member by member; nothing is ever
 * taken out of a record, so that a new member of a record stays unseen until somebody adds it here.
 */
export interface StudentView {
  student: string
  name: string | null
  lab: ClassResults['lab']
  standing: Standing
  /** Why it was not simply graded, where that is the student's to know. */
  problem: string | null
  /** The mark; null when there is none, and when it would tell about checks that are not shown. */
  mark: { points: number; maxPoints: number } | null
  /** Of the checks that are shown. */
  shown: { points: number; maxPoints: number }
  late: { days: number; factor: number } | null
  checks: CheckView[]
  /** How the student's own script ended; null where nothing was run. */
  script: ScriptView | null
  /** Whether further checks count that are shown later, or never. */
  withheld: { later: boolean; never: boolean }
}

/** A skipped check names the one that it waits for, which may be one that the student must not know of. */
const waits = { code: 'skipped', text: 'It waits for another check, which did not pass.' }

/** Someone else's name, the grader's inner life and the like stay out of what is told about these. */
const problemIsTheirs: readonly Standing[] = ['timed-out', 'over-limit', 'refused']

const viewOf = (check: GradedCheck): CheckView => ({
  id: check.id,
  step: check.step,
  title: check.title,
  status: check.status,
  points: check.points,
  maxPoints: check.maxPoints,
  expected: check.expected,
  actual: check.status === 'skipped' ? 'not looked at' : check.actual,
  diagnosis: check.status === 'skipped' ? waits : check.diagnosis,
  evidence: check.status === 'skipped' ? [] : check.evidence,
  attribution: check.status === 'skipped' ? null : check.attribution,
})

export const viewScript = ({ exitCode, output, truncated, failed = [] }: ScriptEnding): ScriptView => ({
  exitCode,
  output,
  truncated,
  failed: failed.map(({ line, text, exitCode: code, said }) => ({ line, text, exitCode: code, said })),
})

/** Without a due date nobody can say that it has passed. */
const isPast = (due: number | null, now: number): boolean => due !== null && now > due

/** What the student of this row may see at the moment `now` (milliseconds since the epoch). */
export function viewForStudent(row: Row, lab: ClassResults['lab'], now: number): StudentView {
  const all = isJudged(row) ? (row.record?.checks ?? []) : []
  const past = isPast(row.due, now)
  const checks = all
    .filter(({ visibility }) => visibility === 'always' || (visibility === 'after-due' && past))
    .map(viewOf)
  const sum = (key: 'points' | 'maxPoints'): number => checks.reduce((total, check) => total + check[key], 0)
  const withheld = {
    later: !past && all.some(({ visibility }) => visibility === 'after-due'),
    never: all.some(({ visibility }) => visibility === 'never'),
  }
  const seesAll = !withheld.later && !withheld.never
  return {
    student: row.student,
    name: row.name,
    lab,
    standing: row.standing,
    problem: problemIsTheirs.includes(row.standing) ? (row.record?.problem ?? null) : null,
    mark: seesAll && row.points !== null ? { points: row.points, maxPoints: row.maxPoints } : null,
    shown: { points: sum('points'), maxPoints: sum('maxPoints') },
    late: row.record?.late ?? null,
    checks,
    script: row.record?.script ? viewScript(row.record.script) : null,
    withheld,
  }
}
