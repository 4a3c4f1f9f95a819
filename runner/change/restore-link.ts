import type { Link, LinkAddress } from '../observe/snapshot.ts'
import type { BridgeSetting, GoneLink, LinkEnd } from './change-network.ts'
import { ipIn, joined, netnsWord, type Command } from './command.ts'
import { isGiven } from './compare-addresses.ts'
import type { Place } from './place.ts'
import { routeCommand } from './route-command.ts'

/** One ip(8) command in a namespace. Links are named after `dev`: ip takes a name such as `h` for its own words. */
const ip = (place: Place, ...words: string[]): Command[] | null => {
  const program = ipIn(place)
  return program && [[...program, ...words]]
}

/** `ip addr add` and `ip addr del`. */
export const addressCommand = (
  verb: 'add' | 'del',
  place: Place,
  { name }: Pick<Link, 'name'>,
  { address, prefixLength, peer, scope, family }: LinkAddress,
): Command[] | null => {
  const ends = peer === null ? [`${address}/${prefixLength}`] : [address, 'peer', `${peer}/${prefixLength}`]
  const reach = verb === 'add' && family === 4 && scope !== 'global' ? ['scope', scope] : []
  return ip(place, 'addr', verb, ...ends, 'dev', name, ...reach)
}

/** Gives a link again what it had: bridge, state, addresses, and the routes over it. */
export function furnish({ place, link, routes }: LinkEnd): Command[] | null {
  const { name, master, up } = link
  const addresses = link.addresses.filter((address) => isGiven(link, address))
  return joined(
    master ? ip(place, 'link', 'set', 'dev', name, 'master', master.name) : [],
    up ? ip(place, 'link', 'set', 'dev', name, 'up') : [],
    ...addresses.map((address) => addressCommand('add', place, link, address)),
    ...routes.map((route) => routeCommand('add', place, route)),
  )
}

const macWords = ({ mac }: Link): string[] => (mac === null ? [] : ['address', mac])

/** A bridge that was given no address has that of one of its ports, and takes it again when they are plugged in. */
const ownMac = (link: Link, ports: readonly Link[]): string[] =>
  ports.some(({ mac }) => mac === link.mac) ? [] : macWords(link)

/** The kernel counts the delay in hundredths of a second. */
export const bridgeWord = (setting: BridgeSetting, value: boolean | number): string[] => {
  if (setting === 'forwardDelay') return ['forward_delay', String(Math.round(Number(value) * 100))]
  return [setting === 'stp' ? 'stp_state' : 'vlan_filtering', value === true ? '1' : '0']
}

const usualDelay = 15

const bridgeWords = ({ bridge }: Link): string[] => [
  ...(bridge?.stp === true ? bridgeWord('stp', true) : []),
  ...(bridge?.vlanFiltering === true ? bridgeWord('vlanFiltering', true) : []),
  ...(bridge && bridge.forwardDelay !== null && bridge.forwardDelay !== usualDelay
    ? bridgeWord('forwardDelay', bridge.forwardDelay)
    : []),
]

const makeLink = ({ end, peer, ports }: GoneLink): Command[] | null => {
  const { place, link } = end
  const { name, kind } = link
  if (kind === 'bridge')
    return ip(
      place,
      'link',
      'add',
      'dev',
      name,
      ...ownMac(link, ports),
      'type',
      'bridge',
      ...bridgeWords(link),
    )
  if (kind === 'dummy') return ip(place, 'link', 'add', 'dev', name, ...macWords(link), 'type', 'dummy')
  if (kind !== 'veth' || peer === null) return null
  const there = netnsWord(peer.place)
  if (there === null) return null
  const far = peer.place.inode === place.inode ? [] : ['netns', there]
  const ends = ['type', 'veth', 'peer', 'name', peer.link.name, ...macWords(peer.link), ...far]
  return ip(place, 'link', 'add', 'dev', name, ...macWords(link), ...ends)
}

const usualMtu = 1500

const mtuOf = ({ place, link }: LinkEnd): Command[] | null =>
  link.mtu === usualMtu ? [] : ip(place, 'link', 'set', 'dev', link.name, 'mtu', String(link.mtu))

/** Makes a link that is gone once more, with its settings; null for a kind whose settings no snapshot tells. */
export function restoreLink(gone: GoneLink): Command[] | null {
  const { end, peer, ports } = gone
  const plugs = ports.map((port) => ip(end.place, 'link', 'set', 'dev', port.name, 'master', end.link.name))
  return joined(
    makeLink(gone),
    mtuOf(end),
    peer ? mtuOf(peer) : [],
    ...plugs,
    furnish(end),
    peer ? furnish(peer) : [],
  )
}
