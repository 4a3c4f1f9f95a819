import type { Redis } from 'ioredis'
import { causeText, LabError } from '../../lab-error.ts'
import type { QueueAddress } from './address.ts'
import { loadPackages, type QueuePackages } from './packages.ts'

/** A connection to a queue's Redis server. Commands wait while the server is away, however long that is. */
export interface QueueConnection {
  packages: QueuePackages
  redis: Redis
  address: QueueAddress
  close: () => void
}

/** What stands before the name of everything that is ours in Redis. */
export const prefix = 'vethlab'

const answerMs = 10_000
const longestPauseMs = 2000

/** As BullMQ wants it of every connection: a command is tried again until it comes through. */
export const patientOptions = {
  maxRetriesPerRequest: null,
  retryStrategy: (times: number): number => Math.min(200 * times, longestPauseMs),
} as const

const unreachable = ({ shown }: QueueAddress, why: string, error?: unknown): LabError =>
  new LabError(
    'cannotRun',
    'queue-unreachable',
    `The queue ${shown} does not answer: ${why}.`,
    'Is Redis running there, and are the address, the user and the password right?',
    error,
  )

/** The first connection alone may fail: who has mistyped an address is told so. */
const firstAnswer = (redis: Redis, address: QueueAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unreachable(address, `nothing in ${answerMs / 1000} s`)), answerMs)
    const finish = (work: () => void): void => {
      clearTimeout(timer)
      redis.off('error', onError)
      work()
    }
    const onError = (error: Error): void =>
      finish(() => reject(unreachable(address, causeText(error), error)))
    redis.on('error', onError)
    redis.connect().then(
      // Some commands are allowed only to who is let in.
      () => redis.ping().then(() => finish(resolve), onError),
      onError,
    )
  })

const minimum = [6, 2] as const

const isTooOld = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < minimum[0] || (major === minimum[0] && minor < minimum[1])
}

const fieldOf = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? ''

/** A Redis that throws keys away when it is full would lose submissions. */
async function refuseUnfit(redis: Redis, { shown }: QueueAddress): Promise<void> {
  const info = await redis.info()
  const version = fieldOf(info, 'redis_version')
  if (isTooOld(version))
    throw new LabError(
      'cannotRun',
      'queue-too-old',
      `The queue ${shown} is Redis ${version}; it has to be ${minimum.join('.')} or newer.`,
    )
  const policy = fieldOf(info, 'maxmemory_policy')
  if (policy !== '' && policy !== 'noeviction')
    throw new LabError(
      'cannotRun',
      'queue-forgets',
      `The queue ${shown} forgets what it is told when its memory is full (maxmemory-policy ${policy}).`,
      'Set it to keep everything: maxmemory-policy noeviction',
    )
}

/** LabError `queue-packages-missing`, `queue-unreachable`, `queue-too-old`, `queue-forgets`. `onAway` and `onBack` come in turns. */
export async function connectQueue(
  address: QueueAddress,
  { onAway, onBack }: { onAway: () => void; onBack: () => void },
): Promise<QueueConnection> {
  const packages = await loadPackages()
  const redis = new packages.ioredis.Redis({ ...address.options, ...patientOptions, lazyConnect: true })
  const close = (): void => redis.disconnect()
  try {
    await firstAnswer(redis, address)
    await refuseUnfit(redis, address)
  } catch (error) {
    close()
    throw error
  }
  let isAway = false
  redis.on('error', () => undefined) // `close` comes too
  redis.on('close', () => {
    if (!isAway) onAway()
    isAway = true
  })
  redis.on('ready', () => {
    if (isAway) onBack()
    isAway = false
  })
  return {
    packages,
    redis,
    address,
    close: () => {
      isAway = true // nobody has to be told
      close()
    },
  }
}
