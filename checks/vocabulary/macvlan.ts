/** Macvlan networks on the host’s link to the outside, and the containers that hang on them. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { contains, networkAddress } from '../../runner/observe/addresses.ts'
import type { AddressPool, DockerNetwork, Link, Snapshot } from '../../runner/observe/snapshot.ts'
import type { Service } from './connect.ts'
import { cables, dockerPs, inside, theHost, type Inhabited } from './containers.ts'
import { ipv4, placeOf } from './link-ends.ts'
import { signsOf } from './publishing.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** The host's link to the outside. */
const uplinkName = 'eth0'
const webPort = 80

/** The host's link to the outside, its IPv4 addresses and the namespace it is in. */
export interface Uplink {
  link: Link
  /** Inode of the host's namespace. */
  inode: number
  /** The first of its addresses, `203.0.113.10/24`. */
  cidr: string
}

/** A macvlan network whose parent is the host's link to the outside. */
export interface WireNetwork {
  network: DockerNetwork
  uplink: Uplink
}

/** A running container with a macvlan link whose parent is the host's link to the outside. */
export interface Child {
  box: Inhabited
  link: Link
  /** IPv4, of that link. */
  address: string
  uplink: Uplink
}

/** The host's link to the outside, with its address; without it nothing can be said. */
export const theUplink: Subject<Uplink> = (view): Found<Uplink> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const { inode, links } = host.thing
  const gap = hidden(view.snapshot, inode, 'links')
  if (gap) return { finding: gap }
  const link = links.find(({ name }) => name === uplinkName)
  const [own] = link ? ipv4(link) : []
  if (link && own) return { thing: { link, inode, cidr: `${own.address}/${own.prefixLength}` } }
  return {
    finding: cannotRun('no-uplink', `The host has no ${uplinkName} with an address towards the outside.`, {
      on: 'host',
      command: ['ip', 'address'],
    }),
  }
}

const listNetworks: Exhibit = { on: 'engine', command: ['network', 'ls'] }
const inspect = ({ name }: DockerNetwork): Exhibit => ({
  on: 'engine',
  command: ['network', 'inspect', name],
})

const parentOf = ({ options }: DockerNetwork): string => options['parent'] ?? 'no link that was named'

/** The macvlan network on the host's link to the outside; rather one that hands out addresses of the wire. */
export const theWireNetwork: Subject<WireNetwork> = (view) => {
  const uplink = theUplink(view)
  if ('finding' in uplink) return uplink
  const gap = unreadable(view.snapshot, 'engine', 'networks')
  if (gap) return { finding: gap }
  const all = view.snapshot.networks.filter(({ driver }) => driver === 'macvlan')
  const here = all.filter(({ options }) => options['parent'] === uplinkName)
  const best = here.find((one) => poolOnWire(one, uplink.thing) !== undefined) ?? here[0]
  if (best) return { thing: { network: best, uplink: uplink.thing } }
  const [other] = all
  return {
    finding: other
      ? fail(
          'wrong-parent',
          `The macvlan network ${other.name} does not hang on ${uplinkName}, the host’s link to the outside.`,
          `its parent is ${parentOf(other)}`,
          inspect(other),
        )
      : fail(
          'no-macvlan-network',
          'The engine has no network of the driver macvlan.',
          view.snapshot.networks.map(({ name, driver }) => `${name} (${driver})`).join(', ') || 'no network',
          listNetworks,
        ),
  }
}

/** The pool that is the wire's own network. */
const poolOnWire = ({ ipam }: DockerNetwork, { cidr }: Uplink): AddressPool | undefined =>
  ipam.pools.find(
    ({ subnet }) =>
      networkAddress(subnet) === networkAddress(cidr) && subnet.split('/')[1] === cidr.split('/')[1],
  )

const ownNetwork = ({ cidr }: Uplink): string => `${networkAddress(cidr) ?? cidr}/${cidr.split('/')[1] ?? ''}`

