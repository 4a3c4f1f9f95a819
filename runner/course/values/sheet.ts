import * as v from 'valibot'
import type { Lab } from '../lab.ts'
import { forms } from './forms.ts'
import { liesIn } from './octets.ts'
import type { DeclaredValue, OwnValue } from './value.ts'

const Text = (most: number) => v.pipe(v.string(), v.maxLength(most))

/** What `lab values` writes for a student, `alice.values.json`: docs/schema/sheet.schema.json. */
export const ValuesSheet = v.object({
  schemaVersion: v.literal(1),
  about: Text(500),
  lab: v.pipe(v.string(), v.regex(/^\d\d$/)),
  student: Text(200),
  /** By their names in the lab. */
  values: v.pipe(v.record(Text(20), Text(40)), v.maxEntries(20)),
  /** HMAC-SHA-256 of the rest with the instructor's key, in base64. */
  signature: Text(100),
})
export type ValuesSheet = v.InferOutput<typeof ValuesSheet>

const holds = (
  { kind, within = '' }: DeclaredValue,
  value: string,
  values: Readonly<Record<string, string>>,
): boolean => forms[kind].holds(value) && (kind !== 'address' || liesIn(values[within] ?? within, value))

/** A student's values of a lab, as his sheet has them; undefined when they are no values of this lab. */
export function ownFromSheet(
  lab: Pick<Lab, 'id' | 'values'>,
  { lab: id, values }: Pick<ValuesSheet, 'lab' | 'values'>,
): OwnValue[] | undefined {
  const own = lab.values.flatMap((one) => {
    const value = values[one.name]
    return value !== undefined && holds(one, value, values) ? [{ ...one, value }] : []
  })
  const fits = id === lab.id && own.length > 0 && own.length === lab.values.length
  return fits && own.length === Object.keys(values).length ? own : undefined
}
