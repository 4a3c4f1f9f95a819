import type { Worker } from 'bullmq'
import { prefix, type QueueConnection } from './connect.ts'
import type { Job } from './job.ts'
import { openLine, type Line } from './line.ts'
import { listKinds } from './open-kinds.ts'
import type { Taken } from './perform-job.ts'
import { rest, whenAborted } from './rest.ts'

export interface TakePlan {
  connection: QueueConnection
  /** By which this worker's locks are known. */
  id: string
  /** What it may take. */
  kinds: ReadonlySet<string>
  /** How many it does together. */
  worlds: number
  /** Milliseconds between two signs of life. */
  heartbeatMs: number
  perform: (taken: Taken) => Promise<void>
  /** Takes nothing more from then on, and finishes what it has. */
  until: AbortSignal
}

/** Milliseconds until it looks again where there was nothing. */
const idleMs = 500
/** Signs of life that may fail to come before others take a worker's submissions for lost. */
const missedBeats = 3

/** How long a lock holds that nobody renews, in milliseconds. */
export const lockMs = (heartbeatMs: number): number => missedBeats * heartbeatMs

interface OpenLine {
  line: Line
  worker: Worker<Job, string, 'grade'>
}

/**
 * BullMQ's worker as a hand that takes one job when it is told to: one that ran by itself could not share this process' worlds
 * with those of other lines (https://docs.bullmq.io/patterns/manually-fetching-jobs). It also finds jobs whose lock is gone.
 */
function openForTaking(kind: string, { connection, heartbeatMs }: TakePlan): OpenLine {
  const { packages, redis } = connection
  const worker = new packages.bullmq.Worker<Job, string, 'grade'>(kind, null, {
    connection: redis,
    prefix,
    autorun: false,
    lockDuration: lockMs(heartbeatMs),
    stalledInterval: heartbeatMs,
    // How often a job may be lost is counted in performJob, with whose hands it was lost from.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    skipLockRenewal: true,
  })
  worker.on('error', () => undefined) // the connection's own listeners tell
  void worker.startStalledCheckTimer()
  return { line: openLine(connection, kind), worker }
}

/** The lines that this worker reads: those that it may, of which somebody has asked for something. */
function createLines(plan: TakePlan): {
  take: (token: string) => Promise<Taken | undefined>
  close: () => void
} {
  const lines = new Map<string, OpenLine>()
  let first = 0
  const open = async (): Promise<OpenLine[]> => {
    const kinds = (await listKinds(plan.connection.redis)).filter((kind) => plan.kinds.has(kind))
    return kinds.map((kind) => {
      const one = lines.get(kind) ?? openForTaking(kind, plan)
      lines.set(kind, one)
      return one
    })
  }
  /** Begins with another line each time, so that none waits for all others. */
  const take = async (token: string): Promise<Taken | undefined> => {
    const all = await open()
    first += 1
    for (const index of all.keys()) {
      const one = all[(first + index) % all.length]
      const queued = await one?.worker.getNextJob(token, { block: false })
      if (one && queued) return { line: one.line, queued, token }
    }
    return undefined
  }
  const close = (): void => {
    for (const { line, worker } of lines.values()) {
      void worker.close(true)
      void line.close()
    }
  }
  return { take, close }
}

/** Takes submissions and has them graded, several together, until it is told to stop; then it waits for those it has. */
export async function takeJobs(plan: TakePlan): Promise<void> {
  const { id, worlds, until, perform } = plan
  const lines = createLines(plan)
  const running = new Set<Promise<void>>()
  const { aborted, forget } = whenAborted(until)
  const start = (taken: Taken): void => {
    const work: Promise<void> = perform(taken).finally(() => running.delete(work))
    running.add(work)
  }
  try {
    for (let number = 1; !until.aborted; number += 1) {
      const taking = lines.take(`${id}:${number}`)
      const taken = await Promise.race([taking, aborted])
      if (taken) start(taken)
      // It came too late: somebody else shall have it at once.
      else if (until.aborted)
        void taking.then(
          (late) => late?.queued.moveToWait(late.token),
          () => undefined,
        )
      else await rest(idleMs, until)
      while (running.size >= worlds && !until.aborted) await Promise.race([...running, aborted])
    }
    await Promise.all(running)
  } finally {
    forget()
    lines.close()
  }
}
