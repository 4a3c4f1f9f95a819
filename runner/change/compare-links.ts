import type { DockerNetwork, Link, NetworkNamespace, Route } from '../observe/snapshot.ts'
import type { Change, ChangeOf } from './change.ts'
import type { BridgeSetting, GoneLink } from './change-network.ts'
import { addedAddresses, removedAddresses } from './compare-addresses.ts'
import { endOf, type Comparison } from './comparison.ts'
import { engineEnd, linksOfNetwork } from './engine-links.ts'
import type { LinkPair } from './match-links.ts'

const portsOf = ({ links }: NetworkNamespace, { index }: Link): Link[] =>
  links.filter(({ master }) => master?.index === index)

/** A bridge takes its MAC address and MTU from its ports, until somebody sets them. */
const hasOtherPorts = ({ before, after }: LinkPair): boolean => {
  if (before.link.kind !== 'bridge') return false
  const texts = [before, after].map(({ namespace, link }) =>
    JSON.stringify(portsOf(namespace, link).map(({ index, mac, mtu }) => [index, mac, mtu])),
  )
  return texts[0] !== texts[1]
}

const bridgeSettings: BridgeSetting[] = ['stp', 'vlanFiltering', 'forwardDelay']

const compareBridge = ({ before, after }: LinkPair): ChangeOf<'bridge-setting'>[] =>
  bridgeSettings.flatMap((setting): ChangeOf<'bridge-setting'>[] => {
    const from = before.link.bridge?.[setting]
    const to = after.link.bridge?.[setting]
    if (typeof from !== typeof to || from === undefined || from === null || to === undefined || to === null)
      return []
    return from === to
      ? []
      : [{ kind: 'bridge-setting', place: after.pair.place, link: after.link, setting, from, to }]
  })

/** `from` of a bridge that is gone is told with that bridge. */
const compareMaster = (
  { links }: Comparison,
  { before, after }: LinkPair,
  gone: readonly GoneLink[],
): ChangeOf<'link-master'>[] => {
  const [from, to] = [before.link.master, after.link.master]
  const moved = links.pairs.find(
    (one) => one.before.pair === before.pair && one.before.link.index === from?.index,
  )
  if ((moved ? moved.after.link.index : from?.index) === to?.index) return []
  const isTold = gone.some(({ end, ports }) => end.link.index === from?.index && ports.includes(before.link))
  if (isTold && to === null) return []
  return [
    {
      kind: 'link-master',
      place: after.pair.place,
      link: after.link,
      from: from?.name ?? null,
      to: to?.name ?? null,
    },
  ]
}

const compareNames = ({ before, after }: LinkPair): Change[] => {
  if (before.pair !== after.pair) return [{ kind: 'link-moved', from: endOf(before), to: endOf(after) }]
  if (before.link.name === after.link.name) return []
  return [{ kind: 'link-renamed', place: after.pair.place, from: before.link.name, to: after.link }]
}

const compareHardware = (pair: LinkPair): Change[] => {
  if (hasOtherPorts(pair)) return []
  const { place } = pair.after.pair
  const [before, link] = [pair.before.link, pair.after.link]
  return [
    ...(before.mac === link.mac ? [] : [{ kind: 'link-mac' as const, place, link, from: before.mac }]),
    ...(before.mtu === link.mtu ? [] : [{ kind: 'link-mtu' as const, place, link, from: before.mtu }]),
  ]
}

/** Routes of the link that are told with another change of it, and not by themselves. */
export type ClaimRoutes = (pair: LinkPair) => Route[]

const compareState = (pair: LinkPair, keepsAddresses: boolean, claim: ClaimRoutes): Change[] => {
  const { place } = pair.after.pair
  const [before, link] = [pair.before.link, pair.after.link]
  const both = { place, before, after: link }
  const added = keepsAddresses ? [] : addedAddresses(both)
  const removed = keepsAddresses ? [] : removedAddresses(both)
  if (before.up && !link.up) {
    // IPv6 addresses do not outlive that: keep_addr_on_down of the kernel's ip-sysctl.rst
    const lost = removed.filter(({ address }) => address.family === 6)
    const down: Change = {
      kind: 'link-down',
      place,
      link,
      addresses: lost.map(({ address }) => address),
      routes: claim(pair),
    }
    return [down, ...removed.filter((one) => !lost.includes(one)), ...added]
  }
  const up: Change[] = !before.up && link.up ? [{ kind: 'link-up', place, link }] : []
  const [first, ...others] = removed
  const losing = first ? [{ ...first, routes: claim(pair) }, ...others] : []
  return [...up, ...losing, ...added]
}

const subnetsOf = ({ ipam }: DockerNetwork): string => JSON.stringify(ipam.pools.map(({ subnet }) => subnet))

/** The engine has taken the link out and put another in its place, as its networks demand. */
const isRemade = ({ before, after }: Comparison, pair: LinkPair): boolean =>
  pair.before.link.index !== pair.after.link.index &&
  pair.before.pair === pair.after.pair &&
  engineEnd(before, pair.before.namespace, pair.before.link) !== null &&
  engineEnd(after, pair.after.namespace, pair.after.link) !== null

/**
 * What has changed about a link that is in both snapshots. A link that has moved to another namespace has lost its
 * settings by that, and what it has there is told with it. `gone` are the links that are told to be gone.
 */
export function compareLink(
  comparison: Comparison,
  pair: LinkPair,
  gone: readonly GoneLink[],
  claim: ClaimRoutes,
): Change[] {
  if (isRemade(comparison, pair)) return []
  if (pair.before.pair !== pair.after.pair) return [...compareNames(pair), ...compareHardware(pair)]
  const { before, after } = comparison
  // a Docker network of other addresses is told by itself
  const isOfEngine = before.networks.some((network) => {
    const now = after.networks.find(({ name }) => name === network.name)
    const changed = now !== undefined && subnetsOf(now) !== subnetsOf(network)
    return changed && linksOfNetwork(now).includes(pair.after.link.name)
  })
  return [
    ...compareNames(pair),
    ...compareHardware(pair),
    ...compareMaster(comparison, pair, gone),
    ...compareBridge(pair),
    ...compareState(pair, isOfEngine, claim),
  ]
}
