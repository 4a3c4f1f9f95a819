/** Destination NAT for published ports: the rule, and its counter as the proof that connections go through it. */
import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import { concerns } from '../../runner/observe/rule-concerns.ts'
import { canConnect, type Caller, type Service } from './connect.ts'
import { hostRules, showRules, type RuleInChain } from './packet-filter.ts'
import type { Published } from './publishing.ts'
import { about, type Found, type Subject } from './subject.ts'

/** `172.17.0.2:80` for each address that the engine has given the container. */
export const containerEnds = ({ box, containerPort }: Published): string[] =>
  box.container.networks.flatMap(({ address }) => (address === null ? [] : [`${address}:${containerPort}`]))

/** The host's rules that send what comes for the published port to the container. */
const dnatRules =
  (port: Published): Subject<RuleInChain[]> =>
  (view): Found<RuleInChain[]> => {
    const rules = hostRules('nat')(view)
    if ('finding' in rules) return rules
    const ends = containerEnds(port)
    const packet = { protocol: 'tcp', destinationPort: port.hostPort }
    return {
      thing: rules.thing.filter(
        ({ rule }) =>
          rule.target === 'DNAT' &&
          rule.match.toDestination !== null &&
          ends.includes(rule.match.toDestination) &&
          concerns(rule, packet) !== 'no',
      ),
    }
  }

const noRule = (port: Published): Finding =>
  fail(
    'no-dnat',
    `No rule in the table nat sends TCP connections for port ${port.hostPort} of the host to ${containerEnds(port).join(' or ')}.`,
    'no such rule',
    showRules('nat'),
  )

/** A rule of the table nat leads from the published port to the container. */
export const hasDnatRule = (port: Subject<Published>): Statement =>
  about('a DNAT rule from the published port to the container', port, (found, view): Finding => {
    const rules = dnatRules(found)(view)
    if ('finding' in rules) return rules.finding
    const [first] = rules.thing
    return first ? pass(first.rule.text, showRules('nat')) : noRule(found)
  })

/** Packets that the rules have counted; only the first of each connection comes to the table nat. */
const counted = (port: Published, view: View): Found<number> => {
  const rules = dnatRules(port)(view)
  if ('finding' in rules) return rules
  if (rules.thing.length === 0) return { finding: noRule(port) }
  return { thing: rules.thing.reduce((sum, { rule }) => sum + rule.packets, 0) }
}

/** A call that a published port's rule must count. */
export interface CountedCall {
  port: Subject<Published>
  from: Subject<Caller>
  /** The same port, at the address that is called. */
  to: Subject<Service>
  expected: string
}

/**
 * A connection to the published port is answered by the container, and the port's DNAT rule has counted it. Checks that
 * call the same port must not run beside this one (`after`): their calls would be counted too.
 */
export const isCounted = ({ port, from, to, expected }: CountedCall): Statement =>
  about(expected, port, async (found, view): Promise<Finding> => {
    const before = counted(found, { ...view, snapshot: await view.lookAgain() })
    if ('finding' in before) return before.finding
    const call = await canConnect(from, to, expected).judge(view)
    if (call.status !== 'pass') return call
    const after = counted(found, { ...view, snapshot: await view.lookAgain() })
    if ('finding' in after) return after.finding
    const actual = `${before.thing} before the call, ${after.thing} after it`
    const exhibits = [...call.exhibits, showRules('nat')]
    if (after.thing > before.thing) return pass(actual, ...exhibits)
    return fail(
      'not-counted',
      `${found.box.container.name} answered, but the DNAT rule for port ${found.hostPort} has not counted the connection.`,
      actual,
      ...exhibits,
    )
  })
