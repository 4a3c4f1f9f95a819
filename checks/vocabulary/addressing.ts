/** A container’s IPv4 address and default route, held against a bridge of the host. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { broadcastAddress, contains, networkAddress } from '../../runner/observe/addresses.ts'
import type { Link, LinkAddress, Route } from '../../runner/observe/snapshot.ts'
import { cables, inside, theHost, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** A bridge of the host with its first IPv4 address. */
export interface Bridge {
  link: Link
  address: LinkAddress
  /** `172.17.0.1/16`. */
  cidr: string
}

const ipv4 = ({ addresses }: Link): LinkAddress[] => addresses.filter(({ family }) => family === 4)
const cidrOf = ({ address, prefixLength }: LinkAddress): string => `${address}/${prefixLength}`

/** The bridge of this name on the host, with its IPv4 address. */
export const bridge =
  (name: string): Subject<Bridge> =>
  (view): Found<Bridge> => {
    const host = theHost(view)
    if ('finding' in host) return host
    const gap = hidden(view.snapshot, host.thing.inode, 'links')
    if (gap) return { finding: gap }
    const show: Exhibit = { on: 'host', command: ['ip', 'addr'] }
    const link = host.thing.links.find((candidate) => candidate.name === name && candidate.kind === 'bridge')
    if (!link)
      return {
        finding: fail(
          'bridge-missing',
          `The host has no bridge ${name}.`,
          `links: ${host.thing.links.map((found) => found.name).join(', ')}`,
          show,
        ),
      }
    const address = ipv4(link)[0]
    if (!address)
      return {
        finding: fail(
          'bridge-without-address',
          `The bridge ${name} has no IPv4 address.`,
          'no address',
          show,
        ),
      }
    return { thing: { link, address, cidr: cidrOf(address) } }
  }

interface Addressed {
  box: Inhabited
  link: Link
  address: LinkAddress
  /** All that the container has in the bridge's network; this one alone when it has none there. */
  all: LinkAddress[]
  bridge: Bridge
}

const showAddresses = (box: Inhabited): Exhibit => inside(box, 'ip', '-4', 'addr')

/** The container's IPv4 address towards a bridge: one in its network and with its prefix length, or else in it, or else any. */
const addressTowards =
  (box: Subject<Inhabited>, of: Subject<Bridge>): Subject<Addressed> =>
  (view) => {
    const inhabitant = box(view)
    if ('finding' in inhabitant) return inhabitant
    const target = of(view)
    if ('finding' in target) return target
    const gap = hidden(view.snapshot, inhabitant.thing.namespace.inode, 'links')
    if (gap) return { finding: gap }
    const all = cables(inhabitant.thing.namespace).flatMap((link) =>
      ipv4(link).map((address) => ({ link, address })),
    )
    const { cidr, address: gateway } = target.thing
    const near = all.filter(({ address }) => contains(cidr, address.address))
    const found =
      near.find(({ address }) => address.prefixLength === gateway.prefixLength) ?? near[0] ?? all[0]
    if (found) {
      const held = (near.length > 0 ? near : [found]).map(({ address }) => address)
      return { thing: { box: inhabitant.thing, bridge: target.thing, ...found, all: held } }
    }
    return {
      finding: fail(
        'no-address',
        `No interface of ${inhabitant.thing.container.name} has an IPv4 address.`,
        'no IPv4 address',
        showAddresses(inhabitant.thing),
      ),
    }
  }

/** One of the container's IPv4 addresses lies in the bridge's network, whatever its prefix length. */
export function addressIsInNetworkOf(box: Subject<Inhabited>, of: Subject<Bridge>): Statement {
  return about(
    'the container’s address lies in the bridge’s network',
    addressTowards(box, of),
    (found): Finding => {
      const text = `${found.address.address} on ${found.link.name}`
      if (contains(found.bridge.cidr, found.address.address)) return pass(text, showAddresses(found.box))
      return fail(
        'address-outside',
        `${cidrOf(found.address)} does not lie in the network of ${found.bridge.link.name}, ${networkAddress(found.bridge.cidr)}/${found.bridge.address.prefixLength}.`,
        text,
        showAddresses(found.box),
      )
    },
  )
}

