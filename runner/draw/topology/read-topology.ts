import { outside } from '../../world/outside-addresses.ts'
import type { Link, NetworkNamespace, Snapshot } from '../../observe/snapshot.ts'
import { readCables } from './read-cables.ts'
import { byName, nameContainer, nameLink, type MadeUpNames } from './names.ts'
import type { Cable, Gateway, LinkState, Place, PlaceLink, Published, Topology } from './topology.ts'

/** A place before its links have ids. */
interface Found {
  /** Null when it could not be read. */
  namespace: NetworkNamespace | null
  kind: Place['kind']
  name: string
  containers: string[]
  published: Published[]
}

/** Where a link of the snapshot stands in the picture. */
export interface Placed {
  /** The place's id. */
  place: string
  kind: Place['kind']
  namespace: NetworkNamespace
  link: Link
  id: string
}

const stateOf = ({ up, lowerUp }: Link): LinkState => (up ? (lowerUp ? 'up' : 'no-carrier') : 'down')

const ownOfLoopback = new Set(['127.0.0.1', '::1'])

const addressesOf = ({ addresses }: Link): string[] =>
  addresses
    .filter(({ address }) => !ownOfLoopback.has(address))
    .filter(({ family, scope }) => scope === 'global' || (family === 4 && scope === 'link'))
    .map(({ address, prefixLength, peer }) => {
      const own = `${address}/${prefixLength}`
      return peer === null ? own : `${address} peer ${peer}`
    })

/** A loopback is worth showing only when somebody has given it an address. */
const isShown = (link: Link): boolean => link.kind !== 'loopback' || addressesOf(link).length > 0

const gatewaysOf = ({ routes }: NetworkNamespace): Gateway[] =>
  routes
    .filter(
      ({ destination, table, type }) => destination === 'default' && table === 'main' && type === 'unicast',
    )
    .flatMap(({ gateway, device, nextHops }) =>
      nextHops.length > 0
        ? nextHops.map((hop) => ({ address: hop.gateway, device: hop.device }))
        : [{ address: gateway, device }],
    )

const anyAddress = new Set(['0.0.0.0', '::', ''])

const publishedIn = ({ containers }: Snapshot, { inode }: NetworkNamespace): Published[] => {
  const all = containers
    .filter(({ running, namespaceInode }) => running && namespaceInode === inode)
    .flatMap(({ publishedPorts }) => publishedPorts)
    .flatMap(({ hostAddress, hostPort, containerPort, protocol }) =>
      hostPort === null
        ? []
        : [
            {
              hostAddress: anyAddress.has(hostAddress) ? null : hostAddress,
              hostPort,
              containerPort,
              protocol,
            },
          ],
    )
  // Once for 0.0.0.0 and once for :: is one publication to a reader.
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()].sort(
    (one, other) => one.hostPort - other.hostPort,
  )
}

const rank = { host: 0, container: 1, namespace: 2 } as const

/** The places of a picture in its order; an unnamed namespace is one only when it holds a link. */
function findPlaces(snapshot: Snapshot, names: MadeUpNames): Found[] {
  const found = snapshot.namespaces.flatMap((namespace): Found[] => {
    const { owner } = namespace
    const containers = snapshot.containers
      .filter(({ running, namespaceInode }) => running && namespaceInode === namespace.inode)
      .map((container) => nameContainer(container, names))
      .sort(byName)
    const common = { namespace, containers, published: publishedIn(snapshot, namespace) }
    if (owner.kind === 'host') return [{ ...common, kind: 'host', name: snapshot.host }]
    if (containers[0] !== undefined) return [{ ...common, kind: 'container', name: containers[0] }]
    if (owner.kind === 'container') return []
    if (owner.name === undefined && !namespace.links.some(isShown)) return []
    return [{ ...common, kind: 'namespace', name: owner.name ?? '' }]
  })
  const lost = snapshot.containers.filter(
    ({ running, namespaceInode }) =>
      running && !snapshot.namespaces.some(({ inode }) => inode === namespaceInode),
  )
  const unseen = lost.map((container): Found => {
    const name = nameContainer(container, names)
    return { namespace: null, kind: 'container', name, containers: [name], published: [] }
  })
  return [...found, ...unseen].sort(
    (one, other) => rank[one.kind] - rank[other.kind] || byName(one.name, other.name),
  )
}

