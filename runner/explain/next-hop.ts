import type { Neighbour } from '../observe/snapshot.ts'
import { showLink, showNeighbours } from './commands.ts'
import { explainGap, holdersOf } from './gap.ts'
import { firstObstacle, type Obstacle } from './obstacles.ts'
import { isLocal } from './route.ts'
import { settingsOf, spotName, type Spot, type Terrain } from './terrain.ts'
import { endOf, waysFrom, type Step, type Way } from './wire.ts'

/** Who takes a packet next, and how a frame comes there; or what is in its way, and how far along which way. */
export type NextHop =
  | { way: Way; mac: string | null; obstacle: null }
  | { way: Way | null; reached: number; obstacle: Obstacle }

const failed = /FAILED|INCOMPLETE/

/** Answers ARP for others: proxy_arp, ip-sysctl. */
const isProxy = (terrain: Terrain, spot: Spot): boolean =>
  settingsOf(terrain, spot)?.ipv4['proxy_arp'] === '1' ||
  terrain.settings.get(spot.namespace.inode)?.ipv4['conf/all/proxy_arp'] === '1'

/** Why somebody who has the address does not answer the question for it (ARP, RFC 826). */
function silence(terrain: Terrain, from: Spot, to: Step, address: string, source: string): Obstacle | null {
  const common = { namespace: to.namespace, thing: to.link.name, commands: showLink(terrain, to) }
  if (isLocal(to.namespace, source))
    return {
      ...common,
      looked: 'address',
      found: `${source} is an address of ${spotName(terrain, to)} too, so it does not answer who asks for ${address} under that address.`,
    }
  if (settingsOf(terrain, to)?.noArp === true)
    return {
      ...common,
      looked: 'link',
      found: `ARP is switched off on ${spotName(terrain, to)}, so nobody is told that ${address} is there.`,
    }
  const ignores = Number(settingsOf(terrain, to)?.ipv4['arp_ignore'] ?? 0)
  const onLink = to.link.addresses.some((one) => one.address === address)
  if (ignores === 0 || (ignores < 8 && onLink)) return null
  return {
    ...common,
    looked: 'address',
    found: `${spotName(terrain, to)} does not answer for ${address}: its arp_ignore is ${ignores}.`,
  }
}

/** A link that never asks: what leaves by it goes to nobody's MAC address, unless somebody has written one down. */
const neverAsks = (terrain: Terrain, from: Spot, entry: Neighbour | undefined): Obstacle | null =>
  settingsOf(terrain, from)?.noArp === true && from.link.mac !== null && entry?.state !== 'PERMANENT'
    ? {
        namespace: from.namespace,
        looked: 'link',
        thing: from.link.name,
        found: `ARP is switched off on ${spotName(terrain, from)}, so it asks nobody which MAC address to send to.`,
        commands: showLink(terrain, from),
      }
    : null

const noAnswer = (terrain: Terrain, from: Spot, { address, state }: Neighbour, way: Way): Obstacle => ({
  namespace: from.namespace,
  looked: 'neighbour',
  thing: address,
  found: `${spotName(terrain, endOf(way))} has the address ${address}, but did not answer for it: the entry in the neighbour table is ${state}.`,
  commands: showNeighbours(terrain, from),
})

const strangeMac = (terrain: Terrain, from: Spot, address: string, mac: string): Obstacle => ({
  namespace: from.namespace,
  looked: 'neighbour',
  thing: address,
  found: `The neighbour table has ${address} at ${mac}, and no link on this wire is that.`,
  commands: showNeighbours(terrain, from),
})

const open = (terrain: Terrain, way: Way, mac: string | null): NextHop => {
  const found = firstObstacle(terrain, way)
  return found ? { way, ...found } : { way, mac, obstacle: null }
}

/** By the neighbour table: the frame goes to that MAC address, whoever has the IP address. */
function byMac(
  terrain: Terrain,
  from: Spot,
  ways: Way[],
  { address, mac }: Neighbour & { mac: string },
): NextHop {
  const same = ways.filter((way) => endOf(way).link.mac === mac)
  const way = same.find((one) => isLocal(endOf(one).namespace, address)) ?? same[0]
  if (way) return open(terrain, way, mac)
  // what was learnt before a cable was pulled says less than where that cable is now
  const pulled = holdersOf(terrain, address, from.namespace).some((holder) => holder.link.mac === mac)
  const obstacle = pulled ? explainGap(terrain, from, address) : strangeMac(terrain, from, address, mac)
  return { way: null, reached: 0, obstacle }
}

/** Finds who takes a packet that leaves by a link for `address`, its sender having `source`. */
export function findNextHop(terrain: Terrain, from: Spot, address: string, source: string): NextHop {
  const ways = waysFrom(terrain, from)
  const entry = from.namespace.neighbours.find(
    (one) => one.address === address && one.device === from.link.name,
  )
  const mute = neverAsks(terrain, from, entry)
  if (mute) return { way: null, reached: 0, obstacle: mute }
  const others = ways.filter((way) => endOf(way).namespace.inode !== from.namespace.inode)
  const holders = others.filter((way) => isLocal(endOf(way).namespace, address))
  const proxies = others.filter((way) => isProxy(terrain, endOf(way)))
  const candidates = [...holders, ...proxies]
  if (entry?.mac != null && !failed.test(entry.state))
    return byMac(terrain, from, ways, { ...entry, mac: entry.mac })
  const way = candidates.find((one) => firstObstacle(terrain, one) === null) ?? candidates[0]
  if (!way) return { way: null, reached: 0, obstacle: explainGap(terrain, from, address) }
  const next = open(terrain, way, null)
  if (next.obstacle) return next
  const quiet = silence(terrain, from, endOf(way), address, source)
  if (quiet) return { way, reached: way.length, obstacle: quiet }
  if (entry && failed.test(entry.state))
    return { way: null, reached: 0, obstacle: noAnswer(terrain, from, entry, way) }
  return next
}
