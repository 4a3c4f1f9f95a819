/** A bridge that the student has made, and the container that is plugged into it. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { hostNamespace } from '../../runner/judge/view.ts'
import type { Link, NetworkNamespace } from '../../runner/observe/snapshot.ts'
import { bridge, type Bridge } from './addressing.ts'
import { cables, dockerPs, inside, runningContainers, theHost, type Inhabited } from './containers.ts'
import { bridgeNameOption, defaultNetworkOf } from './default-network.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

const showLinks: Exhibit = { on: 'host', command: ['ip', 'addr'] }

/** True for the name of a bridge that the engine makes: docker0, `br-` with a network's id, a swarm's docker_gwbridge. */
export const isOfEngine = (name: string): boolean => /^(docker0|docker_gwbridge|br-[0-9a-f]{12})$/.test(name)

const bridgesOf = ({ links }: NetworkNamespace): Link[] => links.filter(({ kind }) => kind === 'bridge')

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

/** The bridge that the engine has not named, together with its IPv4 address. */
export const theBridgeWithAddress: Subject<Bridge> = (view) => {
  const found = theBridgeByHand(view)
  return 'finding' in found ? found : bridge(found.thing.name)(view)
}

const showLink = ({ name }: Link): Exhibit => ({
  on: 'host',
  command: ['ip', 'addr', 'show', 'dev', name],
})

/** There is a bridge that the engine has not made, up or down, with or without an address. */
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

/** The bridge is switched on; whether it has a carrier does not matter. */
export function isUp(link: Subject<Link>): Statement {
  return about('the bridge is up', link, (found) =>
    found.up
      ? pass(`${found.name} is up`, showLink(found))
      : fail('bridge-down', `${found.name} is down.`, `state ${found.operstate}`, showLink(found)),
  )
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
