/** How long a packet may be: what the engine promises its containers, what their links take, and what gets through undivided. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { ProbeResult, View } from '../../runner/judge/view.ts'
import type { DockerNetwork, NetworkNamespace } from '../../runner/observe/snapshot.ts'
import type { Bridge } from './addressing.ts'
import { inside, sourceOf, theHost, type Inhabited } from './containers.ts'
import { inspectDefault, theDefaultNetwork } from './default-network.ts'
import { cablesOnDefaultNetwork, containersOnDefaultNetwork } from './docker-network.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** What `docker network inspect bridge` calls it. */
const option = 'com.docker.network.driver.mtu'
/** Bytes: Ethernet's own (RFC 894), and the engine's when nobody says anything. */
const usualMtu = 1500

const mtuOf = ({ options }: DockerNetwork): number => Number(options[option]) || usualMtu

/** The MTU that the engine gives the links of its default network, in bytes. */
export const theEnginesMtu: Subject<number> = (view): Found<number> => {
  const network = theDefaultNetwork(view)
  return 'finding' in network ? network : { thing: mtuOf(network.thing) }
}

/** The engine gives the links of its default network another MTU than 1500. */
export function promisesAnotherMtu(): Statement {
  return about(`the engine’s MTU is not ${usualMtu}`, theEnginesMtu, (mtu): Finding => {
    if (mtu !== usualMtu) return pass(`${mtu} bytes`, inspectDefault)
    return fail(
      'usual-mtu',
      `The engine gives containers the usual MTU, ${usualMtu} bytes.`,
      `${mtu} bytes`,
      inspectDefault,
    )
  })
}

/** The cable of every container on the default network has the engine's MTU at both ends. */
export function cablesHaveTheEnginesMtu(): Statement {
  const expected = 'both ends of the containers’ cables have the engine’s MTU'
  return about(expected, cablesOnDefaultNetwork(1), (cables, view): Finding => {
    const mtu = theEnginesMtu(view)
    if ('finding' in mtu) return mtu.finding
    const ends = cables.flatMap(({ box, farEnd, hostEnd }) => [
      {
        link: farEnd,
        where: `in ${box.container.name}`,
        exhibit: inside(box, 'ip', 'link', 'show', 'dev', farEnd.name),
      },
      {
        link: hostEnd,
        where: 'on the host',
        exhibit: { on: 'host', command: ['ip', 'link', 'show', 'dev', hostEnd.name] } satisfies Exhibit,
      },
    ])
    const other = ends.find(({ link }) => link.mtu !== mtu.thing)
    if (!other) return pass(`${mtu.thing} bytes`, ...ends.map(({ exhibit }) => exhibit))
    return fail(
      'other-mtu',
      `${other.link.name} ${other.where} has an MTU of ${other.link.mtu} bytes, but the engine’s is ${mtu.thing}.`,
      `${other.link.mtu} bytes`,
      other.exhibit,
    )
  })
}

/** The bridge has the engine's MTU. */
export function bridgeHasTheEnginesMtu(of: Subject<Bridge>): Statement {
  return about('the bridge has the engine’s MTU', of, ({ link }, view): Finding => {
    const mtu = theEnginesMtu(view)
    if ('finding' in mtu) return mtu.finding
    const exhibit: Exhibit = { on: 'host', command: ['ip', 'link', 'show', 'dev', link.name] }
    if (link.mtu === mtu.thing) return pass(`${link.mtu} bytes`, exhibit)
    return fail(
      'other-mtu',
      `${link.name} has an MTU of ${link.mtu} bytes, but the engine’s is ${mtu.thing}.`,
      `${link.mtu} bytes`,
      exhibit,
    )
  })
}

/** Bytes of a ping that are not its data: the headers of IPv4 and ICMP (RFC 791, RFC 792). */
const headers = 28

/** The longest data of a ping that still makes one packet, in bytes. */
export const longestPingData = (mtu: number): number => mtu - headers

/** How many packets a ping with this much data becomes: each piece but the last holds a multiple of 8 bytes (RFC 791). */
export const piecesOfPing = (data: number, mtu: number): number => {
  if (data <= longestPingData(mtu)) return 1
  return Math.ceil((data + 8) / (Math.floor((mtu - 20) / 8) * 8))
}

const pingExhibit = (box: Inhabited, { address }: Target, bytes: number): Exhibit =>
  inside(box, 'ping', '-c', '1', '-W', '1', '-M', 'do', '-s', String(longestPingData(bytes)), address)

/** One packet of exactly this many bytes from a container to a target, which nobody may divide. */
interface Whole {
  bytes: number
  where: string
  exhibit: Exhibit
  result: ProbeResult
}

const sendWhole = async (box: Inhabited, target: Target, bytes: number, view: View): Promise<Whole> => ({
  bytes,
  where: `${target.name} (${target.address})`,
  exhibit: pingExhibit(box, target, bytes),
  result: await view.probes.ping(sourceOf(box), target.address, bytes),
})

