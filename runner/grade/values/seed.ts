import { createHash } from 'node:crypto'
import type { OwnValue } from '../../course/values/value.ts'

const shown = 16

const fingerprint = (secret: string | Buffer): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, shown)

/** By which a class's key is known, and cannot be reckoned: the first 16 hex digits of its SHA-256. */
export const fingerprintOfKey = (key: Buffer): string => fingerprint(key)

/** The same for a set of values, by its names and values; null for none. */
export function seedOf(own: readonly OwnValue[]): string | null {
  if (own.length === 0) return null
  return fingerprint(own.flatMap(({ name, value }) => [name, value]).join('\0'))
}
