/** Parts of sentences about a host. Nothing here is safe to show: describeChange makes it so. */
import type { Link, LinkAddress, Route } from '../observe/snapshot.ts'
import type { GoneLink, LinkEnd } from './change-network.ts'
import { isGiven } from './compare-addresses.ts'
import type { Place } from './place.ts'

/** `A`, `A and B`, `A, B and C`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** `the host`, `the container box`, `the network namespace blue`. */
export function placeName({ kind, name }: Place): string {
  if (kind === 'host') return 'the host'
  if (kind === 'container') return `the container ${name}`
  return name === '' ? 'a network namespace without a name' : `the network namespace ${name}`
}

/** `on the host`, `in the container box`. */
export const at = (place: Place): string => `${place.kind === 'host' ? 'on' : 'in'} ${placeName(place)}`

/** A link by its name, and where it is unless that is the host. */
export const linkName = (place: Place, { name }: Pick<Link, 'name'>): string =>
  place.kind === 'host' ? name : `${name} ${at(place)}`

/** The beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `10.0.0.1/24`, or `10.0.0.1 towards 10.0.0.2/32`. */
export const addressText = ({ address, prefixLength, peer }: LinkAddress): string =>
  peer === null ? `${address}/${prefixLength}` : `${address} towards ${peer}/${prefixLength}`

/** What a link is already, in parentheses: ` (up, in docker0, 10.0.0.1/24)`. */
export function settingsText(link: Link): string {
  const words = [
    ...(link.up ? ['up'] : []),
    ...(link.master ? [`in ${link.master.name}`] : []),
    ...link.addresses.filter((address) => isGiven(link, address)).map(addressText),
  ]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

/** `bridge br1`, `dummy link d0`. */
export const kindText = ({ kind, rawKind }: Link): string => {
  if (kind === 'veth') return 'veth link'
  return kind === 'bridge' ? 'bridge' : `${rawKind} link`
}

/** `, and the link A is gone with it`: made by hand, and ended with what it led into; named by its end outside of that. */
export function withLinks(links: readonly GoneLink[], isWithin: (end: LinkEnd) => boolean): string {
  if (links.length === 0) return ''
  const names = links.map(({ end, peer }) => {
    const { place, link } = peer !== null && isWithin(end) ? peer : end
    return linkName(place, link)
  })
  return names.length === 1
    ? `, and the link ${names[0]} is gone with it`
    : `, and the links ${listed(names)} are gone with it`
}

/** `10.9.0.0/16 via 10.0.0.2 over A`. */
export function routeText({
  type,
  destination,
  gateway,
  device,
  source,
  metric,
  table,
  nextHops,
}: Route): string {
  const hop = (via: string | null, over: string | null): string =>
    `${via === null ? '' : ` via ${via}`}${over === null ? '' : ` over ${over}`}`
  const ways =
    nextHops.length > 0
      ? nextHops.map((one) => hop(one.gateway, one.device)).join(' or')
      : hop(gateway, device)
  return [
    type === 'unicast' ? '' : `${type} `,
    destination,
    ways,
    source === null ? '' : ` from ${source}`,
    metric === null ? '' : `, metric ${metric}`,
    table === 'main' ? '' : `, in the table ${table}`,
  ].join('')
}
