import { LabError } from '../lab-error.ts'
import type { Call } from './command.ts'

/** The word of an option; undefined where it was not given, or without one. */
export const wordOf = ({ options }: Call, name: string): string | undefined => {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** A whole number of an option, from 1; LabError `NAME-wrong`. */
export function numberOf(call: Call, name: string, most: number): number | undefined {
  const word = wordOf(call, name)
  if (word === undefined) return undefined
  if (/^[1-9]\d{0,4}$/.test(word) && Number(word) <= most) return Number(word)
  throw new LabError('usage', `${name}-wrong`, `--${name} takes a number from 1 to ${most}.`)
}
