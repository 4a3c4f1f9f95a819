const hourMs = 3_600_000
const dayMs = 24 * hourMs

const day = /^\d{4}-\d\d-\d\d$/
const moment = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?$/

const known = (milliseconds: number): number | undefined =>
  Number.isNaN(milliseconds) ? undefined : milliseconds

/**
 * A time of ISO 8601 in milliseconds since the epoch, in this machine's own zone where it names none; of a day alone, its
 * last second. Undefined for what is none.
 */
export function endOfDayOr(text: string): number | undefined {
  if (day.test(text)) return known(new Date(`${text}T23:59:59`).getTime())
  return moment.test(text) ? known(new Date(text.replace(' ', 'T')).getTime()) : undefined
}

/** `2d`, `36h` or `90m` in milliseconds; undefined for what is none. */
export function readSpan(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,4})\s*(d|h|m)$/.exec(text.trim()) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * { d: dayMs, h: hourMs, m: 60_000 }[unit as 'd' | 'h' | 'm']
}

/** When somebody's work is due who has an extension: until then, or so much longer. Undefined for what is neither. */
export function readExtension(text: string, due: number | null): number | undefined {
  const span = readSpan(text)
  if (span === undefined) return endOfDayOr(text)
  return due === null ? undefined : due + span
}

/** Days between two moments, begun ones counted whole; 0 when the second is not later. */
export const daysBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / dayMs))