const judgeFull = ({ container }: Inhabited, { bytes, where, exhibit, result }: Whole): Finding => {
  if (result.reached === null)
    return cannotRun('probe-failed', `The ping could not be made: ${result.detail}.`, exhibit)
  if (result.reached) return pass(`${bytes} bytes get through undivided`, exhibit)
  return fail(
    'full-packet-lost',
    `A packet of ${bytes} bytes, the engine’s MTU, does not get from ${container.name} to ${where} undivided.`,
    result.detail,
    exhibit,
  )
}

const judgeLonger = ({ container }: Inhabited, full: Finding, longer: Whole): Finding => {
  const { bytes, where, exhibit, result } = longer
  if (result.reached === null)
    return cannotRun('probe-failed', `The ping could not be made: ${result.detail}.`, exhibit)
  if (!result.reached)
    return pass(`${bytes - 1} bytes get through undivided, ${bytes} do not`, ...full.exhibits, exhibit)
  return fail(
    'longer-gets-through',
    `A packet of ${bytes} bytes, one more than the engine’s MTU, gets from ${container.name} to ${where} undivided.`,
    result.detail,
    exhibit,
  )
}

/**
 * A packet of exactly the engine's MTU gets from the container to the target undivided, and one that is a byte longer does
 * not. The first is the control of the second: where it is lost, nothing is said about the other.
 */
export function getsThroughUpToTheMtu(
  box: Subject<Inhabited>,
  to: Subject<Target>,
  toWhat: string,
): Statement {
  const expected = `a packet of the engine’s MTU gets to ${toWhat} undivided, and one that is a byte longer does not`
  return about(expected, box, async (found, view): Promise<Finding> => {
    const [mtu, target] = [theEnginesMtu(view), to(view)]
    if ('finding' in mtu) return mtu.finding
    if ('finding' in target) return target.finding
    const full = judgeFull(found, await sendWhole(found, target.thing, mtu.thing, view))
    if (full.status !== 'pass') return full
    return judgeLonger(found, full, await sendWhole(found, target.thing, mtu.thing + 1, view))
  })
}

/** A packet of exactly the engine's MTU gets from the container to the target, and nobody has to divide it. */
export function getsThroughWhole(box: Subject<Inhabited>, to: Subject<Target>, toWhat: string): Statement {
  const expected = `a packet of the engine’s MTU gets to ${toWhat} undivided`
  return about(expected, box, async (found, view): Promise<Finding> => {
    const [mtu, target] = [theEnginesMtu(view), to(view)]
    if ('finding' in mtu) return mtu.finding
    if ('finding' in target) return target.finding
    return judgeFull(found, await sendWhole(found, target.thing, mtu.thing, view))
  })
}

/** A counter of a namespace's kernel, or the finding that says why it is not known. */
const counterOf = (
  { snapshot }: View,
  { inode, ipCounters }: NetworkNamespace,
  name: string,
): Found<number> => {
  const gap = hidden(snapshot, inode) ?? unreadable(snapshot, `namespace ${inode} sysctls`)
  if (gap) return { finding: gap }
  const count = ipCounters[name]
  return count === undefined
    ? { finding: cannotRun('unreadable', `A kernel’s counter ${name} was not found.`) }
    : { thing: count }
}

/** The kernel counts here what it would have had to divide and must not, or could not (RFC 1213, ipFragFails). */
const refused = 'IpFragFails'

/** The host has refused to pass on at least one packet that was too long for its way out and must not be divided. */
export function hasRefusedATooLongPacket(): Statement {
  const expected = 'the host has refused a packet that was too long for its way and must not be divided'
  return about(expected, theHost, (host, view): Finding => {
    const count = counterOf(view, host, refused)
    if ('finding' in count) return count.finding
    const exhibit: Exhibit = { on: 'host', command: ['nstat', '-asz', refused] }
    if (count.thing > 0) return pass(`${count.thing} packets refused`, exhibit)
    return fail(
      'never-refused',
      'The host has not yet refused any packet for being too long.',
      `${refused} is 0`,
      exhibit,
    )
  })
}

/** The kernel counts here the pieces that it has made of packets (RFC 1213, ipFragCreates). */
const created = 'IpFragCreates'

/** A container on the default network has sent at least one packet in pieces since it was started. */
export function hasDividedAPacket(): Statement {
  const expected = 'a container on the default network has sent a packet in pieces'
  return about(expected, containersOnDefaultNetwork(1), (boxes, view): Finding => {
    const counts = boxes.map((box) => ({ box, count: counterOf(view, box.namespace, created) }))
    const exhibits = boxes.map((box) => inside(box, 'nstat', '-asz', created))
    for (const { box, count } of counts)
      if ('thing' in count && count.thing > 0)
        return pass(`${box.container.name} has made ${count.thing} pieces`, ...exhibits)
    const unknown = counts.flatMap(({ count }) => ('finding' in count ? count.finding : []))[0]
    if (unknown) return unknown
    const names = boxes.map(({ container }) => container.name).join(', ')
    return fail(
      'never-divided',
      `No packet has been divided in ${names} since it was started.`,
      `${created} is 0`,
      ...exhibits,
    )
  })
}
