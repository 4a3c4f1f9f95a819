import type { Change } from './change.ts'
import { isTypable, type Command } from './command.ts'
import { dockerInverses } from './inverse-docker.ts'
import { fileInverses } from './inverse-files.ts'
import { firewallInverses } from './inverse-firewall.ts'
import { networkInverses } from './inverse-network.ts'

const inverses = { ...dockerInverses, ...networkInverses, ...firewallInverses, ...fileInverses } as {
  [Kind in Change['kind']]: (change: Change) => Command[] | null
}

/**
 * The commands that take a change back, in their order, as somebody would type them on the host as it is after the change; null
 * where none is known. Of several changes, the last one is taken back first.
 */
export function inverseOf(change: Change): Command[] | null {
  const commands = inverses[change.kind](change)
  return commands !== null && commands.length > 0 && commands.every(isTypable) ? commands : null
}
