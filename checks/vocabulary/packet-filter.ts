/** The rules of the host's packet filter, and which packets they are about. */
import { cannotRun, type Exhibit } from '../../runner/judge/check.ts'
import { contains } from '../../runner/observe/addresses.ts'
import type { FirewallRule, Match, RuleMatch } from '../../runner/observe/snapshot.ts'
import { theHost } from './containers.ts'
import { unreadable, type Subject } from './subject.ts'

/** A table of iptables(8). */
export type TableName = 'filter' | 'nat' | 'raw'

/** A rule, and the chain it stands in. */
export interface RuleInChain {
  chain: string
  rule: FirewallRule
}

/** iptables(8) with counters, as a student would look at them. */
export const showRules = (table: TableName): Exhibit => ({
  on: 'host',
  command: ['iptables', '-t', table, '-L', '-n', '-v'],
})

/** All rules of one table on the host, chain by chain; `cannot-run` when the packet filter could not be read. */
export const hostRules =
  (table: TableName): Subject<RuleInChain[]> =>
  (view) => {
    const host = theHost(view)
    if ('finding' in host) return host
    const { firewall, inode } = host.thing
    const gap = unreadable(view.snapshot, `namespace ${inode} firewall`)
    if (gap) return { finding: gap }
    if (firewall === null)
      return {
        finding: cannotRun(
          'unreadable',
          `The packet filter of ${view.snapshot.host} was not read.`,
          showRules(table),
        ),
      }
    const tables = firewall.tables.filter(({ name }) => name === table)
    return {
      thing: tables.flatMap(({ chains }) =>
        chains.flatMap(({ name, rules }) => rules.map((rule) => ({ chain: name, rule }))),
      ),
    }
  }

/** What is known of a packet; what is left out may be anything. */
export interface Packet {
  /** Interface it came in by. */
  incoming?: string
  /** Interface it leaves by. */
  outgoing?: string
  /** IPv4 address. */
  source?: string
  destination?: string
  /** `tcp`, `udp`, `icmp`. */
  protocol?: string
  sourcePort?: number
  destinationPort?: number
}

type Answer = 'yes' | 'no' | 'unsure'

/** An interface name as iptables(8) matches it: `+` at the end stands for any rest. */
const isInterface = (pattern: string, name: string): boolean =>
  pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

const hasPort = (list: string, port: number): boolean =>
  list.split(',').some((part) => {
    const [first = '', last = first] = part.split(':')
    return port >= Number(first || 0) && port <= Number(last || 65_535)
  })

const meets = <Value>(
  condition: Match | null,
  value: Value | undefined,
  holds: (wanted: string, value: Value) => boolean,
): Answer => {
  if (condition === null) return 'yes'
  if (value === undefined) return 'unsure'
  return holds(condition.value, value) === condition.not ? 'no' : 'yes'
}

const equal = (wanted: string, value: string): boolean => wanted === value

/**
 * Whether a rule's own conditions hold for a packet. `unsure` where the packet says nothing about a condition, or the
 * rule has conditions beyond those that were read: no verdict can rest on that alone.
 */
export function concerns({ match }: { match: RuleMatch }, packet: Packet): Answer {
  const answers = [
    meets(match.incoming, packet.incoming, isInterface),
    meets(match.outgoing, packet.outgoing, isInterface),
    meets(match.source, packet.source, contains),
    meets(match.destination, packet.destination, contains),
    meets(match.protocol, packet.protocol, equal),
    meets(match.sourcePort, packet.sourcePort, hasPort),
    meets(match.destinationPort, packet.destinationPort, hasPort),
    match.states !== null || match.others.length > 0 ? 'unsure' : 'yes',
  ]
  if (answers.includes('no')) return 'no'
  return answers.includes('unsure') ? 'unsure' : 'yes'
}
