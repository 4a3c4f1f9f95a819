import type { Container } from '../../observe/snapshot.ts'

/** What becomes of the names that Docker makes up for containers. */
export type MadeUpNames = 'keep' | 'hide'

/** By code units: the same on every machine, whatever its language. */
export const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** The host's end of a container's cable as Docker calls it: `veth` and seven random digits. */
const madeUpVeth = /^veth[0-9a-f]{7}$/
/** The bridge of a network that was made without a name for it: `br-` and the beginning of the network's id. */
const madeUpBridge = /^br-[0-9a-f]{12}$/
/** Docker's own invention, an adjective and a person: `quirky_hopper`, `quirky_hopper3`. */
const madeUpContainer = /^[a-z]{3,}_[a-z]{3,}\d?$/

/** A link's name without what is random in it. */
export function nameLink(name: string): string {
  if (madeUpVeth.test(name)) return 'veth…'
  return madeUpBridge.test(name) ? 'br-…' : name
}

export function nameContainer({ name, image }: Container, names: MadeUpNames): string {
  return names === 'hide' && madeUpContainer.test(name) ? `… (${image})` : name
}
