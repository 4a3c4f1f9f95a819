import { parentPort, workerData } from 'node:worker_threads'
import type { Worker } from 'bullmq'
import { patientOptions, prefix } from './connect.ts'
import type { HeartData, HeartMessage } from './heart.ts'
import { loadPackages } from './packages.ts'

interface Held {
  kind: string
  token: string
  /** Milliseconds since the epoch: whoever holds it longer has lost his mind. */
  until: number
}

const { address, heartbeatMs, lockMs } = workerData as HeartData
const { bullmq, ioredis } = await loadPackages()
const redis = new ioredis.Redis({ ...address.options, ...patientOptions })
redis.on('error', () => undefined) // the worker's own connection tells
const held = new Map<string, Held>()
const workers = new Map<string, Worker>()

function workerOf(kind: string): Worker {
  const known = workers.get(kind)
  if (known) return known
  const worker = new bullmq.Worker(kind, null, { connection: redis, prefix, autorun: false })
  worker.on('error', () => undefined)
  workers.set(kind, worker)
  return worker
}

async function beat(): Promise<void> {
  const now = Date.now()
  for (const [key, { until }] of held) if (until < now) held.delete(key)
  const kinds = new Set([...held.values()].map(({ kind }) => kind))
  for (const kind of kinds) {
    const own = [...held].filter(([, one]) => one.kind === kind)
    const [keys, tokens] = [own.map(([key]) => key), own.map(([, { token }]) => token)]
    // What cannot be renewed is somebody else's by now, or Redis is away: then it is tried again.
    await workerOf(kind)
      .extendJobLocks(keys, tokens, lockMs)
      .catch(() => undefined)
  }
}

parentPort?.on('message', (message: HeartMessage) => {
  if (message.what === 'hold') held.set(message.key, message)
  else held.delete(message.key)
})

const goOn = (): void => void setTimeout(() => void beat().finally(goOn), heartbeatMs)
goOn()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's, not a window's
parentPort?.postMessage('ready')
