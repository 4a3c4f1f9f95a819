import type { KernelRoute } from '../observe/ask-route.ts'
import type { LinkSettings, NamespaceSettings } from '../observe/read-settings.ts'
import type { Link, NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import type { Place } from './explanation.ts'

/** All that a walk looks at: a reading of the host and of the outside, and what the kernel has said besides. */
export interface Terrain {
  snapshot: Snapshot
  outside: NetworkNamespace
  /** By the inode of the namespace; one that could not be read is absent. */
  settings: ReadonlyMap<number, NamespaceSettings>
  /** The kernel's answers to questions about routes, by `questionKey`; null where it gave none. */
  routes: ReadonlyMap<string, KernelRoute | null>
  /** The reading from before a probe was sent, when one was; `snapshot` is then the one after it. */
  before: Snapshot | null
  /** Whether that probe was answered; null when none was made. */
  answered: boolean | null
}

/** A link, and the namespace it is in. */
export interface Spot {
  namespace: NetworkNamespace
  link: Link
}

export const namespaceAt = (
  { snapshot, outside }: Pick<Terrain, 'snapshot' | 'outside'>,
  inode: number | null,
): NetworkNamespace | undefined =>
  inode === outside.inode ? outside : snapshot.namespaces.find((one) => one.inode === inode)

export const allNamespaces = ({ snapshot, outside }: Terrain): NetworkNamespace[] => [
  ...snapshot.namespaces,
  outside,
]

export const linkNamed = (namespace: NetworkNamespace, name: string | null): Link | undefined =>
  namespace.links.find((one) => one.name === name)

const spotAt = (
  terrain: Terrain,
  at: { namespaceInode: number | null; index: number } | null,
): Spot | undefined => {
  const namespace = at ? namespaceAt(terrain, at.namespaceInode) : undefined
  const link = namespace?.links.find(({ index }) => index === at?.index)
  return namespace && link && { namespace, link }
}

const isAt = (at: Link['peer'], { namespace, link }: Spot): boolean =>
  at !== null && at.namespaceInode === namespace.inode && at.index === link.index

/** The other end of a veth; by what it says, or by what the other end says. */
export function farEnd(terrain: Terrain, spot: Spot): Spot | undefined {
  const named = spotAt(terrain, spot.link.peer)
  if (named || spot.link.kind !== 'veth') return named
  for (const namespace of allNamespaces(terrain)) {
    const link = namespace.links.find(({ peer }) => isAt(peer, spot))
    if (link) return { namespace, link }
  }
  return undefined
}

/** The link below a macvlan or ipvlan. */
export const parentOf = (terrain: Terrain, { link }: Spot): Spot | undefined => spotAt(terrain, link.parent)

/** The macvlan and ipvlan links on top of a link, wherever they are. */
export const childrenOf = (terrain: Terrain, spot: Spot): Spot[] =>
  allNamespaces(terrain).flatMap((namespace) =>
    namespace.links
      .filter(({ kind, parent }) => (kind === 'macvlan' || kind === 'ipvlan') && isAt(parent, spot))
      .map((link) => ({ namespace, link })),
  )

/** The bridge that a link is a port of. */
export function bridgeOf({ namespace, link }: Spot): Spot | undefined {
  const found = namespace.links.find(({ index }) => index === link.master?.index)
  return found?.kind === 'bridge' ? { namespace, link: found } : undefined
}

export const portsOf = ({ namespace, link }: Spot): Spot[] =>
  namespace.links
    .filter(({ master }) => master?.index === link.index)
    .map((port) => ({ namespace, link: port }))

export const settingsOf = (terrain: Terrain, { namespace, link }: Spot): LinkSettings | undefined =>
  terrain.settings.get(namespace.inode)?.links.get(link.index)

/** Why this part of a namespace could not be read; null when it was. */
export const unreadable = (
  { snapshot }: Terrain,
  { inode }: NetworkNamespace,
  part: 'links' | 'peers' | 'routes' | 'firewall' | 'sysctls' | 'listening',
): string | null =>
  snapshot.unreadable.find(
    (gap) => gap.part === `namespace ${inode}` || gap.part === `namespace ${inode} ${part}`,
  )?.reason ?? null

/** Whose network stack it is. */
export function placeOf({ snapshot, outside }: Terrain, { inode, owner }: NetworkNamespace): Place {
  if (inode === outside.inode) return { kind: 'outside', name: 'outside' }
  if (owner.kind === 'host') return { kind: 'host', name: snapshot.host }
  if (owner.kind === 'container') {
    const name = snapshot.containers.find(({ id }) => id === owner.containerId)?.name
    return { kind: 'container', name: name ?? owner.containerId.slice(0, 12) }
  }
  return { kind: 'namespace', name: owner.name ?? '' }
}

/** `box`, `host1`, `the outside`, `namespace blue`. */
export function nameOf({ kind, name }: Place): string {
  if (kind === 'outside') return 'the outside'
  if (kind !== 'namespace') return name
  return name === '' ? 'a namespace without a name' : `namespace ${name}`
}

/** `in box`, `on host1`, `on the outside`. */
export const inPlace = (place: Place): string =>
  `${place.kind === 'host' || place.kind === 'outside' ? 'on' : 'in'} ${nameOf(place)}`

/** `eth0 in box`. */
export const spotName = (terrain: Terrain, { namespace, link }: Spot): string =>
  `${link.name} ${inPlace(placeOf(terrain, namespace))}`
