/** The door that a link opens in the packet filter. */

import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import { concerns } from '../../runner/observe/rule-concerns.ts'
import type { Caller } from './connect.ts'
import { exposedTcpPorts, mainPort, theLink, type Link } from './links.ts'
import { hostRules, showRules, type RuleInChain } from './packet-filter.ts'
import { about, type Subject } from './subject.ts'

/** An ACCEPT rule for exactly one port between exactly two addresses; `way` tells on which side the port is. */
const isDoor = (
  { rule }: RuleInChain,
  { from, to, carrier }: Link,
  port: number,
  way: 'there' | 'back',
): boolean => {
  const { source, destination, sourcePort, destinationPort } = rule.match
  const named = way === 'there' ? destinationPort : sourcePort
  if (rule.target !== 'ACCEPT' || !source || !destination || !named) return false
  const ends =
    way === 'there'
      ? { source: from, destination: to, destinationPort: port }
      : { source: to, destination: from, sourcePort: port }
  return concerns(rule, { incoming: carrier, outgoing: carrier, protocol: 'tcp', ...ends }) === 'yes'
}

const counted = (rules: RuleInChain[]): number => rules.reduce((sum, { rule }) => sum + rule.packets, 0)

/**
 * For every TCP port that the server exposes there is a pair of ACCEPT rules between the two addresses, one each way, and
 * a connection made now is counted by the one that leads there.
 */
export function doorIsInThePacketFilter(caller: Subject<Caller>): Statement {
  return about(
    'a pair of ACCEPT rules for each exposed port, and a connection is counted by them',
    theLink,
    async (link, view): Promise<Finding> => {
      const rules = hostRules('filter')(view)
      if ('finding' in rules) return rules.finding
      const exhibit = showRules('filter')
      const names = `${link.box.container.name} (${link.from}) and ${link.server.container.name} (${link.to})`
      for (const port of exposedTcpPorts(link.server.container)) {
        for (const way of ['there', 'back'] as const) {
          if (rules.thing.some((rule) => isDoor(rule, link, port, way))) continue
          const side = way === 'there' ? `to port ${port}` : `back from port ${port}`
          return fail(
            'no-rule',
            `No rule accepts what goes between ${names} ${side}, and nothing else.`,
            `no rule ${side}`,
            exhibit,
          )
        }
      }
      const port = mainPort(link.server.container) ?? 80
      const doors = (all: RuleInChain[]): RuleInChain[] =>
        all.filter((rule) => isDoor(rule, link, port, 'there'))
      const from = caller(view)
      if ('finding' in from) return from.finding
      const before = counted(doors(rules.thing))
      const probe = await view.probes.connect(from.thing.source, link.to, port)
      if (probe.reached === null)
        return cannotRun('probe-failed', `The connection could not be tried: ${probe.detail}.`, exhibit)
      const again = hostRules('filter')({ ...view, snapshot: await view.lookAgain() })
      if ('finding' in again) return again.finding
      const after = counted(doors(again.thing))
      if (after > before) return pass(`port ${port}: ${before} packets before, ${after} after`, exhibit)
      return fail(
        'not-counted',
        `A connection between ${names} is not counted by the rule for port ${port}.`,
        `${before} packets before and after`,
        exhibit,
      )
    },
  )
}
