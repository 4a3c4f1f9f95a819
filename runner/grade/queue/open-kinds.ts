import type { Redis } from 'ioredis'
import { prefix } from './connect.ts'

const name = `${prefix}:kinds`
const forgottenAfterMs = 7 * 24 * 60 * 60 * 1000

/** Says that submissions of this kind are, or may be, in the queue. */
export async function nameKind(redis: Redis, kind: string, now: () => number = Date.now): Promise<void> {
  await redis.zadd(name, now(), kind)
  await redis.zremrangebyscore(name, '-inf', String(now() - forgottenAfterMs))
}

/** The kinds of which somebody has asked for something lately. */
export const listKinds = (redis: Redis): Promise<string[]> => redis.zrange(name, 0, '-1')
