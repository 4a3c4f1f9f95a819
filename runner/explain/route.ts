import { contains, parseCidr } from '../observe/addresses.ts'
import type { NetworkNamespace, Route, RoutingRule } from '../observe/snapshot.ts'

/** What a packet is asked by rules and routes. */
export interface Errand {
  destination: string
  /** Null where the kernel chooses it. */
  source: string | null
  incoming: string | null
}

/** What the tables say. */
export interface LookUp {
  /** Null when no route holds the destination. */
  route: Route | null
  /** The rule that led to its table, when that was none of the three every namespace has; or one that refused. */
  rule: RoutingRule | null
  /** Other routes of that table that hold the destination too, and were not chosen. */
  passedOver: Route[]
}

const lengthOf = ({ destination }: Route): number =>
  destination === 'default' ? 0 : (parseCidr(destination)?.prefixLength ?? 0)

/** Whether a route or a rule's selector (`all`, `default`, CIDR) holds an address. */
const holds = (range: string, address: string): boolean =>
  range === 'all' || range === 'default' || contains(range, address)

/** The longest prefix first, then the lowest metric (ip-route(8)); the kernel's own order where both are the same. */
const inTable = ({ routes }: NetworkNamespace, table: string, destination: string): Route[] =>
  routes
    .filter(
      (route) =>
        route.family === 4 &&
        route.table === table &&
        route.type !== 'multicast' &&
        !route.flags.includes('dead') &&
        holds(route.destination, destination),
    )
    .sort((one, other) => lengthOf(other) - lengthOf(one) || (one.metric ?? 0) - (other.metric ?? 0))

const born = [
  { priority: 0, table: 'local' },
  { priority: 32_766, table: 'main' },
  { priority: 32_767, table: 'default' },
]

/** All rules in the order in which they are asked; a default one that was deleted is left out. */
function rulesOf({
  rules,
}: NetworkNamespace): { priority: number; table: string | null; rule: RoutingRule | null }[] {
  const missing = rules.filter(({ action }) => action === 'missing')
  const own = rules.filter(({ action }) => action !== 'missing')
  return [
    ...born
      .filter(({ priority }) => !missing.some((one) => one.priority === priority))
      .map((one) => ({ ...one, rule: null })),
    ...own.map((rule) => ({ priority: rule.priority, table: rule.table, rule })),
  ].sort((one, other) => one.priority - other.priority)
}

const ruleApplies = (rule: RoutingRule, { destination, source, incoming }: Errand): boolean =>
  rule.mark === null &&
  rule.outgoing === null &&
  (rule.incoming === null || rule.incoming === (incoming ?? 'lo')) &&
  (rule.source === 'all' || (source !== null && contains(rule.source, source))) &&
  holds(rule.destination, destination)

const refusing = new Set(['blackhole', 'unreachable', 'prohibit'])

/** Looks a destination up as ip-rule(8) and ip-route(8) say; rules that ask for a mark or an interface to leave by are passed over. */
export function lookUp(namespace: NetworkNamespace, errand: Errand): LookUp {
  for (const { table, rule } of rulesOf(namespace)) {
    if (rule && !ruleApplies(rule, errand)) continue
    if (rule && refusing.has(rule.action)) return { route: null, rule, passedOver: [] }
    const [route, ...passedOver] = table === null ? [] : inTable(namespace, table, errand.destination)
    // `throw` ends this table's say, and the next rule is asked
    if (route && route.type !== 'throw') return { route, rule, passedOver }
  }
  return { route: null, rule: null, passedOver: [] }
}

/** Whether the address is one of the namespace's own, on whichever link: the kernel answers for all of them everywhere. */
export const isLocal = (namespace: NetworkNamespace, address: string): boolean =>
  namespace.routes.some(
    ({ family, type, table, destination }) =>
      family === 4 && type === 'local' && table === 'local' && holds(destination, address),
  ) || namespace.links.some(({ addresses }) => addresses.some((one) => one.address === address))

/** The route as ip(8) writes it: `default via 172.17.0.1 dev eth0`. */
export function routeText({ type, destination, gateway, device, metric, table, nextHops }: Route): string {
  const words = [type === 'unicast' ? '' : type, destination.replace(/\/32$/, '')]
  if (gateway !== null) words.push('via', gateway)
  if (device !== null) words.push('dev', device)
  for (const hop of nextHops)
    words.push('nexthop', ...(hop.gateway === null ? [] : ['via', hop.gateway]), 'dev', hop.device ?? '?')
  if (metric !== null) words.push('metric', String(metric))
  if (table !== 'main' && table !== 'local') words.push('table', table)
  return words.filter((word) => word !== '').join(' ')
}
