import { sameSubnet } from '../../observe/addresses.ts'
import type { Gateway, Place, PlaceLink, Published } from '../topology/topology.ts'
import type { Lookup } from './lookup.ts'

export type Family = 4 | 6
export const families = [4, 6] as const

export const familyOf = (address: string | null): Family => (address?.includes(':') === true ? 6 : 4)

export const addressesOf = ({ addresses }: PlaceLink, family: Family): string[] =>
  addresses.filter((address) => familyOf(address) === family)

/** The bridge that a link's cable is plugged into at its far end. */
export function farBridge({ link, boxOf, farEnd }: Lookup, { id }: PlaceLink): PlaceLink | undefined {
  const far = farEnd(id)
  return far === undefined ? undefined : link(boxOf(far))
}

/** True when an address of the link is in the network of one of the bridge's. */
export const isWithin = (link: PlaceLink, bridge: PlaceLink, family: Family): boolean =>
  addressesOf(link, family).some((one) => addressesOf(bridge, family).some((other) => sameSubnet(one, other)))

/** Whose address a default route leads to. */
export interface Direction {
  kind: 'a bridge it is plugged into' | 'the far end of its cable' | 'the outside' | 'a device' | 'a stranger'
  /** The link that has the address. */
  link: string | null
}

export function directionOf(
  { topology, farEnd, boxOf }: Lookup,
  place: Place,
  { address }: Gateway,
): Direction {
  if (address === null) return { kind: 'a device', link: null }
  const all = topology.places.flatMap(({ links }) => links)
  const owners = all.filter(({ addresses }) => addresses.some((one) => one.split(/[/ ]/)[0] === address))
  const far = place.links.flatMap(({ id }) => farEnd(id) ?? [])
  const find = (ids: string[]): string | null => owners.find(({ id }) => ids.includes(id))?.id ?? null
  const [bridge, end] = [find(far.map(boxOf)), find(far)]
  if (bridge !== null) return { kind: 'a bridge it is plugged into', link: bridge }
  if (end !== null) return { kind: 'the far end of its cable', link: end }
  if (topology.outside.addresses.includes(address)) return { kind: 'the outside', link: null }
  return { kind: 'a stranger', link: owners[0]?.id ?? null }
}

/** Who may come in by a published port: everybody, the host alone, or who knows one address. */
export const reachOf = ({ hostAddress }: Published): 'all' | 'host' | 'one' => {
  if (hostAddress === null) return 'all'
  return hostAddress.startsWith('127.') || hostAddress === '::1' ? 'host' : 'one'
}
