/** Services in shared network stacks: who listens on a loopback, or on the host, and who reaches it. */
import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { ListeningAddress, NetworkNamespace, Snapshot } from '../../runner/observe/snapshot.ts'
import { fromContainer, fromTheOutside } from './callers.ts'
import { canConnect, type Caller, type Service } from './connect.ts'
import { inside, theHost, type Inhabited } from './containers.ts'
import { addressOfBox, type Pair } from './network-modes.ts'
import { everyAddress, isLoopback, uplinkAddress } from './publishing.ts'
import { about, hidden, type Found, type Subject } from './subject.ts'

/** Ports that are tried where a number is nobody's business but the student's. */
const mostTried = 8
const listenerWords: [string, ...string[]] = ['ss', '-Hltn']

const byPort = (one: ListeningAddress, other: ListeningAddress): number => one.port - other.port
const opensAll = ({ address }: ListeningAddress): boolean => address === everyAddress || address === '::'

const loopbackPorts = ({ listening }: NetworkNamespace): ListeningAddress[] =>
  listening.filter(({ address }) => isLoopback(address)).toSorted(byPort)

const signsOf = ({ container: { name, id } }: Inhabited): string[] => [name, id.slice(0, 12)]

const given =
  <Thing>(thing: Thing): Subject<Thing> =>
  () => ({ thing })

/** The first of these that passes, or else what the last of those that said most has found: a failure before a probe that was not made. */
async function firstToPass(tries: (() => Promise<Finding>)[], none: Finding): Promise<Finding> {
  let told: Finding | undefined
  for (const look of tries.slice(0, mostTried)) {
    const finding = await look()
    if (finding.status === 'pass') return finding
    if (told === undefined || told.status === 'cannot-run') told = finding
  }
  return told ?? none
}

const listeners = (snapshot: Snapshot, { listening }: NetworkNamespace): string =>
  listening.map(({ address, port }) => `${address} port ${port}`).join(', ') || `nobody on ${snapshot.host}`

/** A call whose answer must be the service's own. */
const tryCall = (from: Subject<Caller>, to: Service, view: View) => async (): Promise<Finding> =>
  canConnect(from, given(to), '').judge(view)

/** The finding for a loopback on which nobody listens, or undefined. */
const silentLoopback = (
  { snapshot }: View,
  namespace: NetworkNamespace,
  whose: string,
  exhibit: Exhibit,
): Finding | undefined => {
  const gap = hidden(snapshot, namespace.inode, 'listening')
  if (gap) return gap
  if (loopbackPorts(namespace).length > 0) return undefined
  const actual = namespace.listening.map(({ address, port }) => `${address}:${port}`).join(', ')
  return fail(
    'nothing-on-loopback',
    `Nobody listens on a TCP port of the loopback of ${whose} alone.`,
    actual || 'nobody listens',
    exhibit,
  )
}

const namesOf = ({ owner, member }: Pair): string => `${owner.container.name} and ${member.container.name}`

/** One container of the pair serves a page that names it on 127.0.0.1, and the other gets it there. */
export const meetOnTheLoopback = (pair: Subject<Pair>): Statement =>
  about('one of the pair gets the page of the other at 127.0.0.1', pair, async (found, view) => {
    const { owner, member } = found
    const exhibit = inside(owner, ...listenerWords)
    const silent = silentLoopback(view, owner.namespace, namesOf(found), exhibit)
    if (silent) return silent
    const tries = loopbackPorts(owner.namespace).flatMap(({ address, port }) =>
      [
        { caller: owner, server: member },
        { caller: member, server: owner },
      ].map(({ caller, server }) =>
        tryCall(
          fromContainer(given(caller)),
          { name: server.container.name, address, port, signs: signsOf(server) },
          view,
        ),
      ),
    )
    return firstToPass(tries, fail('nobody', 'Nobody was called.', 'nobody', exhibit))
  })

/** What listens on the pair's loopback, called by the pair's address: `Service` to be refused. */
export const itsLoopbackFromOutside =
  (pair: Subject<Pair>): Subject<Service> =>
  (view): Found<Service> => {
    const found = pair(view)
    if ('finding' in found) return found
    const { owner } = found.thing
    const exhibit = inside(owner, ...listenerWords)
    const silent = silentLoopback(view, owner.namespace, namesOf(found.thing), exhibit)
    if (silent) return { finding: silent }
    const [listener] = loopbackPorts(owner.namespace)
    const address = addressOfBox(owner)
    if (address !== null && listener)
      return { thing: { name: owner.container.name, address, port: listener.port, signs: [] } }
    return {
      finding: fail('no-address', `${namesOf(found.thing)} have no address to be called by.`, 'no address'),
    }
  }

/** The service of a container with a network stack of its own, at its own address: the lowest port that is open to others. */
export const itsOpenService =
  (box: Subject<Inhabited>): Subject<Service> =>
  (view): Found<Service> => {
    const found = box(view)
    if ('finding' in found) return found
    const { container, namespace } = found.thing
    const gap = hidden(view.snapshot, namespace.inode, 'links', 'listening')
    if (gap) return { finding: gap }
    const address = addressOfBox(found.thing)
    const open = namespace.listening
      .filter((one) => opensAll(one) || one.address === address)
      .toSorted(byPort)[0]
    if (address !== null && open) {
      const signs = [...signsOf(found.thing), container.hostname]
      return { thing: { name: container.name, address, port: open.port, signs } }
    }
    return {
      finding: fail(
        'nothing-open',
        `Nobody listens on a TCP port that others can call in ${container.name}.`,
        listeners(view.snapshot, namespace),
        inside(found.thing, ...listenerWords),
      ),
    }
  }

