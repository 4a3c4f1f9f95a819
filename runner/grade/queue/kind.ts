import { createHash } from 'node:crypto'
import type { Versions } from '../environment.ts'

/** What must be the same where a submission is asked for and where it is graded. */
export interface Wanted {
  lab: string
  versions: Versions
  /** The engine's version; null where any will do. */
  engine: string | null
}

/** The form of what is in the queue: who knows another one does not see it. */
const form = 1

/**
 * The name of the queue for submissions that want the same: `03-5f2c…`. Workers read only those queues whose submissions they
 * can grade, so that no submission ever comes to one that cannot.
 */
export function kindOf({ lab, versions: { vethlab, labHash, checksHash }, engine }: Wanted): string {
  const parts = JSON.stringify([form, lab, vethlab, labHash, checksHash, engine])
  return `${lab}-${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`
}
