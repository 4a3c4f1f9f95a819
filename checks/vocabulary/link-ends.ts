/** The two ends of a veth pair made by hand: where they are, which addresses and routes they have. */

import type { Exhibit } from '../../runner/judge/check.ts'
import { namespacePath, type ProbeSource } from '../../runner/judge/view.ts'
import { contains } from '../../runner/observe/addresses.ts'
import type { Link, LinkAddress, NetworkNamespace, Route, Snapshot } from '../../runner/observe/snapshot.ts'
import { inside, sourceOf, type Inhabited } from './containers.ts'

/** Where a link can end: in a running container, or on the host itself. */
export interface Place {
  /** `left`, `host1`. */
  name: string
  /** Null for the host. */
  box: Inhabited | null
  namespace: NetworkNamespace
}

/** One end of a veth pair, and where it is. */
export interface End {
  place: Place
  link: Link
}

/** A veth pair made by hand, both of whose ends have been found. */
export type PointToPoint = [End, End]
/** An end of one: the first, or the second. */
export type Side = 0 | 1

/** The other end: 1 for 0, 0 for 1. */
export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0)
/** An exhibit of a command run where an end is: in the container, or on the host. */
export const showAt = ({ box }: Place, ...command: [string, ...string[]]): Exhibit =>
  box ? inside(box, ...command) : { on: 'host', command }

/** Where the agent's probes leave from when they leave from this place. */
export const placeSource = ({ name, box, namespace }: Place): ProbeSource =>
  box ? sourceOf(box) : { name: `the host ${name}`, netns: namespacePath(namespace) ?? '', hostPid: null }

/** The places that a namespace is: the host, or each running container that lives in it; none for one made by hand. */
export const placeOf = (snapshot: Snapshot, namespace: NetworkNamespace): Place[] => {
  const { owner } = namespace
  if (owner.kind === 'host') return [{ name: snapshot.host, box: null, namespace }]
  if (owner.kind === 'other') return []
  return snapshot.containers
    .filter(({ id, running }) => running && id === owner.containerId)
    .map((container) => ({ name: container.name, box: { container, namespace }, namespace }))
}

const age = ({ box }: Place): number => box?.container.createdAt ?? 0

/** True for an end that the engine itself made for a container on one of its networks. */
const isOfEngine = (snapshot: Snapshot, { place, link }: End): boolean =>
  snapshot.containers.some(
    ({ namespaceInode, networks }) =>
      namespaceInode === place.namespace.inode &&
      networks.some(({ mac }) => mac !== null && mac === link.mac),
  )

/** All veth pairs made by hand, each once, the end in the older container first. */
export const handMade = (snapshot: Snapshot): PointToPoint[] => {
  const ends = snapshot.namespaces
    .flatMap((namespace) => placeOf(snapshot, namespace))
    .sort((one, other) => age(one) - age(other))
    .flatMap((place) => place.namespace.links.map((link): End => ({ place, link })))
  return ends.flatMap((end, position): PointToPoint[] => {
    const { peer } = end.link
    const far = ends.findIndex(
      ({ place, link }) => place.namespace.inode === peer?.namespaceInode && link.index === peer.index,
    )
    const other = ends[far]
    if (other === undefined || far < position) return []
    return isOfEngine(snapshot, end) || isOfEngine(snapshot, other) ? [] : [[end, other]]
  })
}

/** The IPv4 addresses of a link, in its order. */
export const ipv4 = ({ addresses }: Link): LinkAddress[] => addresses.filter(({ family }) => family === 4)

/** The prefix length of a route's destination in bits: 0 for `default`, 32 where none is written. */
export const prefixLength = ({ destination }: Route): number =>
  destination === 'default' ? 0 : Number(destination.split('/')[1] ?? '32')

/** The route by which a packet to this address leaves, by longest prefix, then lowest metric. */
export const routeTo = ({ namespace }: Place, address: string): Route | undefined =>
  namespace.routes
    .filter(({ family, table, type }) => family === 4 && table === 'main' && type === 'unicast')
    .filter(({ destination }) => destination === 'default' || contains(destination, address))
    .sort(
      (one, other) => prefixLength(other) - prefixLength(one) || (one.metric ?? 0) - (other.metric ?? 0),
    )[0]

/** True for a route to one single address (/32) that leads out of this end. */
export const isHostRouteOut = (route: Route | undefined, { link }: End): boolean =>
  route !== undefined && prefixLength(route) === 32 && route.device === link.name

/**
 * The address by which an end is spoken to from the other one: one of its own, or of its place's other interfaces, to
 * which the other end has a host route; without such a route its own first.
 */
export const addressOf = (pair: PointToPoint, side: Side): string | undefined => {
  const [end, from] = [pair[side], pair[otherSide(side)]]
  const own = ipv4(end.link)
  const others = end.place.namespace.links
    .filter((link) => link !== end.link && link.kind !== 'loopback')
    .flatMap(ipv4)
  const routed = [...own, ...others].find(({ address }) => isHostRouteOut(routeTo(from.place, address), from))
  return (routed ?? own[0])?.address
}

/** The end's name and where it is, for a sentence: `A in left`, `E on host1`. */
export const inPlace = ({ place, link }: End): string =>
  `${link.name} ${place.box ? 'in' : 'on'} ${place.name}`
/** The links of an end's namespace, as evidence. */
export const showLinks = ({ place }: End): Exhibit => showAt(place, 'ip', 'link')
