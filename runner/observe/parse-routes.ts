import { isIPv6 } from 'node:net'
import { parseIpJson } from './parse-ip-json.ts'
import {
  fieldsOf,
  listOrNone,
  numberOr,
  numberOrNull,
  requireNumber,
  requireText,
  textOr,
  textOrNull,
  textsOf,
} from './shape.ts'
import type { Fields } from './shape.ts'
import type { Neighbour, Route, RoutingRule } from './snapshot.ts'

const addressOf = (cidr: string | null): string => cidr?.split('/')[0] ?? ''

/** `via` is an address of the other family (RFC 5549), ip-route(8). */
const gatewayOf = (fields: Fields): string | null => {
  const via = fields['via']
  if (via === undefined) return textOrNull(fields['gateway'])
  return textOrNull(fieldsOf(via, 'a gateway')['host'])
}

/** A route says its family only by its addresses; without any (IPv4 and IPv6 `default`) the metric tells: IPv6 always prints one. */
const familyOf = (fields: Fields): 4 | 6 => {
  const texts = [
    addressOf(textOrNull(fields['dst'])),
    textOrNull(fields['gateway']),
    textOrNull(fields['prefsrc']),
  ]
  if (texts.some((text) => text !== null && isIPv6(text))) return 6
  return fields['pref'] === undefined ? 4 : 6
}

const withPrefix = (destination: string, family: 4 | 6): string => {
  if (destination === 'default' || destination.includes('/')) return destination
  return `${destination}/${family === 4 ? 32 : 128}`
}

const parseNextHop = (value: unknown): Route['nextHops'][number] => {
  const fields = fieldsOf(value, 'a next hop')
  return {
    gateway: gatewayOf(fields),
    device: textOrNull(fields['dev']),
    weight: numberOr(fields['weight'], 1),
  }
}

const parseRoute = (value: unknown): Route => {
  const fields = fieldsOf(value, 'a route')
  const family = familyOf(fields)
  return {
    family,
    type: textOr(fields['type'], 'unicast'),
    destination: withPrefix(requireText(fields['dst'], 'the destination of a route'), family),
    gateway: gatewayOf(fields),
    device: textOrNull(fields['dev']),
    source: textOrNull(fields['prefsrc']),
    scope: textOrNull(fields['scope']),
    protocol: textOrNull(fields['protocol']),
    metric: numberOrNull(fields['metric']),
    table: textOr(fields['table'], 'main'),
    flags: textsOf(fields['flags'], 'the flags of a route'),
    nextHops: listOrNone(fields['nexthops'], 'next hops').map(parseNextHop),
  }
}

/** All routes of both families from one line of `ip -j -d route show table all`. Throws LabError `unexpected-shape`. */
export const parseRoutes = (line: string): Route[] => parseIpJson(line, 'routes').map(parseRoute)

const prefixed = (address: string | null, length: number | null): string => {
  if (address === null) return 'all'
  return length === null ? address : `${address}/${length}`
}

const parseRule = (value: unknown): RoutingRule => {
  const fields = fieldsOf(value, 'a routing rule')
  const table = textOrNull(fields['table'])
  const mark = fields['fwmark']
  return {
    priority: requireNumber(fields['priority'], 'the priority of a rule'),
    source: prefixed(textOrNull(fields['src']), numberOrNull(fields['srclen'])),
    destination: prefixed(textOrNull(fields['dst']), numberOrNull(fields['dstlen'])),
    incoming: textOrNull(fields['iif']),
    outgoing: textOrNull(fields['oif']),
    mark: typeof mark === 'number' ? String(mark) : textOrNull(mark),
    table,
    action: textOrNull(fields['action']) ?? (table === null ? 'unknown' : 'lookup'),
  }
}

const defaultTables = new Map([
  [0, 'local'],
  [32_766, 'main'],
  [32_767, 'default'],
])

const plainKeys = new Set(['priority', 'src', 'table', 'protocol'])

/** One of the three rules that every namespace is born with, without any further selector. */
const isDefault = (rule: RoutingRule, fields: Fields): boolean =>
  defaultTables.get(rule.priority) === rule.table &&
  rule.source === 'all' &&
  Object.keys(fields).every((key) => plainKeys.has(key))

const missingRule = (priority: number, table: string): RoutingRule => ({
  priority,
  source: 'all',
  destination: 'all',
  incoming: null,
  outgoing: null,
  mark: null,
  table,
  action: 'missing',
})

/**
 * Rules beyond the default three from one line of `ip -j -d rule`; a default rule that is gone is told as a rule whose
 * action is `missing`. Throws LabError `unexpected-shape`.
 */
export function parseRules(line: string): RoutingRule[] {
  const born = new Set<number>()
  const beyond: RoutingRule[] = []
  for (const value of parseIpJson(line, 'routing rules')) {
    const rule = parseRule(value)
    if (isDefault(rule, fieldsOf(value, 'a routing rule'))) born.add(rule.priority)
    else beyond.push(rule)
  }
  const missing = [...defaultTables].filter(([priority]) => !born.has(priority))
  return [...beyond, ...missing.map(([priority, table]) => missingRule(priority, table))]
}

const parseNeighbour = (value: unknown): Neighbour => {
  const fields = fieldsOf(value, 'a neighbour')
  return {
    address: requireText(fields['dst'], 'the address of a neighbour'),
    mac: textOrNull(fields['lladdr'])?.toLowerCase() ?? null,
    device: textOr(fields['dev'], ''),
    state: textsOf(fields['state'], 'the state of a neighbour').join(' '),
  }
}

/** From one line of `ip -j neigh`. Throws LabError `unexpected-shape`. */
export const parseNeighbours = (line: string): Neighbour[] =>
  parseIpJson(line, 'neighbours').map(parseNeighbour)
