import { LabError } from '../lab-error.ts'

/** A JSON object whose fields may be anything. */
export type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unexpected = (what: string, wanted: string): LabError =>
  new LabError('cannotRun', 'unexpected-shape', `Expected ${wanted} for ${what}.`)

/** `value` as an object, or LabError `unexpected-shape`. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (isFields(value)) return value
  throw unexpected(what, 'an object')
}

/** `value` as a list, or LabError `unexpected-shape`. */
export function listOf(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw unexpected(what, 'a list')
  return value
}

/** A string that must be there and not empty. */
export function requireText(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw unexpected(what, 'a text')
  return value
}

/** A whole number that must be there. */
export function requireNumber(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unexpected(what, 'a whole number')
  return value
}

/** An absent object is an empty one; anything else must be an object. The engine writes null for both empty and absent. */
export const fieldsOrNone = (value: unknown, what: string): Fields =>
  value === undefined || value === null ? {} : fieldsOf(value, what)

/** An absent list is an empty one; anything else must be a list. */
export const listOrNone = (value: unknown, what: string): unknown[] =>
  value === undefined || value === null ? [] : listOf(value, what)

/** The empty string stands for absence in the engine's JSON. */
export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

export const textOr = (value: unknown, fallback: string): string => textOrNull(value) ?? fallback

export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

export const numberOr = (value: unknown, fallback: number): number => numberOrNull(value) ?? fallback

/** A list of texts; an item that is none is a wrong shape. */
export const textsOf = (value: unknown, what: string): string[] =>
  listOrNone(value, what).map((item) => {
    if (typeof item !== 'string') throw unexpected(what, 'a list of texts')
    return item
  })

/** A map of texts (labels, options); a value that is none is a wrong shape. */
export const textMapOf = (value: unknown, what: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOrNone(value, what)).map(([key, item]) => {
      if (typeof item !== 'string') throw unexpected(`${what} ${key}`, 'a text')
      return [key, item]
    }),
  )
