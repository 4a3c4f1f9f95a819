import { contains } from './addresses.ts'
import type { Match, RuleMatch } from './snapshot.ts'

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
  /** As connection tracking calls it: `NEW`, `ESTABLISHED`. */
  state?: string
}

export type Answer = 'yes' | 'no' | 'unsure'

/** One for several conditions, all of which must hold: a `no` settles it, and only with nothing unsure is it a `yes`. */
export function allHold(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no'
  return answers.includes('unsure') ? 'unsure' : 'yes'
}

/** An interface name as iptables(8) matches it: `+` at the end stands for any rest. */
export const isInterface = (pattern: string, name: string): boolean =>
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
const oneOf = (wanted: string, value: string): boolean => wanted.split(',').includes(value)

/** Whether the conditions of a rule that have a field of their own hold for a packet; `others` are not looked at. */
export const plainConditions = (match: RuleMatch, packet: Packet): Answer =>
  allHold([
    meets(match.incoming, packet.incoming, isInterface),
    meets(match.outgoing, packet.outgoing, isInterface),
    meets(match.source, packet.source, contains),
    meets(match.destination, packet.destination, contains),
    meets(match.protocol, packet.protocol, equal),
    meets(match.sourcePort, packet.sourcePort, hasPort),
    meets(match.destinationPort, packet.destinationPort, hasPort),
    meets(match.states, packet.state, oneOf),
  ])

/**
 * Whether a rule's own conditions hold for a packet. `unsure` where the packet says nothing about a condition, or the
 * rule has conditions beyond those that were read: no verdict can rest on that alone.
 */
export const concerns = ({ match }: { match: RuleMatch }, packet: Packet): Answer =>
  allHold([plainConditions(match, packet), match.others.length > 0 ? 'unsure' : 'yes'])
