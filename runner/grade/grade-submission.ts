import type { SubmissionReply } from '../agent/protocol.ts'
import type { LabReport } from '../judge/verdict.ts'
import { causeText } from '../lab-error.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import { attributeLines, textOfLine, type LinesSeen } from './attribute.ts'
import { hashInputs } from './environment.ts'
import type { Grader } from './grader.ts'
import type { FailedCommand, GradedCheck, GradeRecord, Outcome } from './result.ts'
import { describeBytes } from './submission/limits.ts'
import type { Submission } from './submission/submission.ts'

/** A submission that is one. */
type Runnable = Submission & { script: string }

interface Judged {
  reply: SubmissionReply
  report: LabReport
}

const settleMs = 3000
const mostAttempts = 3
/** What a second run, in which its lines are looked at, may take longer than the first. */
const lookingMs = 30_000

/** Runs a script on a fresh host and judges what has become of it, as `lab check` does. */
const runPlain = ({ script }: Runnable, { places, lab, limits, until }: Grader): Promise<Judged> =>
  withOwnWorld(
    places,
    lab,
    'grade',
    async ({ client }) => ({
      reply: await client.submission({ script, ...limits, follow: null }),
      report: await client.check({ waitMs: settleMs, evidence: 'failed' }),
    }),
    until,
  )

/** Runs it once more on another fresh host, and looks at what each line does. */
const runFollowed = (
  { script }: Runnable,
  first: Judged,
  { places, lab, limits, until }: Grader,
): Promise<SubmissionReply> => {
  const wanted = checksOf(first.report).filter(({ status }) => status === 'fail')
  const { how, durationMs } = first.reply
  const timeMs = how === 'time' ? Math.min(limits.timeMs, lookingMs) : 2 * durationMs + lookingMs
  const follow = { probe: wanted.map(({ id }) => id) }
  return withOwnWorld(
    places,
    lab,
    'grade',
    ({ client }) => client.submission({ script, timeMs, outputBytes: limits.outputBytes, follow }),
    until,
  )
}

const checksOf = ({ steps }: LabReport): GradedCheck[] =>
  steps.flatMap(({ id: step, checks }) =>
    checks.map((check) => ({ ...check, step, visibility: 'always' as const, line: null, attribution: null })),
  )

/** Nobody could look, though the machine has all that the lab needs. */
const couldNotLook = (report: LabReport): boolean =>
  checksOf(report).some(({ status, diagnosis }) => status === 'cannot-run' && diagnosis?.code !== 'lacking')

interface Attempts {
  judged: Judged | undefined
  /** Why the last one came to nothing. */
  problem: string | null
  count: number
}

/** Runs it in one world after the other until one has lived to its end and everything could be looked at. */
async function tryRuns(submission: Runnable, grader: Grader): Promise<Attempts> {
  const found: Attempts = { judged: undefined, problem: null, count: 0 }
  while (found.count < mostAttempts) {
    found.count += 1
    try {
      found.judged = await runPlain(submission, grader)
      if (!couldNotLook(found.judged.report)) return found
    } catch (error) {
      grader.until.throwIfAborted()
      found.problem = causeText(error)
    }
  }
  return found
}

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
    const [onTheWay, { lines }] = await Promise.all([
      grader.onTheWay(),
      runFollowed(submission, judged, grader),
    ])
    const all = grader.checks.steps.flatMap((step) => step.checks)
    const seen: LinesSeen = {
      script: submission.script,
      looks: lines?.looks ?? [],
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
  const ids = checks
    .filter(({ status, diagnosis }) => status === 'cannot-run' && diagnosis?.code !== 'lacking')
    .map(({ id }) => id)
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
  seed: null,
  environment: grader.environment,
  startedAt,
  durationMs: 0,
  attempts: 0,
  notes: submission.notes,
})

/** Of a submission that is graded, the hash of all that its verdicts depend on. */
export const inputsOf = (
  { facts }: Submission,
  { lab, environment, limits }: Pick<Grader, 'lab' | 'environment' | 'limits'>,
): string => hashInputs({ submission: facts?.sha256 ?? '', lab: lab.id, environment, seed: null, ...limits })

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
  const { judged, problem, count } = await tryRuns(runnable, grader)
  const known = { ...record, inputs: inputsOf(submission, grader) }
  if (!judged)
    return {
      ...known,
      outcome: 'ungradable',
      problem,
      points: null,
      durationMs: now() - startedAt,
      attempts: count,
    }
  const { checks, last, failed, count: more } = await attribute(runnable, judged, grader)
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
