import { createHash } from 'node:crypto'
import type { OwnValue } from '../../course/values/value.ts'

const shown = 16

/** By which a set of values is known: 16 hex digits of the SHA-256 of its names and values; null for none. */
export function seedOf(own: readonly OwnValue[]): string | null {
  if (own.length === 0) return null
  const text = own.flatMap(({ name, value }) => [name, value]).join('\0')
  return createHash('sha256').update(text).digest('hex').slice(0, shown)
}
