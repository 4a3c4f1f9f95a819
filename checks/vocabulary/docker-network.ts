/** Containers on Docker’s default network, their cables to the host, and the state of their bridge. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { contains } from '../../runner/observe/addresses.ts'
import type { Link, NetworkNamespace } from '../../runner/observe/snapshot.ts'
import type { Bridge } from './addressing.ts'
import { dockerPs, runningContainers, theHost, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

/** The name of Docker's default network; its bridge is docker0. */
const defaultNetwork = 'bridge'

/** All running containers on Docker's default network, oldest first, when there are at least `count`. */
export const containersOnDefaultNetwork =
  (count: number): Subject<Inhabited[]> =>
  ({ snapshot }) => {
    const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
    if (gap) return { finding: gap }
    const found = runningContainers(snapshot, defaultNetwork)
    if (found.length >= count) return { thing: found }
    const doubt = hidden(snapshot, 'any')
    if (doubt) return { finding: doubt }
    const names = found.map(({ container }) => container.name).join(', ')
    return {
      finding: fail(
        'too-few-containers',
        `${found.length === 0 ? 'No container runs' : `Only ${names} runs`} on the default network of Docker.`,
        names || 'none',
        dockerPs,
      ),
    }
  }

/** The running container on the default network that was made first. */
export const theOldest: Subject<Inhabited> = (view) => {
  const found = containersOnDefaultNetwork(1)(view)
  if ('finding' in found) return found
  const [first] = found.thing
  return first ? { thing: first } : { finding: cannotRun('unreadable', 'No container was found.') }
}

/** At least `count` containers run on Docker's default network. */
export function runOnDefaultNetwork(count: number): Statement {
  const expected =
    count === 1
      ? 'a running container on Docker’s default network'
      : `${count} running containers on Docker’s default network`
  return about(expected, containersOnDefaultNetwork(count), (found) =>
    pass(`running: ${found.map(({ container }) => container.name).join(', ')}`, dockerPs),
  )
}

/** A container with both ends of its veth pair: `hostEnd` on the host, `farEnd` in the container. */
export interface Wired {
  box: Inhabited
  hostEnd: Link
  farEnd: Link
}

/** The pair that the engine made for a container; where none has the engine's MAC address any more, any pair that leads there. */
const cableOf = (host: NetworkNamespace, box: Inhabited): Wired | undefined => {
  const macs = box.container.networks.map(({ mac }) => mac)
  const pairs = host.links
    .filter(({ kind, peer }) => kind === 'veth' && peer?.namespaceInode === box.namespace.inode)
    .flatMap((hostEnd) =>
      box.namespace.links
        .filter(({ index }) => index === hostEnd.peer?.index)
        .map((farEnd) => ({ box, hostEnd, farEnd })),
    )
  return pairs.find(({ farEnd }) => macs.includes(farEnd.mac)) ?? pairs[0]
}

/** All veths on the host, as evidence. */
export const vethsOfHost: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'type', 'veth'] }

/** The cable of each running container on the default network, oldest first, when there are at least `count` and each has one. */
export const cablesOnDefaultNetwork =
  (count: number): Subject<Wired[]> =>
  (view) => {
    const boxes = containersOnDefaultNetwork(count)(view)
    if ('finding' in boxes) return boxes
    const host = theHost(view)
    if ('finding' in host) return host
    const gap =
      unreadable(view.snapshot, 'peers') ??
      [host.thing, ...boxes.thing.map(({ namespace }) => namespace)].flatMap(
        ({ inode }) => hidden(view.snapshot, inode, 'links', 'peers') ?? [],
      )[0]
    if (gap) return { finding: gap }
    const cables = boxes.thing.flatMap((box) => cableOf(host.thing, box) ?? [])
    const lacking = boxes.thing.find((box) => !cables.some((cable) => cable.box === box))
    if (!lacking) return { thing: cables }
    const name = lacking.container.name
    return {
      finding: fail(
        'no-cable',
        `No veth pair leads from the host to ${name}.`,
        `${name} has no cable`,
        vethsOfHost,
      ),
    }
  }

