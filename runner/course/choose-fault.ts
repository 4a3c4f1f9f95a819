import { createHash } from 'node:crypto'
import type { Fault } from './script.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The fault that a seed (a whole number from 0) means: the same for everybody who has the same lab, whatever the order
 * of its faults. As many seeds in a row as there are faults, beginning with a multiple of that, mean each of them once.
 */
export function chooseFault<Some extends Pick<Fault, 'id'>>(
  lab: string,
  faults: readonly Some[],
  seed: number,
): Some {
  const round = Math.floor(seed / faults.length)
  const order = faults
    .map((fault) => ({ fault, key: digest(`${lab} ${round} ${fault.id}`) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
  const chosen = order[seed % faults.length]
  if (chosen) return chosen.fault
  throw new Error(`lab ${lab} has ${faults.length} faults, and the seed is ${seed}`)
}
