import {
  allHold,
  isInterface,
  plainConditions,
  type Answer,
  type Packet,
} from '../../observe/rule-concerns.ts'
import type { FirewallRule, NetworkNamespace } from '../../observe/snapshot.ts'
import type { Flow } from '../packet.ts'
import { isLocal } from '../route.ts'

/** A packet at a hook of the packet filter, with all that rules can ask of it here. */
export interface Passage {
  namespace: NetworkNamespace
  flow: Flow
  incoming: string | null
  outgoing: string | null
  /** The bridge's own ports, when the packet passes a bridge. */
  ports: { incoming: string; outgoing: string } | null
  /** As connection tracking calls it. */
  state: 'NEW' | 'ESTABLISHED' | 'INVALID'
}

/** The words behind an option; null where it has none. */
const valueOf = ({ spec }: FirewallRule, option: string, count = 1): string | null => {
  const at = spec.indexOf(option)
  return at < 0 ? null : spec.slice(at + 1, at + 1 + count).join(' ')
}

type Judge = (passage: Passage, rule: FirewallRule) => boolean | null

/** `--dst-type LOCAL`; other types than these two are not told apart here. */
const hasType = (namespace: NetworkNamespace, address: string, type: string | null): boolean | null => {
  if (type === 'LOCAL') return isLocal(namespace, address)
  return type === 'UNICAST' && isLocal(namespace, address) ? false : null
}

const echo = { request: '8', reply: '0' }

/** The flags of the first packet of a connection, and of the one that answers it (RFC 9293). */
const flagsOf = ({ state }: Passage): string[] => (state === 'NEW' ? ['SYN'] : ['SYN', 'ACK'])

const hasFlags: Judge = (passage, rule) => {
  const [mask = '', wanted = ''] = (valueOf(rule, '--tcp-flags', 2) ?? '').split(' ')
  const looked = mask.split(',')
  const set = flagsOf(passage).filter((flag) => looked.includes(flag))
  const asked = wanted === 'NONE' ? [] : wanted.split(',')
  return set.length === asked.length && set.every((flag) => asked.includes(flag))
}

const isPort = (name: string | undefined, wanted: string | null): boolean =>
  name !== undefined && wanted !== null && isInterface(wanted, name)

/** What the options say that a RuleMatch has no field for, iptables-extensions(8). */
const judges: Record<string, Judge> = {
  '--dst-type': ({ namespace, flow }, rule) =>
    hasType(namespace, flow.destination, valueOf(rule, '--dst-type')),
  '--src-type': ({ namespace, flow }, rule) => hasType(namespace, flow.source, valueOf(rule, '--src-type')),
  '--icmp-type': ({ flow, state }, rule) => {
    const type = valueOf(rule, '--icmp-type')?.split('/')[0] ?? ''
    return (
      flow.protocol === 'icmp' && (type === 'any' || type === (state === 'NEW' ? echo.request : echo.reply))
    )
  },
  '--tcp-flags': hasFlags,
  '--physdev-in': ({ ports }, rule) => isPort(ports?.incoming, valueOf(rule, '--physdev-in')),
  '--physdev-out': ({ ports }, rule) => isPort(ports?.outgoing, valueOf(rule, '--physdev-out')),
  '--physdev-is-bridged': ({ ports }) => ports !== null,
}

/** Modules that only bring options which are judged above. */
const modules = new Set(['addrtype', 'icmp', 'physdev'])

const judgeOther = (word: string, passage: Passage, rule: FirewallRule): Answer => {
  if (modules.has(word)) return 'yes'
  const not = word.startsWith('! ')
  const found = judges[not ? word.slice(2) : word]?.(passage, rule) ?? null
  if (found === null) return 'unsure'
  return found === not ? 'no' : 'yes'
}

const packetOf = ({ flow, incoming, outgoing, state }: Passage): Packet => ({
  // an interface that it has not come by is no unknown one: a rule that asks for one does not hold
  incoming: incoming ?? '',
  outgoing: outgoing ?? '',
  source: flow.source,
  destination: flow.destination,
  protocol: flow.protocol,
  ...(flow.sourcePort !== null && { sourcePort: flow.sourcePort }),
  ...(flow.destinationPort !== null && { destinationPort: flow.destinationPort }),
  state,
})

/** Whether a rule takes a packet, by what it reads; `unsure` where it asks for something that is not walked. */
export const matches = (rule: FirewallRule, passage: Passage): Answer =>
  allHold([
    plainConditions(rule.match, packetOf(passage)),
    ...rule.match.others.map((word) => judgeOther(word, passage, rule)),
  ])
