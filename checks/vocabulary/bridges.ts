import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { hostNamespace } from '../../runner/judge/view.ts'
import { sameSubnet } from '../../runner/observe/addresses.ts'
import type { DockerNetwork, Link, NetworkNamespace, Snapshot } from '../../runner/observe/snapshot.ts'
import { bridge, type Bridge } from './addressing.ts'
import { cables, dockerPs, inside, runningContainers, theHost, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

const showLinks: Exhibit = { on: 'host', command: ['ip', 'addr'] }
const inspectDefault: Exhibit = { on: 'engine', command: ['network', 'inspect', 'bridge'] }

/** What `docker network inspect bridge` calls the bridge that carries the network. */
const bridgeNameOption = 'com.docker.network.bridge.name'

/** A bridge that the engine has named: docker0, br-<network id>, a swarm's docker_gwbridge. */
const isOfEngine = (name: string): boolean => /^(docker0|docker_gwbridge|br-[0-9a-f]{12})$/.test(name)

const bridgesOf = ({ links }: NetworkNamespace): Link[] => links.filter(({ kind }) => kind === 'bridge')

const defaultNetworkOf = ({ networks }: Snapshot): DockerNetwork | undefined =>
  networks.find(({ name, driver }) => name === 'bridge' && driver === 'bridge')

const hasAddress = ({ addresses }: Link): boolean => addresses.some(({ family }) => family === 4)

const rank = (link: Link, used: string | undefined): number =>
  4 * Number(link.name === used) + 2 * Number(hasAddress(link)) + Number(link.up)

/**
 * The bridge on the host that the engine has not named. Of several the one that carries the engine's default network,
 * or else the one that is furthest along, then the youngest: names and addresses are the student's own affair.
 */
export const theBridgeByHand: Subject<Link> = (view): Found<Link> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = hidden(view.snapshot, host.thing.inode, 'links')
  if (gap) return { finding: gap }
  const used = defaultNetworkOf(view.snapshot)?.options[bridgeNameOption]
  const bridges = bridgesOf(host.thing)
  const [best] = bridges
    .filter(({ name }) => !isOfEngine(name))
    .sort((one, other) => rank(other, used) - rank(one, used) || other.index - one.index)
  if (best) return { thing: best }
  const names = bridges.map(({ name }) => name).join(', ')
  return {
    finding: fail(
      'no-bridge-by-hand',
      'The host has no bridge but those that the engine makes.',
      names === '' ? 'no bridge' : `bridges: ${names}`,
      showLinks,
    ),
  }
}

/** The same together with its IPv4 address; fails where it has none. */
export const theBridgeWithAddress: Subject<Bridge> = (view) => {
  const found = theBridgeByHand(view)
  return 'finding' in found ? found : bridge(found.thing.name)(view)
}

const showLink = ({ name }: Link): Exhibit => ({
  on: 'host',
  command: ['ip', 'addr', 'show', 'dev', name],
})

/** There is a bridge that the engine has not made. */
export function isThere(link: Subject<Link>): Statement {
  return about('a bridge on the host that the engine has not made', link, (found) =>
    pass(`${found.name} is a bridge`, showLink(found)),
  )
}

/** The bridge has an IPv4 address. */
export function hasAnAddress(of: Subject<Bridge>): Statement {
  return about('the bridge has an IPv4 address', of, ({ link, cidr }) =>
    pass(`${link.name} has ${cidr}`, showLink(link)),
  )
}

/** The bridge is switched on. */
export function isUp(link: Subject<Link>): Statement {
  return about('the bridge is up', link, (found) =>
    found.up
      ? pass(`${found.name} is up`, showLink(found))
      : fail('bridge-down', `${found.name} is down.`, `state ${found.operstate}`, showLink(found)),
  )
}

/** All links of the host, in a view that has read them; so a name that is not among them is absent. */
const hostLinks: Subject<Link[]> = (view) => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = hidden(view.snapshot, host.thing.inode, 'links')
  if (gap) return { finding: gap }
  // The control of an absence: a reading that does not even show the loopback shows nothing.
  if (host.thing.links.some(({ kind }) => kind === 'loopback')) return { thing: host.thing.links }
  return {
    finding: {
      status: 'cannot-run',
      actual: 'not known',
      diagnosis: {
        code: 'unreadable',
        text: 'The links of the host were read without its loopback.',
      },
      exhibits: [showLinks],
    },
  }
}

const named = (links: Link[], name: string): Link | undefined => links.find((link) => link.name === name)

/** The host has no link of this name. */
export function isGone(name: string): Statement {
  return about(`the host has no ${name}`, hostLinks, (links) =>
    named(links, name)
      ? fail('still-there', `The host has a ${name}.`, `${name} is there`, showLinks)
      : pass(`links: ${links.map((link) => link.name).join(', ')}`, showLinks),
  )
}

/**
 * The bridge of this name that was there from the beginning has been deleted: the host has none, or has one that is
 * younger than a bridge made by hand. A namespace gives out indices in rising order, so an index tells a link's age.
 */
export function theFirstIsGone(name: string): Statement {
  return about(`the ${name} of the beginning is deleted`, hostLinks, (links): Finding => {
    const found = named(links, name)
    if (!found) return pass(`no ${name} on the host`, showLinks)
    const older = links.find(
      (link) => link.kind === 'bridge' && !isOfEngine(link.name) && link.index < found.index,
    )
    if (older) return pass(`${name} was made anew after ${older.name}: index ${found.index}`, showLinks)
    return fail(
      'still-there',
      `The host has a ${name}, and no bridge made by hand is older than it.`,
      `${name} has the index ${found.index}`,
      showLinks,
    )
  })
}

