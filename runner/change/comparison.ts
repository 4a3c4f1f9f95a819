import type { Route, Snapshot } from '../observe/snapshot.ts'
import type { LinkEnd } from './change-network.ts'
import { matchLinks, type MatchedLinks, type PlacedLink } from './match-links.ts'
import { matchNamespaces, type NamespacePair } from './match-namespaces.ts'

/** Two snapshots of one host, with what is the same thing in both. */
export interface Comparison {
  before: Snapshot
  after: Snapshot
  namespaces: NamespacePair[]
  links: MatchedLinks
}

/** The engine keeps namespaces for its own ends, by a mount alone: nobody else names them, or is in them. */
const isEngines = ({ place, before, after }: NamespacePair): boolean =>
  place.kind === 'namespace' &&
  place.name === '' &&
  [before, after].every((one) => one === null || (one.pid === null && one.owner.kind === 'other'))

/** Finds out what is the same thing in both. */
export function compareSnapshots(before: Snapshot, after: Snapshot): Comparison {
  const namespaces = matchNamespaces(before, after).filter((pair) => !isEngines(pair))
  return { before, after, namespaces, links: matchLinks(before, after, namespaces) }
}

const ownTypes = new Set(['local', 'broadcast', 'multicast', 'anycast'])

/** False for the routes that the kernel makes and takes away by itself. */
export const isByHand = ({ type, protocol, destination }: Route): boolean =>
  protocol !== 'kernel' && protocol !== 'ra' && !ownTypes.has(type) && !/^fe[89ab]/.test(destination)

/** The link with the routes over it that are made by hand. */
export const endOf = ({ pair, namespace, link }: PlacedLink): LinkEnd => ({
  place: pair.place,
  link,
  routes: namespace.routes.filter((route) => route.device === link.name && isByHand(route)),
})
