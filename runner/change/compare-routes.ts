import type { NetworkNamespace, Route, RoutingRule } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import { isByHand, type Comparison } from './comparison.ts'
import { engineEnd } from './engine-links.ts'
import type { NamespacePair } from './match-namespaces.ts'
import { isNamespaceRead } from './readable.ts'

const keyOf = ({
  family,
  type,
  destination,
  gateway,
  device,
  source,
  metric,
  table,
  nextHops,
}: Route): string =>
  JSON.stringify([family, type, destination, gateway, device, source, metric, table, nextHops])

/** A route as it would read after the links it goes over were renamed. */
const renamed = (route: Route, names: ReadonlyMap<string, string>): Route => {
  const now = (device: string | null): string | null =>
    device === null ? null : (names.get(device) ?? device)
  const nextHops = route.nextHops.map((hop) => ({ ...hop, device: now(hop.device) }))
  return { ...route, device: now(route.device), nextHops }
}

const newNames = ({ links }: Comparison, pair: NamespacePair): Map<string, string> =>
  new Map(
    links.pairs
      .filter(({ before, after }) => before.pair === pair && after.pair === pair)
      .map(({ before, after }) => [before.link.name, after.link.name]),
  )

/** True where the kernel would have its route to a subnet, and somebody took it away. */
const isMissed = (route: Route, before: NetworkNamespace, after: NetworkNamespace): boolean => {
  if (route.protocol !== 'kernel' || route.family !== 4 || route.type !== 'unicast') return false
  const isHeld = ({ links }: NetworkNamespace): boolean =>
    links.some(
      ({ name, up, addresses }) =>
        up && name === route.device && addresses.some(({ address }) => address === route.source),
    )
  return isHeld(before) && isHeld(after)
}

/** True where the engine sets the routes anew: it has just plugged the container into a network, or out of one. */
const isRoutedAnew = ({ before, after }: Comparison, { owner }: NetworkNamespace): boolean => {
  if (owner.kind !== 'container') return false
  const networksIn = ({ containers }: Comparison['after']): string =>
    JSON.stringify(
      containers
        .find(({ id }) => id === owner.containerId)
        ?.networks.map(({ name, address }) => [name, address])
        .sort(),
    )
  return networksIn(before) !== networksIn(after)
}

interface RouteChanges {
  removed: ChangeOf<'route-removed'>[]
  added: ChangeOf<'route-added'>[]
}

const none: RouteChanges = { removed: [], added: [] }

const compareBoth = (
  comparison: Comparison,
  pair: NamespacePair,
  before: NetworkNamespace,
  after: NetworkNamespace,
): RouteChanges => {
  if (isRoutedAnew(comparison, after)) return none
  const names = newNames(comparison, pair)
  const { place } = pair
  const old = before.routes.map((route) => renamed(route, names))
  const oldKeys = new Set(old.map(keyOf))
  const keys = new Set(after.routes.map(keyOf))
  const gone = old.filter(
    (route, index) =>
      !keys.has(keyOf(route)) && (isByHand(route) || isMissed(before.routes[index] ?? route, before, after)),
  )
  const plugged = comparison.links.made.filter(
    (one) => one.pair === pair && engineEnd(comparison.after, after, one.link) !== null,
  )
  const isOfEngine = ({ device }: Route): boolean => plugged.some(({ link }) => link.name === device)
  const added = after.routes.filter(
    (route) => isByHand(route) && !oldKeys.has(keyOf(route)) && !isOfEngine(route),
  )
  return {
    removed: gone.map((route) => ({ kind: 'route-removed', place, route })),
    added: added.map((route) => ({ kind: 'route-added', place, route })),
  }
}

/** In a new namespace: the routes of a container over its networks are the engine's. */
const compareNew = ({ after }: Comparison, { place }: NamespacePair, now: NetworkNamespace): RouteChanges => {
  const isOfEngine = ({ device }: Route): boolean => {
    const link = now.links.find(({ name }) => name === device)
    return now.owner.kind === 'container' && (!link || engineEnd(after, now, link) !== null)
  }
  const byHand = now.routes.filter((route) => isByHand(route) && !isOfEngine(route))
  return { removed: [], added: byHand.map((route) => ({ kind: 'route-added', place, route })) }
}

/** The routes that were made or taken away in one namespace; those that went with it are not told. */
export function compareRoutes(comparison: Comparison, pair: NamespacePair): RouteChanges {
  const { before, after } = pair
  if (after === null || !isNamespaceRead(comparison.after, after.inode, 'routes')) return none
  if (before === null) return compareNew(comparison, pair, after)
  if (!isNamespaceRead(comparison.before, before.inode, 'routes')) return none
  return compareBoth(comparison, pair, before, after)
}

/** The routing rules that were made or taken away in a namespace that is there in both. */
export function compareRoutingRules({ before, after, namespaces }: Comparison) {
  return namespaces.flatMap((pair): ChangeOf<'routing-rule-added' | 'routing-rule-removed'>[] => {
    if (pair.before === null || pair.after === null) return []
    if (!isNamespaceRead(before, pair.before.inode, 'rules')) return []
    if (!isNamespaceRead(after, pair.after.inode, 'rules')) return []
    const { place } = pair
    const text = (rule: RoutingRule): string => JSON.stringify(rule)
    const old = new Set(pair.before.rules.map(text))
    const now = new Set(pair.after.rules.map(text))
    const gone = pair.before.rules.filter((rule) => !now.has(text(rule)))
    const made = pair.after.rules.filter((rule) => !old.has(text(rule)))
    return [
      ...gone.map((rule) => ({ kind: 'routing-rule-removed' as const, place, rule })),
      ...made.map((rule) => ({ kind: 'routing-rule-added' as const, place, rule })),
    ]
  })
}
