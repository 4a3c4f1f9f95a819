import type { Route, Snapshot } from '../observe/snapshot.ts'
import type { Change, ChangeOf } from './change.ts'
import type { GoneLink } from './change-network.ts'
import { compareContainers } from './compare-containers.ts'
import { compareDockerNetworks, compareEngine, compareImages } from './compare-docker.ts'
import { compareEntries, compareNameless } from './compare-entries.ts'
import { compareMeasurements, compareSocket } from './compare-files.ts'
import { compareFirewalls } from './compare-firewall.ts'
import { compareLink } from './compare-links.ts'
import { compareRoutes, compareRoutingRules } from './compare-routes.ts'
import { compareListeners, compareSysctls } from './compare-settings.ts'
import { compareSnapshots, endOf, type Comparison } from './comparison.ts'
import { readEngineActs, type EngineActs } from './engine-acts.ts'
import { findMadeLinks, LostLinks } from './lost-links.ts'
import { asPairs, type LinkPair } from './match-links.ts'
import type { NamespacePair } from './match-namespaces.ts'

const linksMade = (comparison: Comparison): Change[] =>
  asPairs(findMadeLinks(comparison)).map(({ one, peer }) => ({
    kind: 'link-made',
    end: endOf(one),
    peer: peer ? endOf(peer) : null,
  }))

interface RemovedRoute {
  pair: NamespacePair
  change: ChangeOf<'route-removed'>
}

/** Links and routes together: a link that goes, goes down or loses an address takes its routes with it. */
function compareKernel(comparison: Comparison, gone: GoneLink[]): { links: Change[]; routes: Change[] } {
  const { links, namespaces } = comparison
  const compared = namespaces.map((pair) => ({ pair, ...compareRoutes(comparison, pair) }))
  const left = [
    ...links.gone,
    ...links.pairs.filter((one) => one.before.pair !== one.after.pair).map((one) => one.before),
  ]
  const wentAlong = (pair: NamespacePair, { device }: Route): boolean =>
    left.some((one) => one.pair === pair && one.link.name === device)
  let removed = compared.flatMap(({ pair, removed: all }): RemovedRoute[] =>
    all.filter(({ route }) => !wentAlong(pair, route)).map((change) => ({ pair, change })),
  )
  const claim = ({ after }: LinkPair): Route[] => {
    const isMeant = ({ pair, change }: RemovedRoute): boolean =>
      pair === after.pair && change.route.device === after.link.name && change.route.protocol !== 'kernel'
    const claimed = removed.filter(isMeant)
    removed = removed.filter((one) => !isMeant(one))
    return claimed.map(({ change }) => change.route)
  }
  const changed = links.pairs.flatMap((pair) => compareLink(comparison, pair, gone, claim))
  const routes = [...removed.map(({ change }) => change), ...compared.flatMap(({ added }) => added)]
  return { links: changed, routes }
}

const docker = (comparison: Comparison, lost: LostLinks): Change[] => [
  ...compareEngine(comparison, lost),
  ...compareDockerNetworks(comparison),
  ...compareImages(comparison),
  ...compareContainers(comparison, lost),
]

/** The engine switches forwarding on when it starts, and IPv6 forwarding when a network asks for it. */
const isForEngine = ({ name }: ChangeOf<'sysctl'>, { started, networks }: EngineActs): boolean =>
  (started && /forward|^net\.bridge\./.test(name)) || (networks && /^net\.(ipv6|bridge)\./.test(name))

/**
 * What differs between two snapshots of one host, each thing with all that followed from it: what comes later in the
 * list may rest on what comes earlier, so it is taken back from the end. What either snapshot could not read, and what
 * the kernel does by itself (counters, neighbours, link-local addresses, routes to its own subnets), is no change.
 */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const comparison = compareSnapshots(before, after)
  const lost = new LostLinks(comparison)
  const ofDocker = docker(comparison, lost)
  const entries = [...compareEntries(comparison, lost), ...compareNameless(comparison, lost)]
  const gone = lost.left
  const kernel = compareKernel(comparison, gone)
  const acts = readEngineActs(comparison, ofDocker)
  return [
    ...ofDocker,
    ...entries,
    ...gone.map((one): Change => ({ kind: 'link-gone', ...one })),
    ...linksMade(comparison),
    ...kernel.links,
    ...kernel.routes,
    ...compareRoutingRules(comparison),
    ...compareSysctls(comparison).filter((one) => !isForEngine(one, acts)),
    ...compareFirewalls(comparison, acts),
    ...compareListeners(comparison),
    ...compareSocket(comparison),
    ...compareMeasurements(comparison),
  ]
}
