import type { Places } from '../../world/places.ts'
import { loadLabCode } from '../../verify/load-lab-code.ts'
import type { GradingEnvironment } from '../result.ts'
import { announce, withdraw, type Presence } from './presence.ts'
import type { QueueConnection } from './connect.ts'
import { lockMs, takeJobs } from './take-jobs.ts'
import { startHeart } from './heart.ts'
import { performJob, type Ending, type Taken } from './perform-job.ts'
import { createPerformer } from './performer.ts'
import { kindsOf, type ServedLab } from './served-labs.ts'

export interface ServePlan {
  connection: QueueConnection
  places: Places
  /** Another one each time that it is started. */
  id: string
  /** For people. */
  name: string
  served: readonly ServedLab[]
  machine: Pick<GradingEnvironment, 'engine' | 'kernel'>
  /** How many submissions are graded together. */
  worlds: number
  heartbeatMs: number
  tell: (event: WorkerEvent) => void
  /** Takes nothing more from then on, and finishes what it has. */
  until: AbortSignal
}

export type WorkerEvent =
  | { kind: 'taken'; lab: string; key: string }
  | { kind: 'done'; lab: string; key: string; ending: Ending; durationMs: number }
  | { kind: 'draining'; running: number }

/**
 * Why a worker has come to its end: it was told to, its files have changed under it, or no world lives on its machine.
 */
export type ServeEnding = 'drained' | 'outdated' | 'unfit'

export const presenceOf = ({ id, name, machine, worlds, served }: ServePlan): Presence => ({
  id,
  name,
  ...machine,
  worlds,
  labs: Object.fromEntries(served.map(({ lab, versions }) => [lab.id, versions])),
  lacking: Object.fromEntries(
    served.filter(({ lacking }) => lacking.length > 0).map(({ lab, lacking }) => [lab.id, lacking]),
  ),
})

/** Says again and again that a worker is there; who stops takes it back. */
function keepAnnouncing(plan: ServePlan): () => Promise<void> {
  const { connection, heartbeatMs } = plan
  const presence = presenceOf(plan)
  const say = (): void =>
    void announce(connection.redis, presence, lockMs(heartbeatMs)).catch(() => undefined) // said again
  say()
  const timer = setInterval(say, heartbeatMs)
  return async () => {
    clearInterval(timer)
    // A server that is away forgets it by itself.
    if (connection.redis.status === 'ready') await withdraw(connection.redis, presence)
  }
}

/** Grades what is in the queue, until it is told to stop or can no longer do it. */
export async function serveQueue(plan: ServePlan): Promise<ServeEnding> {
  const { connection, id, served, machine, worlds, heartbeatMs, tell, until } = plan
  const stop = new AbortController()
  let ending: ServeEnding = 'drained'
  let broken: unknown
  let running = 0
  const heart = await startHeart(connection.address, heartbeatMs, {
    onEnd: (error) => {
      broken ??= error
      stop.abort()
    },
  })
  const performer = createPerformer({ ...plan, heart, load: loadLabCode })
  const end = (why: ServeEnding): void => {
    ending = why
    stop.abort()
  }

  const performOne = async (taken: Taken): Promise<void> => {
    const startedAt = Date.now()
    const [key, job] = [taken.queued.id ?? '', taken.queued.data]
    tell({ kind: 'taken', lab: job.lab, key })
    const result = await performJob(taken, performer)
    tell({ kind: 'done', lab: job.lab, key, ending: result, durationMs: Date.now() - startedAt })
    if (result.how === 'outdated') end('outdated')
    // Was it the submission, or this machine? One on which nothing lives would take all there is, and grade none of it.
    const isFailure = result.how === 'given-back' || result.how === 'parked'
    if (isFailure && !(await performer.isFit(job))) end('unfit')
  }
  const perform = async (taken: Taken): Promise<void> => {
    running += 1
    try {
      await performOne(taken)
    } catch (error) {
      broken ??= error
      stop.abort()
    } finally {
      running -= 1
    }
  }

  until.addEventListener('abort', () => {
    tell({ kind: 'draining', running })
    stop.abort()
  })
  if (until.aborted) stop.abort()
  const leave = keepAnnouncing(plan)
  try {
    const kinds = kindsOf(served, machine.engine)
    await takeJobs({ connection, id, kinds, worlds, heartbeatMs, perform, until: stop.signal })
    await leave()
  } finally {
    await heart.stop()
  }
  if (broken !== undefined) throw broken
  return ending
}
