/** The rules that keep one network from another, known by what they drop and by their counters, not by their chains. */

import { cannotRun, fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { concerns, type Packet } from '../../runner/observe/rule-concerns.ts'
import { sourceOf } from './containers.ts'
import { hostRules, showRules, type RuleInChain } from './packet-filter.ts'
import { about, type Found, type Subject } from './subject.ts'
import { bridgeNameOf, type Member } from './user-networks.ts'

/** A rule about a bridge, and not about somebody's addresses alone. */
const namesOneOf = ({ rule: { match } }: RuleInChain, bridges: string[]): boolean =>
  [match.incoming, match.outgoing].some((side) => side !== null && bridges.includes(side.value))

const drops = ({ rule: { target } }: RuleInChain): boolean => target === 'DROP' || target === 'REJECT'

const rulesBetween = (view: View, packet: Packet, bridges: string[]): Found<RuleInChain[]> => {
  const [filter, raw] = [hostRules('filter')(view), hostRules('raw')(view)]
  if ('finding' in filter) return filter
  if ('finding' in raw) return raw
  return {
    thing: [...filter.thing, ...raw.thing].filter(
      (one) => drops(one) && namesOneOf(one, bridges) && concerns(one.rule, packet) !== 'no',
    ),
  }
}

const counted = (rules: RuleInChain[]): number => rules.reduce((sum, { rule }) => sum + rule.packets, 0)

/** A ping from one network to another is counted by a rule that drops what goes between their bridges. */
export function isolationIsCounted(from: Subject<Member>, to: Subject<Member>): Statement {
  return about(
    'a ping from network to network is counted by a rule that drops it and names a bridge',
    from,
    async (sender, view): Promise<Finding> => {
      const receiver = to(view)
      if ('finding' in receiver) return receiver.finding
      const [incoming, outgoing] = [bridgeNameOf(sender.network), bridgeNameOf(receiver.thing.network)]
      const addresses = { source: sender.address, destination: receiver.thing.address }
      const packet: Packet = { incoming, outgoing, ...addresses, protocol: 'icmp' }
      const rules = (now: View) => rulesBetween(now, packet, [incoming, outgoing])
      const before = rules(view)
      if ('finding' in before) return before.finding
      const exhibit = showRules('filter')
      if (before.thing.length === 0)
        return fail(
          'no-isolation-rule',
          `No rule that names a bridge drops what goes from ${incoming} to ${outgoing}.`,
          'no such rule',
          exhibit,
        )
      const { reached, detail } = await view.probes.ping(sourceOf(sender.box), receiver.thing.address)
      if (reached === null)
        return cannotRun('probe-failed', `The ping could not be made: ${detail}.`, exhibit)
      const after = rules({ ...view, snapshot: await view.lookAgain() })
      if ('finding' in after) return after.finding
      const [first, last] = [counted(before.thing), counted(after.thing)]
      if (last > first) return pass(`${first} packets dropped before a ping, ${last} after it`, exhibit)
      return fail(
        'not-counted',
        `A ping from ${sender.box.container.name} to ${receiver.thing.box.container.name} is not counted by a rule that drops between ${incoming} and ${outgoing}.`,
        `${first} packets before and after`,
        exhibit,
      )
    },
  )
}