/** The engine's default network, the one called bridge; of a silent engine nothing is said. */
const theDefaultNetwork: Subject<DockerNetwork> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'networks')
  if (gap) return { finding: gap }
  const network = defaultNetworkOf(snapshot)
  if (network) return { thing: network }
  const names = snapshot.networks.map(({ name }) => name).join(', ')
  return {
    finding: fail(
      'no-default-network',
      'The engine has no default network called bridge.',
      names === '' ? 'no networks' : `networks: ${names}`,
      { on: 'engine', command: ['network', 'ls'] },
    ),
  }
}

/** The engine's default network is carried by this bridge. */
export function carriesTheDefaultNetwork(link: Subject<Link>): Statement {
  return about('the engine’s default network is carried by the bridge', link, (found, view): Finding => {
    const network = theDefaultNetwork(view)
    if ('finding' in network) return network.finding
    const used = network.thing.options[bridgeNameOption]
    if (used === found.name) return pass(`the network bridge uses ${found.name}`, inspectDefault)
    return fail(
      'other-bridge',
      `The engine’s default network uses ${used ?? 'no bridge that it names'}, not ${found.name}.`,
      used ?? 'no bridge',
      inspectDefault,
    )
  })
}

/** The engine's default network hands out addresses of the bridge's network, and the bridge's own as gateway. */
export function handsOutItsAddresses(of: Subject<Bridge>): Statement {
  return about('the engine hands out addresses of the bridge’s network', of, (found, view): Finding => {
    const network = theDefaultNetwork(view)
    if ('finding' in network) return network.finding
    const pools = network.thing.ipam.pools
    const actual = pools.map(({ subnet }) => subnet).join(', ') || 'no pool'
    const pool = pools.find(({ subnet }) => sameSubnet(subnet, found.cidr))
    if (!pool)
      return fail(
        'other-pool',
        `The engine hands out addresses of ${actual}, but ${found.link.name} has ${found.cidr}.`,
        actual,
        inspectDefault,
      )
    // Where the engine names no gateway, it is the bridge's address.
    if (pool.gateway !== null && pool.gateway !== found.address.address)
      return fail(
        'other-gateway',
        `The engine names ${pool.gateway} as the gateway, but ${found.link.name} has ${found.address.address}.`,
        `gateway ${pool.gateway}`,
        inspectDefault,
      )
    return pass(`${actual}, gateway ${found.address.address}`, inspectDefault)
  })
}

/** The running container on the engine's default network that was made last. */
export const theContainerOnTheDefaultNetwork: Subject<Inhabited> = ({ snapshot }): Found<Inhabited> => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
  if (gap) return { finding: gap }
  const last = runningContainers(snapshot, 'bridge').at(-1)
  if (last) return { thing: last }
  const lost = snapshot.containers
    .filter(({ running, networkMode }) => running && networkMode === 'bridge')
    .flatMap(({ namespaceInode }) => namespaceInode ?? [])
    .flatMap((inode) => hidden(snapshot, inode, 'links') ?? [])[0]
  if (lost) return { finding: lost }
  const others = snapshot.containers.map(
    ({ name, networkMode, state }) => `${name} (${networkMode}, ${state})`,
  )
  return {
    finding: fail(
      'no-container',
      'No container runs on the engine’s default network.',
      others.join(', ') || 'no container at all',
      dockerPs,
    ),
  }
}

/** One of the container's cables ends in a port of the bridge. */
export function isPluggedInto(box: Subject<Inhabited>, link: Subject<Link>): Statement {
  return about('the container’s cable is plugged into the bridge', box, (found, view): Finding => {
    const target = link(view)
    if ('finding' in target) return target.finding
    const host = theHost(view)
    if ('finding' in host) return host.finding
    const { inode } = found.namespace
    const gap =
      unreadable(view.snapshot, 'peers') ??
      hidden(view.snapshot, inode, 'links', 'peers') ??
      hidden(view.snapshot, host.thing.inode, 'links', 'peers')
    if (gap) return gap
    const exhibit: Exhibit = { on: 'host', command: ['bridge', 'link', 'show'] }
    const ends = cables(found.namespace).flatMap(({ peer }) =>
      peer?.namespaceInode === host.thing.inode
        ? host.thing.links.filter(({ index }) => index === peer.index)
        : [],
    )
    const port = ends.find(({ master }) => master?.name === target.thing.name)
    if (port) return pass(`${port.name} is a port of ${target.thing.name}`, exhibit)
    const [end] = ends
    if (!end)
      return fail(
        'no-cable',
        `No cable leads from ${found.container.name} to the host.`,
        'no cable',
        inside(found, 'ip', 'link'),
      )
    return fail(
      'not-a-port',
      `${end.name}, the host’s end of the cable of ${found.container.name}, is ${end.master ? `a port of ${end.master.name}` : 'a port of no bridge'}, not of ${target.thing.name}.`,
      end.master ? `master ${end.master.name}` : 'no master',
      exhibit,
    )
  })
}

/** The names of the bridge's ports whose MAC address the bridge shows as its own. */
export const lendersOfItsMac: Subject<string[]> = (view) => {
  const found = theBridgeByHand(view)
  if ('finding' in found) return found
  const links = hostNamespace(view.snapshot)?.links ?? []
  const ports = links.filter(({ master }) => master?.index === found.thing.index)
  return {
    thing: ports.filter(({ mac }) => mac !== null && mac === found.thing.mac).map(({ name }) => name),
  }
}