/** Ports of the host that can be called at this address from elsewhere. */
const openPorts = ({ listening }: NetworkNamespace, address: string): number[] => [
  ...new Set(
    listening
      .filter((one) => opensAll(one) || one.address === address)
      .toSorted(byPort)
      .map(({ port }) => port),
  ),
]

const showOnHost: Exhibit = { on: 'host', command: ['ss', '-Hltnp'] }

/** The outside gets a page that names the container, at one of these addresses of the host. */
const isServedAt = async (
  guest: Inhabited,
  host: NetworkNamespace,
  addresses: string[],
  view: View,
): Promise<Finding> => {
  const tries = addresses.flatMap((address) =>
    openPorts(host, address).map((port) =>
      tryCall(fromTheOutside, { name: guest.container.name, address, port, signs: signsOf(guest) }, view),
    ),
  )
  const where = addresses.join(', ')
  return firstToPass(
    tries,
    fail(
      'nothing-listens',
      `Nobody listens on a TCP port of ${view.snapshot.host} at ${where}.`,
      listeners(view.snapshot, host),
      showOnHost,
    ),
  )
}

/** The host's stack with a container in it, and the host's first address towards the outside. */
const hostOf = (view: View): Found<{ host: NetworkNamespace; uplink: string }> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = hidden(view.snapshot, host.thing.inode, 'links', 'listening')
  if (gap) return { finding: gap }
  const uplink = uplinkAddress(view.snapshot)
  if (uplink !== null) return { thing: { host: host.thing, uplink } }
  const finding = fail('no-uplink', `${view.snapshot.host} has no address on eth0.`, 'no address', showOnHost)
  return { finding }
}

/** The outside gets the container's own page at the host's address, by a port that the container has opened itself. */
export const isServedByTheHost = (guest: Subject<Inhabited>): Statement =>
  about('the outside gets the page of the container at the host’s address', guest, async (found, view) => {
    const place = hostOf(view)
    if ('finding' in place) return place.finding
    return isServedAt(found, place.thing.host, [place.thing.uplink], view)
  })

const showAddresses: Exhibit = { on: 'host', command: ['ip', '-4', 'addr'] }

/** The host's network stack has got another address towards the outside, and the outside gets the container's page there. */
export const isServedAtAnAddedAddress = (guest: Subject<Inhabited>): Statement =>
  about('the outside gets the same page at a second address of the host', guest, async (found, view) => {
    const place = hostOf(view)
    if ('finding' in place) return place.finding
    const { host, uplink } = place.thing
    const added = host.links
      .filter(({ kind }) => kind !== 'loopback' && kind !== 'bridge')
      .flatMap(({ addresses }) => addresses)
      .filter(({ family, address }) => family === 4 && address !== uplink)
      .map(({ address }) => address)
    if (added.length === 0)
      return fail(
        'no-added-address',
        `${view.snapshot.host} has no address towards the outside but ${uplink}.`,
        uplink,
        showAddresses,
      )
    return isServedAt(found, host, added, view)
  })

/** Who gets at a loopback service of the host, and who does not. */
export interface Loopback {
  /** Lives in the host's network stack. */
  guest: Subject<Inhabited>
  /** Lives in one of its own, and asks its own 127.0.0.1. */
  stranger: Subject<Inhabited>
}

/** A page that names the host, on the host's loopback alone, is got by the guest and not by the stranger at the same address. */
export const onlyTheGuestReachesIt = ({ guest, stranger }: Loopback): Statement =>
  about(
    'a container in host mode gets what the host serves on 127.0.0.1, another does not',
    guest,
    async (found, view) => {
      const [host, other] = [theHost(view), stranger(view)]
      if ('finding' in host) return host.finding
      if ('finding' in other) return other.finding
      const { host: name } = view.snapshot
      const silent = silentLoopback(view, host.thing, name, showOnHost)
      if (silent) return silent
      const services = loopbackPorts(host.thing).map(({ address, port }): Service => ({
        name,
        address,
        port,
        signs: [name],
      }))
      const judged = services.map((service) => async () => {
        const got = await tryCall(fromContainer(given(found)), service, view)()
        if (got.status !== 'pass') return got
        const theirs = await tryCall(fromContainer(given(other.thing)), service, view)()
        if (theirs.status === 'cannot-run') return theirs
        const { container } = other.thing
        if (theirs.status === 'pass')
          return fail(
            'stranger-reaches',
            `${container.name} gets the page of ${name} at ${service.address} port ${service.port} too.`,
            theirs.actual,
            ...theirs.exhibits,
          )
        return pass(`${got.actual} to ${found.container.name}, not to ${container.name}`, ...got.exhibits)
      })
      return firstToPass(judged, fail('nobody', 'Nobody was called.', 'nobody', showOnHost))
    },
  )
