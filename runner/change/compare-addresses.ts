import { BlockList } from 'node:net'
import type { Link, LinkAddress } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { Place } from './place.ts'

const ownOfLoopback = new Set(['127.0.0.1/8', '::1/128'])

/** False for the addresses that the kernel gives a link by itself. */
export const isGiven = ({ kind }: Link, { family, address, prefixLength, scope }: LinkAddress): boolean => {
  if (kind === 'loopback' && ownOfLoopback.has(`${address}/${prefixLength}`)) return false
  return family === 4 || scope !== 'link'
}

const keyOf = ({ address, prefixLength, peer }: LinkAddress): string => `${address}/${prefixLength} ${peer}`

const missingFrom = (link: Link, other: Link): LinkAddress[] => {
  const known = new Set(other.addresses.map(keyOf))
  return link.addresses.filter((address) => isGiven(link, address) && !known.has(keyOf(address)))
}

/** True for two addresses of one subnet: there the second is secondary, and goes with the first. */
const isInSubnet = (primary: LinkAddress, { family, address, prefixLength }: LinkAddress): boolean => {
  if (primary.family !== family || primary.prefixLength !== prefixLength) return false
  const subnet = new BlockList()
  const version = family === 4 ? 'ipv4' : 'ipv6'
  subnet.addSubnet(primary.address, prefixLength, version)
  return subnet.check(address, version)
}

/** A link in both snapshots. */
export interface BothLinks {
  place: Place
  before: Link
  after: Link
}

/** The addresses that a link has got. */
export const addedAddresses = ({ place, before, after }: BothLinks): ChangeOf<'address-added'>[] =>
  missingFrom(after, before).map((address) => ({ kind: 'address-added', place, link: after, address }))

/** The addresses that it no longer has, secondary ones under the one that took them along. */
export function removedAddresses({ place, before, after }: BothLinks): ChangeOf<'address-removed'>[] {
  const missing = missingFrom(before, after)
  const primaries = missing.filter(({ secondary }) => !secondary)
  const leaderOf = (address: LinkAddress): LinkAddress | undefined =>
    address.secondary ? primaries.find((primary) => isInSubnet(primary, address)) : undefined
  return missing
    .filter((address) => leaderOf(address) === undefined)
    .map((address) => ({
      kind: 'address-removed',
      place,
      link: after,
      address,
      secondaries: missing.filter((one) => leaderOf(one) === address),
      routes: [],
    }))
}
