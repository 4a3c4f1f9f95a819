import { parseCidr } from '../observe/addresses.ts'
import type { KernelRoute } from '../observe/ask-route.ts'
import type { Link, NetworkNamespace, Route } from '../observe/snapshot.ts'
import { kernelSays, type Journey } from './journey.ts'
import { lookUp, routeText, type Errand, type LookUp } from './route.ts'
import { linkNamed, unreadable } from './terrain.ts'

/** Which way a packet takes from a namespace. */
export type Decision =
  | { kind: 'local'; source: string | null; words: string }
  | {
      kind: 'wire'
      device: Link
      nextHop: string
      gateway: string | null
      source: string | null
      words: string
    }
  /** No route at all (`missing`), or one that throws packets away; `words` says which, `because` is the kernel's error. */
  | { kind: 'none'; missing: boolean; words: string; because: string | null }
  | { kind: 'unknown'; words: string }

/** Why this route and no other, where there was a choice. */
function reason({ route, rule, passedOver }: LookUp): string {
  const byRule = rule ? `; the rule ${rule.priority} asks the table ${rule.table}` : ''
  const [next] = passedOver
  // that a network of one's own comes before the default route need not be said
  if (!route || !next || (next.destination === 'default' && route.destination !== 'default')) return byRule
  const prefix = (one: Route): number => parseCidr(one.destination)?.prefixLength ?? 0
  const why = prefix(route) > prefix(next) ? 'the longer prefix' : 'the lower metric'
  const same = prefix(route) === prefix(next) && (route.metric ?? 0) === (next.metric ?? 0)
  return `${byRule}; ${same ? 'it comes before' : `it has ${why} than`} “${routeText(next)}”`
}

/** The address that a packet gets which leaves by a link; as the kernel would choose it (inet_select_addr). */
function sourceFor({ links }: NetworkNamespace, device: Link): string | null {
  const usable = (link: Link): string | undefined =>
    link.addresses.find(({ family, scope, secondary }) => family === 4 && scope !== 'host' && !secondary)
      ?.address
  const first = usable(device)
  if (first !== undefined) return first
  return links.flatMap((link) => usable(link) ?? [])[0] ?? null
}

interface Chosen {
  type: string
  device: string | null
  gateway: string | null
  source: string | null
}

const fromTables = ({ route }: LookUp): Chosen | null => {
  if (!route) return null
  const [hop] = route.nextHops
  const { type, source } = route
  return {
    type,
    device: route.device ?? hop?.device ?? null,
    gateway: route.gateway ?? hop?.gateway ?? null,
    source,
  }
}

const agrees = (chosen: Chosen | null, kernel: Chosen): boolean =>
  chosen !== null &&
  chosen.type === kernel.type &&
  chosen.gateway === kernel.gateway &&
  (kernel.type === 'local' || chosen.device === kernel.device)

const kernelWords = ({ gateway, device }: Chosen): string =>
  `${gateway === null ? '' : `via ${gateway} `}dev ${device ?? '?'}`

const passing = new Set(['unicast', 'local', 'broadcast'])

function noWay({ route, rule }: LookUp, because: string | null): Decision {
  const common = { kind: 'none', missing: false, because } as const
  if (rule && !route)
    return { ...common, words: `decided by the rule ${rule.priority}, which says ${rule.action}` }
  if (!route) return { ...common, missing: true, words: 'none' }
  if (passing.has(route.type))
    return {
      ...common,
      words: `“${routeText(route)}”, but the kernel refuses: ${because ?? 'no reason given'}`,
    }
  return { ...common, words: `“${routeText(route)}”, which throws packets away` }
}

function follow(
  namespace: NetworkNamespace,
  errand: Errand,
  tables: LookUp,
  kernel: KernelRoute | null,
): Decision {
  if (kernel?.refused != null) return noWay(tables, kernel.refused)
  const known = fromTables(tables)
  const chosen = kernel ?? known
  if (!chosen || !passing.has(chosen.type)) return noWay(tables, null)
  const words =
    tables.route && agrees(known, chosen)
      ? `“${routeText(tables.route)}”${reason(tables)}`
      : `“${kernelWords(chosen)}”, as the kernel says itself`
  if (chosen.type === 'local') return { kind: 'local', source: chosen.source ?? errand.destination, words }
  if (chosen.type === 'broadcast')
    return { kind: 'unknown', words: `${errand.destination} is a broadcast address` }
  const device = linkNamed(namespace, chosen.device)
  if (!device) return { kind: 'unknown', words: `the link ${chosen.device} was not found` }
  const source = errand.source ?? chosen.source ?? sourceFor(namespace, device)
  const { gateway } = chosen
  return { kind: 'wire', device, gateway, nextHop: gateway ?? errand.destination, source, words }
}

/** Chooses the way by the tables, and by the kernel's own word where it was asked, which counts more. */
export function decide(journey: Journey, namespace: NetworkNamespace, errand: Errand): Decision {
  const kernel = kernelSays(journey, { inode: namespace.inode, ...errand })
  const gap = unreadable(journey.terrain, namespace, 'routes')
  if (gap !== null && kernel === null) return { kind: 'unknown', words: gap }
  return follow(namespace, errand, lookUp(namespace, errand), kernel)
}
