import type { SubmissionReply } from '../agent/protocol.ts'
import { withValues } from '../course/values/with-values.ts'
import type { LabReport } from '../judge/verdict.ts'
import { causeText } from '../lab-error.ts'
import { attributeLines, textOfLine, type LinesSeen } from './attribute.ts'
import { hashInputs } from './environment.ts'
import type { Grader } from './grader.ts'
import {
  checksOf,
  checksOfNoHost,
  runFollowed,
  tryRuns,
  unseen,
  type Attempts,
  type HostEnd,
  type Judged,
  type Runnable,
} from './run-in-world.ts'
import type { FailedCommand, GradedCheck, GradeRecord, Outcome } from './result.ts'
import { describeBytes } from './submission/limits.ts'
import type { Submission } from './submission/submission.ts'
import { seedOf } from './values/seed.ts'

interface Attributed {
  checks: GradedCheck[]
  /** The line at which a submission was that did not come to its end. */
  last: number | null
  /** Undefined where nobody has followed its lines. */
  failed: FailedCommand[] | undefined
  /** Worlds that were booted for it. */
  count: number
}

const notFollowed = { last: null, failed: undefined }

async function attribute(submission: Runnable, judged: Judged, grader: Grader): Promise<Attributed> {
  const checks = checksOf(judged.report)
  const isWrong = checks.some(({ status }) => status === 'fail')
  if (!grader.attribute || (!isWrong && judged.reply.how === 'exit'))
    return { ...notFollowed, checks, count: 0 }
  try {
    const [onTheWay, { how, lines }] = await Promise.all([
      grader.onTheWay(),
      runFollowed(submission, judged, grader),
    ])
    const all = grader.checks.steps.flatMap((step) => step.checks)
    const seen: LinesSeen = {
      script: submission.script,
      looks: lines?.looks ?? [],
      isWhole: how !== 'time',
      onTheWay,
      after: new Map(all.map(({ id, after = [] }) => [id, after])),
    }
    const failed = (lines?.failed ?? []).map((one) => ({
      ...one,
      text: textOfLine(submission.script, one.line),
    }))
    return { checks: attributeLines(checks, seen), last: lines?.last ?? null, failed, count: 1 }
  } catch (error) {
    grader.until.throwIfAborted()
    const why = `Its lines could not be looked at: ${causeText(error)}`
    const unknown = checks.map((check) => (check.status === 'pass' ? check : { ...check, attribution: why }))
    return { ...notFollowed, checks: unknown, count: 1 }
  }
}

const outcomes: Record<SubmissionReply['how'], Outcome> = {
  exit: 'graded',
  time: 'timed-out',
  output: 'over-limit',
}

function problemOf(
  { how }: SubmissionReply,
  script: string,
  last: number | null,
  grader: Grader,
): string | null {
  if (how === 'exit') return null
  const { timeMs, outputBytes } = grader.limits
  const why =
    how === 'time'
      ? `It did not end within ${timeMs / 1000} s and was stopped`
      : `It printed more than ${describeBytes(outputBytes)} and was stopped`
  const where = last === null ? '' : `, at line ${last} (${textOfLine(script, last)})`
  return `${why}${where}; it was judged as it stood then.`
}

/** What a bundle says of itself and what came of it here, where the two differ. */
const contradiction = ({ claims }: Submission, { points, maxPoints }: LabReport): string[] =>
  claims && (claims.points !== points || claims.maxPoints !== maxPoints)
    ? [
        `The bundle says ${claims.points} of ${claims.maxPoints} points; its commands gave ${points} of ${maxPoints} here.`,
      ]
    : []

const notLookedAt = (checks: readonly GradedCheck[], hosts: number): string[] => {
  const ids = unseen(checks).map(({ id }) => id)
  return ids.length === 0
    ? []
    : [`Nobody could look at ${ids.join(', ')}, on ${hosts} hosts: see for yourself.`]
}

/** A record of what nobody has run. */
export const blankRecord = (
  submission: Submission,
  grader: Pick<Grader, 'lab' | 'environment'>,
  startedAt: number,
): GradeRecord => ({
  student: submission.student,
  submission: submission.facts,
  lab: grader.lab.id,
  outcome: 'refused',
  problem: submission.refused,
  points: 0,
  maxPoints: 0,
  late: null,
  checks: [],
  seed: seedOf(submission.own),
  environment: grader.environment,
  startedAt,
  durationMs: 0,
  attempts: 0,
  notes: submission.notes,
})

/** The record of a submission whose host was no more when it was to be judged: nothing of the lab is there. */
function withoutHost(
  known: GradeRecord,
  { hostEnd, problem, count }: Pick<Attempts, 'problem' | 'count'> & { hostEnd: HostEnd },
  { checks: wanted }: Grader,
  durationMs: number,
): GradeRecord {
  const isLimit = hostEnd === 'over-limit'
  const why = isLimit ? (problem ?? '') : `It has ended its own host, ${count} times of ${count}.`
  const checks = checksOfNoHost(wanted, why)
  const maxPoints = checks.reduce((sum, check) => sum + check.maxPoints, 0)
  const outcome = isLimit ? 'over-limit' : 'graded'
  return { ...known, outcome, problem: why, maxPoints, checks, durationMs, attempts: count }
}

/** Of a submission that is graded, the hash of all that its verdicts depend on. */
export const inputsOf = (
  { facts, own }: Submission,
  { lab, environment, limits }: Pick<Grader, 'lab' | 'environment' | 'limits'>,
): string =>
  hashInputs({
    submission: facts?.sha256 ?? '',
    lab: lab.id,
    environment,
    seed: seedOf(own),
    ...limits,
  })

/**
 * Grades one submission, in worlds of its own. Every submission gets a record: what is wrong with it, and what is wrong with
 * us, stand in it. Throws only `until`'s reason. Marks are for `markRecord` to give.
 */
export async function gradeSubmission(
  submission: Submission,
  grader: Grader,
  now: () => number = Date.now,
): Promise<GradeRecord> {
  const startedAt = now()
  const record = blankRecord(submission, grader, startedAt)
  const { script } = submission
  if (script === null) return record
  const runnable = { ...submission, script }
  const theirs = { ...grader, lab: withValues(grader.lab, submission.own) }
  const { judged, hostEnd, problem, count } = await tryRuns(runnable, theirs)
  const known = { ...record, inputs: inputsOf(submission, grader) }
  if (!judged && hostEnd) return withoutHost(known, { hostEnd, problem, count }, grader, now() - startedAt)
  if (!judged)
    return {
      ...known,
      outcome: 'ungradable',
      problem,
      points: null,
      durationMs: now() - startedAt,
      attempts: count,
    }
  const { checks, last, failed, count: more } = await attribute(runnable, judged, theirs)
  const { reply, report } = judged
  return {
    ...known,
    outcome: outcomes[reply.how],
    problem: problemOf(reply, script, last, grader),
    points: report.points,
    maxPoints: report.maxPoints,
    checks,
    script: {
      exitCode: reply.exitCode,
      output: reply.output,
      truncated: reply.truncated,
      ...(failed && { failed }),
    },
    durationMs: now() - startedAt,
    attempts: count + more,
    notes: [...submission.notes, ...contradiction(submission, report), ...notLookedAt(checks, count)],
  }
}
