import type { AgentClient } from '../agent/client.ts'
import type { SubmissionReply } from '../agent/protocol.ts'
import type { LabChecks } from '../judge/check.ts'
import type { LabReport } from '../judge/verdict.ts'
import { causeText, LabError } from '../lab-error.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import type { Grader } from './grader.ts'
import type { GradedCheck } from './result.ts'
import type { Submission } from './submission/submission.ts'

/** A submission that is one. */
export type Runnable = Submission & { script: string }

export interface Judged {
  reply: SubmissionReply
  report: LabReport
}

const settleMs = 3000
const mostAttempts = 3
/** What a second run, in which its lines are looked at, may take longer than the first. */
const lookingMs = 30_000

/** Beyond the time of a script: to boot a world, to judge it and to end it, on a machine that has much to do. */
const worldMs = 180_000

/** A world for one run; one that has not come to its end in time, for whatever reason, is ended. */
async function inWorld<Result>(
  { places, lab, until }: Grader,
  timeMs: number,
  use: (client: AgentClient) => Promise<Result>,
): Promise<Result> {
  const stuck = new AbortController()
  const seconds = (timeMs + worldMs) / 1000
  const timer = setTimeout(
    () => stuck.abort(new Error(`The lab world has not come to its end within ${Math.round(seconds)} s.`)),
    timeMs + worldMs,
  )
  try {
    const ends = AbortSignal.any([until, stuck.signal])
    return await withOwnWorld(places, lab, 'grade', ({ client }) => use(client), ends)
  } finally {
    clearTimeout(timer)
  }
}

/** Runs a script on a fresh host and judges what has become of it, as `lab check` does. */
const runPlain = ({ script }: Runnable, grader: Grader): Promise<Judged> =>
  inWorld(grader, grader.limits.timeMs, async (client) => ({
    reply: await client.submission({ script, ...grader.limits, follow: null }),
    report: await client.check({ waitMs: settleMs, evidence: 'failed' }),
  }))

/** Runs it once more on another fresh host, and looks at what each line does. */
export const runFollowed = (
  { script }: Runnable,
  { reply, report }: Judged,
  grader: Grader,
): Promise<SubmissionReply> => {
  const { limits } = grader
  const wanted = checksOf(report).filter(({ status }) => status === 'fail')
  const timeMs = reply.how === 'time' ? Math.min(limits.timeMs, lookingMs) : 2 * reply.durationMs + lookingMs
  const follow = { probe: wanted.map(({ id }) => id) }
  return inWorld(grader, timeMs, (client) =>
    client.submission({ script, timeMs, outputBytes: limits.outputBytes, follow }),
  )
}

export const checksOf = ({ steps }: LabReport): GradedCheck[] =>
  steps.flatMap(({ id: step, checks }) =>
    checks.map((check) => ({ ...check, step, visibility: 'always' as const, line: null, attribution: null })),
  )

/** Checks at which nobody could look, though the machine has all that the lab needs. */
export const unseen = (checks: readonly GradedCheck[]): GradedCheck[] =>
  checks.filter(({ status, diagnosis }) => status === 'cannot-run' && diagnosis?.code !== 'lacking')

/** The host is no more, though its world lives: ended by us for a limit, or by the submission itself. */
export type HostEnd = 'over-limit' | 'host-gone'

const hostEndOf = (error: unknown): HostEnd | undefined => {
  const code = error instanceof LabError ? error.code : undefined
  return code === 'over-limit' || code === 'host-gone' ? code : undefined
}

export interface Attempts {
  judged: Judged | undefined
  /** How the host ended in every attempt, where it did; that is the submission's doing, and no fault of ours. */
  hostEnd: HostEnd | undefined
  /** Why the last one came to nothing. */
  problem: string | null
  count: number
}

/** Runs it in one world after the other until one has lived to its end and everything could be looked at. */
export async function tryRuns(submission: Runnable, grader: Grader): Promise<Attempts> {
  const found: Attempts = { judged: undefined, hostEnd: undefined, problem: null, count: 0 }
  const ends: (HostEnd | undefined)[] = []
  while (found.count < mostAttempts) {
    found.count += 1
    try {
      found.judged = await runPlain(submission, grader)
      if (unseen(checksOf(found.judged.report)).length === 0) return found
      ends.push(undefined)
    } catch (error) {
      grader.until.throwIfAborted()
      found.problem = causeText(error)
      ends.push(hostEndOf(error))
      // A limit that was broken is broken again; a host that is gone may also have been the first to go for want of memory.
      if (ends.at(-1) === 'over-limit') return { ...found, hostEnd: 'over-limit' }
    }
  }
  return { ...found, hostEnd: ends.every((end) => end === 'host-gone') ? 'host-gone' : undefined }
}

/** Of a host that is no more, nothing is true that a check asks for. */
export const checksOfNoHost = ({ steps }: LabChecks, why: string): GradedCheck[] =>
  steps.flatMap(({ step, checks }) =>
    checks.map(({ id, title, points, is: { expected } }) => ({
      id,
      step,
      title,
      status: 'fail' as const,
      points: 0,
      maxPoints: points,
      visibility: 'always' as const,
      expected,
      actual: 'there is no host',
      diagnosis: { code: 'host-gone', text: why },
      evidence: [],
      line: null,
      attribution: null,
    })),
  )