/** The container's address towards the bridge has the bridge's prefix length. */
export function maskIsThatOf(box: Subject<Inhabited>, of: Subject<Bridge>): Statement {
  return about(
    'the container’s address has the bridge’s prefix length',
    addressTowards(box, of),
    (found): Finding => {
      const wanted = found.bridge.address.prefixLength
      const actual = found.address.prefixLength
      if (actual === wanted) return pass(`/${actual}`, showAddresses(found.box))
      return fail(
        'wrong-mask',
        `${cidrOf(found.address)} has the prefix length ${actual}, but ${found.bridge.link.name} has ${wanted}.`,
        `/${actual}`,
        showAddresses(found.box),
      )
    },
  )
}

const owners = (view: View, address: string, except: Inhabited): string[] =>
  view.snapshot.namespaces
    .filter(({ inode }) => inode !== except.namespace.inode)
    .flatMap(({ links, owner }) =>
      links
        .filter((link) => ipv4(link).some((held) => held.address === address))
        .map(({ name }) => ({ name, owner })),
    )
    .map(({ name, owner }) => {
      if (owner.kind === 'host') return `${name} of the host`
      if (owner.kind === 'other') return `${name} of another namespace`
      const container = view.snapshot.containers.find(({ id }) => id === owner.containerId)
      return `${name} of the container ${container?.name ?? owner.containerId.slice(0, 12)}`
    })

/** Why the container may not have this address, or undefined. */
const objection = (
  view: View,
  { box, bridge: { cidr } }: Addressed,
  address: string,
): Finding | undefined => {
  if (address === networkAddress(cidr))
    return fail(
      'address-of-network',
      `${address} is the address of the network itself.`,
      address,
      showAddresses(box),
    )
  if (address === broadcastAddress(cidr))
    return fail(
      'address-of-broadcast',
      `${address} is the network’s broadcast address.`,
      address,
      showAddresses(box),
    )
  const [owner] = owners(view, address, box)
  if (owner === undefined) return undefined
  return fail(
    'address-taken',
    `${address} is taken: ${owner} has it too.`,
    `shared with ${owner}`,
    showAddresses(box),
  )
}

/** Nobody else has the container's addresses in the bridge's network, and none is the network's own or its broadcast address. */
export function addressIsFree(box: Subject<Inhabited>, of: Subject<Bridge>): Statement {
  return about('nobody else has the container’s address', addressTowards(box, of), (found, view): Finding => {
    const [wrong] = found.all.flatMap(({ address }) => objection(view, found, address) ?? [])
    if (wrong) return wrong
    const gap = unreadable(view.snapshot, 'namespaces') ?? hidden(view.snapshot, 'any', 'links')
    return gap ?? pass(`${found.address.address} is the container’s alone`, showAddresses(found.box))
  })
}

const describeHop = ({ gateway, device }: Pick<Route, 'gateway' | 'device'>): string =>
  [gateway && `via ${gateway}`, device && `dev ${device}`].filter(Boolean).join(' ')

/** `via 172.17.0.1 dev eth0`; the hops of a multipath route; the type of one that leads nowhere. */
const describeRoute = (route: Route): string =>
  [route, ...route.nextHops].map(describeHop).filter(Boolean).join(' and ') || route.type

/** The container has exactly one IPv4 default route in its main table, and its gateway is the bridge's address. */
export function hasOneDefaultRouteVia(box: Subject<Inhabited>, of: Subject<Bridge>): Statement {
  return about('one default route, through the bridge’s address', box, (found, view): Finding => {
    const target = of(view)
    if ('finding' in target) return target.finding
    const gap = hidden(view.snapshot, found.namespace.inode, 'routes')
    if (gap) return gap
    const exhibit = inside(found, 'ip', 'route')
    const routes = found.namespace.routes.filter(
      ({ family, destination, table }) => family === 4 && destination === 'default' && table === 'main',
    )
    const actual = routes.map(describeRoute).join('; ') || 'no default route'
    const [first, ...more] = routes
    const gateway = target.thing.address.address
    if (!first)
      return fail('no-default-route', `${found.container.name} has no default route.`, actual, exhibit)
    if (more.length > 0)
      return fail(
        'several-default-routes',
        `${found.container.name} has ${routes.length} default routes.`,
        actual,
        exhibit,
      )
    if (first.gateway !== gateway)
      return fail(
        'wrong-gateway',
        `The default route of ${found.container.name} leads ${describeRoute(first)}, not to ${gateway}.`,
        actual,
        exhibit,
      )
    return pass(actual, exhibit)
  })
}