/** The host's end of the cable of every container on the default network is a port of this bridge. */
export function arePluggedInto(bridge: string): Statement {
  const exhibit: Exhibit = { on: 'host', command: ['bridge', 'link', 'show'] }
  return about(
    `the cables of the containers on the default network are ports of ${bridge}`,
    cablesOnDefaultNetwork(1),
    (cables): Finding => {
      const loose = cables.find(({ hostEnd }) => hostEnd.master?.name !== bridge)
      if (!loose) return pass(`ports: ${cables.map(({ hostEnd }) => hostEnd.name).join(', ')}`, exhibit)
      const { hostEnd, box } = loose
      return fail(
        'not-a-port',
        `${hostEnd.name}, the host’s end of the cable of ${box.container.name}, is no port of ${bridge}.`,
        hostEnd.master ? `master ${hostEnd.master.name}` : 'no master',
        exhibit,
      )
    },
  )
}

/** The bridge is switched on and has a carrier, which it has from a port that is up. */
export function bridgeIsUp(of: Subject<Bridge>): Statement {
  return about('the bridge is up and has a carrier', of, ({ link }): Finding => {
    const exhibit: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'dev', link.name] }
    const actual = `state ${link.operstate}`
    if (!link.up) return fail('bridge-off', `${link.name} is switched off.`, actual, exhibit)
    if (!link.lowerUp)
      return fail(
        'bridge-without-carrier',
        `${link.name} is switched on but has no carrier.`,
        actual,
        exhibit,
      )
    return pass(actual, exhibit)
  })
}

/** The host's main table has an IPv4 route to the bridge's network through the bridge, and it is not linkdown. */
export function hostHasRouteThrough(of: Subject<Bridge>): Statement {
  return about('a route of the host to the bridge’s network, not linkdown', of, (found, view): Finding => {
    const host = theHost(view)
    if ('finding' in host) return host.finding
    const gap = hidden(view.snapshot, host.thing.inode, 'routes')
    if (gap) return gap
    const exhibit: Exhibit = { on: 'host', command: ['ip', 'route'] }
    const { link, cidr } = found
    const route = host.thing.routes.find(
      ({ family, table, type, device, destination }) =>
        family === 4 &&
        table === 'main' &&
        type === 'unicast' &&
        device === link.name &&
        destination !== 'default' &&
        contains(destination, found.address.address),
    )
    if (!route)
      return fail(
        'no-route',
        `The host has no route to the network of ${link.name}, ${cidr}.`,
        'no route',
        exhibit,
      )
    const actual = [route.destination, 'dev', link.name, ...route.flags].join(' ')
    if (route.flags.includes('linkdown'))
      return fail('route-linkdown', `The host’s route through ${link.name} is linkdown.`, actual, exhibit)
    return pass(actual, exhibit)
  })
}

/** The IPv4 address that the engine tells of a container on the default network; null where it tells none. */
export const engineAddress = ({ container }: Inhabited): string | null =>
  container.networks.find(({ name }) => name === defaultNetwork)?.address ?? null

/** No container of the default network that has ended is still kept by the engine. */
export function noneIsKept(): Statement {
  return {
    expected: 'no container on Docker’s default network that has ended is left',
    judge({ snapshot }): Finding {
      const gap = unreadable(snapshot, 'engine', 'containers', 'container')
      if (gap) return gap
      const kept = snapshot.containers.filter(
        ({ networkMode, running }) => networkMode === defaultNetwork && !running,
      )
      if (kept.length === 0) return pass('none is left', dockerPs)
      const names = kept.map(({ name, state }) => `${name} (${state})`).join(', ')
      return fail('kept', `The engine still keeps what does not run: ${names}.`, names, dockerPs)
    },
  }
}