/** A macvlan network has the host's link to the outside as its parent, and the network of that wire as its subnet. */
export function isOnTheWire(subject: Subject<WireNetwork>): Statement {
  return about(
    `a macvlan network on ${uplinkName} with the subnet of that wire`,
    subject,
    ({ network, uplink }): Finding => {
      const pool = poolOnWire(network, uplink)
      if (pool) return pass(`${network.name}: ${pool.subnet} on ${uplinkName}`, inspect(network))
      const subnets = network.ipam.pools.map(({ subnet }) => subnet).join(', ') || 'no addresses'
      return fail(
        'foreign-subnet',
        `${network.name} hands out ${subnets}, but the network of ${uplinkName} is ${ownNetwork(uplink)}.`,
        subnets,
        inspect(network),
      )
    },
  )
}

/** The engine hands out only a part of the wire's network, in which no address of the host or of the gateway lies. */
export function keepsToARange(subject: Subject<WireNetwork>, gateway: string): Statement {
  return about(
    'the network hands out a range of the wire’s addresses, and nobody else’s',
    subject,
    ({ network, uplink }): Finding => {
      const range = poolOnWire(network, uplink)?.range ?? null
      if (range === null)
        return fail(
          'no-range',
          `${network.name} may hand out any address of the wire, also one that somebody has.`,
          'no range',
          inspect(network),
        )
      const taken = [gateway, ...ipv4(uplink.link).map(({ address }) => address)]
      const held = taken.find((address) => contains(range, address))
      if (held === undefined) return pass(`${network.name} keeps to ${range}`, inspect(network))
      return fail(
        'range-taken',
        `The range of ${network.name}, ${range}, holds ${held}, which somebody on the wire has.`,
        range,
        inspect(network),
      )
    },
  )
}

const childIn = (box: Inhabited, uplink: Uplink): Child[] =>
  cables(box.namespace)
    .filter(
      ({ kind, parent }) =>
        kind === 'macvlan' && parent?.namespaceInode === uplink.inode && parent.index === uplink.link.index,
    )
    .flatMap((link) => ipv4(link).map(({ address }) => ({ box, link, address, uplink })))
    .slice(0, 1)

const age = ({ box }: Child): number => box.container.createdAt ?? 0

/** All containers on the wire, oldest first; made by the engine or by hand makes no difference. */
export const childrenOf = (snapshot: Snapshot, uplink: Uplink): Child[] =>
  snapshot.namespaces
    .flatMap((namespace) => placeOf(snapshot, namespace))
    .flatMap(({ box }) => (box ? childIn(box, uplink) : []))
    .toSorted((one, other) => age(one) - age(other))

/** Finds one of at least `count` containers on the wire. */
export const aChild =
  (choose: (children: Child[]) => Child | undefined, count = 1): Subject<Child> =>
  (view) => {
    const uplink = theUplink(view)
    if ('finding' in uplink) return uplink
    const { snapshot } = view
    const children = childrenOf(snapshot, uplink.thing)
    const chosen = children.length < count ? undefined : choose(children)
    if (chosen) return { thing: chosen }
    const gap =
      unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ??
      hidden(snapshot, 'any', 'links')
    if (gap) return { finding: gap }
    const names = children.map(({ box }) => box.container.name).join(', ')
    return {
      finding: fail(
        'too-few-on-the-wire',
        `${names === '' ? 'No running container has' : `Only ${names} has`} a macvlan link on ${uplinkName} with an address.`,
        names || 'none',
        dockerPs,
      ),
    }
  }

/** The container on the wire that was made first. */
export const theFirstChild: Subject<Child> = aChild(([first]) => first)
/** The one that was made after it. */
export const theSecondChild: Subject<Child> = aChild((children) => children[1], 2)

/** The web server of a child at its own address, without any port of the host: its page holds the container's name. */
export const webServerOf =
  (child: Subject<Child>): Subject<Service> =>
  (view) => {
    const found = child(view)
    if ('finding' in found) return found
    const { box, address } = found.thing
    return { thing: { name: box.container.name, address, port: webPort, signs: signsOf(box) } }
  }

/** A running container has a macvlan link of its own on the host's link to the outside, with an address. */
export function hangsOnTheWire(child: Subject<Child>): Statement {
  return about(
    `a running container with a macvlan link on ${uplinkName} and an address`,
    child,
    ({ box, link, address }) =>
      pass(
        `${link.name} in ${box.container.name} is ${link.mac ?? 'without a MAC address'}, ${address}`,
        inside(box, 'ip', '-d', 'addr', 'show', link.name),
      ),
  )
}
