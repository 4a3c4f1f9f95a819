import type { Job as QueuedJob, Queue } from 'bullmq'
import { prefix, type QueueConnection } from './connect.ts'
import { readTries, type Try } from './history.ts'
import type { Job } from './job.ts'

export type Queued = QueuedJob<Job, string, 'grade'>

/** The submissions of one kind that wait to be graded. */
export interface Line {
  kind: string
  /** Puts one in, unless there is one of that key already. */
  add: (key: string, job: Job) => Promise<void>
  /** Of these keys those that are not there, or no longer. */
  missing: (keys: string[]) => Promise<string[]>
  /** What has been noted of one, the oldest first. */
  tries: (key: string) => Promise<Try[]>
  close: () => Promise<void>
}

const atOnce = 1000

/** Which of these keys are in the queue, a thousand questions at a time. */
async function missingOf(queue: Queue, redis: QueueConnection['redis'], keys: string[]): Promise<string[]> {
  const missing: string[] = []
  for (let from = 0; from < keys.length; from += atOnce) {
    const some = keys.slice(from, from + atOnce)
    const found = await redis.pipeline(some.map((key) => ['exists', queue.toKey(key)])).exec()
    missing.push(...some.filter((_, index) => found?.[index]?.[1] === 0))
  }
  return missing
}

/** A line to put submissions into; who takes them out is in take-jobs.ts. */
export function openLine({ packages: { bullmq }, redis }: QueueConnection, kind: string): Line {
  const queue = new bullmq.Queue<Job, string, 'grade'>(kind, {
    connection: redis,
    prefix,
    // Nobody listens to them: results are looked for.
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  })
  queue.on('error', () => undefined) // the connection's own listeners tell
  return {
    kind,
    add: async (key, job) => void (await queue.add('grade', job, { jobId: key })),
    missing: (keys) => missingOf(queue, redis, keys),
    tries: async (key) => readTries((await queue.getJobLogs(key)).logs),
    close: () => queue.close(),
  }
}
