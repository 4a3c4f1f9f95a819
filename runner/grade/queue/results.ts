import type { Redis } from 'ioredis'
import * as v from 'valibot'
import { RecordShape } from '../record-shape.ts'
import type { GradeRecord } from '../result.ts'
import { prefix } from './connect.ts'

/** Seconds that a result waits for whoever has asked. */
const keptFor = 3 * 24 * 60 * 60
/** Seconds that it is still there for somebody else who has asked for the same. */
const keptOnFor = 10 * 60
const atOnce = 500

const nameOf = (key: string): string => `${prefix}:result:${key}`

const parse = (text: string): GradeRecord | undefined => {
  try {
    return v.parse(RecordShape, JSON.parse(text))
  } catch {
    return undefined // not of our making
  }
}

/** Notes a result, unless there is one: the first counts, for everybody. */
export const putResult = async (redis: Redis, key: string, record: GradeRecord): Promise<void> =>
  void (await redis.set(nameOf(key), JSON.stringify(record), 'EX', keptFor, 'NX'))

export const hasResult = async (redis: Redis, key: string): Promise<boolean> =>
  (await redis.exists(nameOf(key))) === 1

/** The results that are there, by key. What is no record is taken away: then it is as if nobody had graded it. */
export async function readResults(redis: Redis, keys: readonly string[]): Promise<Map<string, GradeRecord>> {
  const found = new Map<string, GradeRecord>()
  for (let from = 0; from < keys.length; from += atOnce) {
    const some = keys.slice(from, from + atOnce)
    const texts = await redis.mget(some.map(nameOf))
    for (const [index, key] of some.entries()) {
      const text = texts[index]
      const record = typeof text === 'string' ? parse(text) : undefined
      if (record) found.set(key, record)
      else if (typeof text === 'string') await dropResult(redis, key)
    }
  }
  return found
}

/** Whoever has asked has it now. */
export const leaveResult = async (redis: Redis, key: string): Promise<void> =>
  void (await redis.expire(nameOf(key), keptOnFor))

export const dropResult = async (redis: Redis, key: string): Promise<void> =>
  void (await redis.del(nameOf(key)))