/** The links of one place by their names; those of one name (`veth…`) by what they lead to. */
const inOrder = (places: Found[], links: Link[]): Link[] => {
  const leadsTo = ({ peer }: Link): string => {
    const far = places.findIndex(({ namespace }) => namespace?.inode === peer?.namespaceInode)
    return `${String(far).padStart(5, '0')} ${peer?.name ?? ''}`
  }
  return links
    .filter(isShown)
    .sort(
      (one, other) =>
        byName(nameLink(one.name), nameLink(other.name)) ||
        byName(leadsTo(one), leadsTo(other)) ||
        one.index - other.index,
    )
}

const networkOn = ({ networks }: Snapshot, bridge: Link): string | null =>
  networks.find(
    ({ id, driver, options }) =>
      driver === 'bridge' &&
      bridge.name === (options['com.docker.network.bridge.name'] ?? `br-${id.slice(0, 12)}`),
  )?.name ?? null

const toLink = (snapshot: Snapshot, all: readonly Placed[], { namespace, link, id }: Placed): PlaceLink => {
  const idAt = (inode: number | null, index: number): string | null =>
    all.find((one) => one.namespace.inode === inode && one.link.index === index)?.id ?? null
  return {
    id,
    name: nameLink(link.name),
    kind: link.kind === 'other' ? link.rawKind : link.kind,
    addresses: addressesOf(link),
    state: stateOf(link),
    bridge: link.master && idAt(namespace.inode, link.master.index),
    network: link.kind === 'bridge' && namespace.owner.kind === 'host' ? networkOn(snapshot, link) : null,
    parent: link.parent && idAt(link.parent.namespaceInode, link.parent.index),
    vni: link.vxlan?.vni ?? null,
  }
}

/** One host's part of the picture; its places are counted from `first`. */
function readHost(
  snapshot: Snapshot,
  names: MadeUpNames,
  first: number,
): Pick<Topology, 'places' | 'cables'> {
  const found = findPlaces(snapshot, names)
  const idAt = (position: number): string => `p${first + position}`
  const all = found.flatMap(({ namespace, kind }, position) => {
    if (namespace === null) return []
    const place = idAt(position)
    return inOrder(found, namespace.links).map((link, index): Placed => ({
      place,
      kind,
      namespace,
      link,
      id: `${place}.l${index}`,
    }))
  })
  const places = found.map(({ namespace, kind, name, containers, published }, position): Place => {
    const id = idAt(position)
    const links = all.filter(({ place }) => place === id).map((one) => toLink(snapshot, all, one))
    const gateways = namespace === null ? [] : gatewaysOf(namespace)
    const seen = namespace !== null
    return { id, host: idAt(0), kind, name, containers, seen, links, gateways, published }
  })
  return { places, cables: readCables(snapshot, all) }
}

/**
 * Reads the picture out of the snapshots of a lab's hosts. Names that Docker made up for containers are kept for whoever
 * must type them, and hidden (`… (IMAGE)`) in a picture that must come out the same next time. Containers that ended are
 * not in it.
 */
export function readHosts(snapshots: readonly Snapshot[], names: MadeUpNames = 'keep'): Topology {
  const places: Place[] = []
  const cables: Cable[] = []
  for (const snapshot of snapshots) {
    const host = readHost(snapshot, names, places.length)
    places.push(...host.places)
    cables.push(...host.cables)
  }
  return {
    places,
    cables,
    outside: { addresses: [outside.gateway, outside.resolver, outside.website] },
    unreadable: snapshots.flatMap(({ unreadable }) => unreadable.map(({ reason }) => reason)),
  }
}

/** The same of a lab that has one host. */
export const readTopology = (snapshot: Snapshot, names: MadeUpNames = 'keep'): Topology =>
  readHosts([snapshot], names)
