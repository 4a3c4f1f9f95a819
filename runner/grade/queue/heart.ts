import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { projectFolder } from '../../course/find-labs.ts'
import type { QueueAddress } from './address.ts'
import { lockMs } from './take-jobs.ts'

/** What the thread is started with. */
export interface HeartData {
  address: QueueAddress
  heartbeatMs: number
  lockMs: number
}

export type HeartMessage =
  | { what: 'hold'; key: string; kind: string; token: string; until: number }
  | { what: 'release'; key: string }

/** Says in a thread of its own that submissions are still being graded, whatever this one is busy with. */
export interface Heart {
  /** Until it is released, or for so many milliseconds. */
  hold: (held: { key: string; kind: string; token: string }, forMs: number) => () => void
  stop: () => Promise<void>
}

/** The bundle that the build makes of heart-thread.ts. */
const threadFile = (): string => join(projectFolder(), 'dist/heart.mjs')

/** Resolves when it beats. `onEnd` is told when the thread ends by itself, which nobody has foreseen. */
export async function startHeart(
  address: QueueAddress,
  heartbeatMs: number,
  { onEnd, file = threadFile() }: { onEnd: (error: Error) => void; file?: string },
): Promise<Heart> {
  const workerData: HeartData = { address, heartbeatMs, lockMs: lockMs(heartbeatMs) }
  const thread = new Worker(file, { workerData })
  await once(thread, 'message')
  thread.unref()
  thread.on('error', onEnd)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
  const tell = (message: HeartMessage): void => thread.postMessage(message)
  return {
    hold: ({ key, kind, token }, forMs) => {
      tell({ what: 'hold', key, kind, token, until: Date.now() + forMs })
      return () => tell({ what: 'release', key })
    },
    stop: async () => void (await thread.terminate()),
  }
}
