import type { Redis } from 'ioredis'
import * as v from 'valibot'
import { prefix } from './connect.ts'
import type { Wanted } from './kind.ts'

const Versions = v.object({ vethlab: v.string(), labHash: v.string(), checksHash: v.string() })

/** What a worker says of itself while it is there. */
export const PresenceShape = v.object({
  /** Another one each time that it is started. */
  id: v.string(),
  /** For people. */
  name: v.string(),
  engine: v.string(),
  kernel: v.string(),
  /** How many submissions it grades together. */
  worlds: v.number(),
  /** By lab. */
  labs: v.record(v.string(), Versions),
  /** What its machine has not, of what a lab needs; labs that can be graded there are not in it. */
  lacking: v.record(v.string(), v.array(v.string())),
})
export type Presence = v.InferOutput<typeof PresenceShape>

const nameOf = (id: string): string => `${prefix}:worker:${id}`

/** Says that a worker is there, for so many milliseconds. */
export const announce = async (redis: Redis, presence: Presence, forMs: number): Promise<void> =>
  void (await redis.set(nameOf(presence.id), JSON.stringify(presence), 'PX', forMs))

export const withdraw = async (redis: Redis, { id }: Pick<Presence, 'id'>): Promise<void> =>
  void (await redis.del(nameOf(id)))

const parse = (text: string | null): Presence[] => {
  try {
    return [v.parse(PresenceShape, JSON.parse(text ?? ''))]
  } catch {
    return [] // gone meanwhile, or of another version
  }
}

/** Every worker that is there. */
export async function listWorkers(redis: Redis): Promise<Presence[]> {
  const names = new Set<string>()
  for await (const found of redis.scanStream({ match: nameOf('*'), count: 1000 }))
    for (const name of found as string[]) names.add(name)
  if (names.size === 0) return []
  return (await redis.mget([...names])).flatMap(parse)
}

/** Why a worker does not grade what is wanted, for the end of a sentence; null when it does. */
export function whyNot(worker: Presence, { lab, versions, engine }: Wanted): string | null {
  const own = worker.labs[lab]
  if (!own) return `has no lab ${lab}`
  if (own.vethlab !== versions.vethlab) return `is vethlab ${own.vethlab}, not ${versions.vethlab}`
  if (own.labHash !== versions.labHash || own.checksHash !== versions.checksHash)
    return `has another version of lab ${lab}`
  const lacking = worker.lacking[lab] ?? []
  if (lacking.length > 0) return `lacks ${lacking.join(', ')}`
  if (engine !== null && engine !== worker.engine) return `has engine ${worker.engine}, not ${engine}`
  return null
}
