import type { Answer } from '../../observe/rule-concerns.ts'
import type { FirewallChain, FirewallRule, FirewallTable } from '../../observe/snapshot.ts'
import { hasGrown, type ChainCounts, type Count } from './counts.ts'

/** What decides over a packet: a rule of a chain, or, with `rule` null, the chain's policy. */
export interface Decider {
  chain: string
  /** From 1, as `iptables -L --line-numbers` counts; 0 for the policy. */
  number: number
  rule: FirewallRule | null
  /** Null where nothing was counted. */
  count: Count | null
}

export type Verdict =
  /** `target`: `ACCEPT`, `DROP`, `REJECT`, `DNAT`, … */
  | { kind: 'target'; target: string; by: Decider }
  /** The rule may take it or not: nobody can tell without a counter. */
  | { kind: 'unsure'; by: Decider }
  /** By what it reads, the rule must take it, but it has counted nothing: the packet never came here. */
  | { kind: 'unseen'; by: Decider }

export interface ChainWalk {
  table: FirewallTable
  judge: (rule: FirewallRule) => Answer
  counts: (chain: FirewallChain) => ChainCounts | null
  /** The probe was answered: then counters say which rule it was, but not that it never came. */
  answered: boolean
}

/** Targets after which the next rule is asked, iptables-extensions(8); a rule without a target only counts. */
const passing = new Set(
  'LOG NFLOG ULOG MARK CONNMARK CONNSECMARK SECMARK TRACE CT NOTRACK CHECKSUM TCPMSS TOS DSCP TTL CLASSIFY SET AUDIT TEE LED RATEEST IDLETIMER'.split(
    ' ',
  ),
)

const deepest = 32

type Step = Verdict | 'return' | null

/** What a rule makes of the packet: taken, passed over, or not to be told. */
function takes(walk: ChainWalk, by: Decider, rule: FirewallRule): 'yes' | 'no' | 'unsure' | 'unseen' {
  const answer = walk.judge(rule)
  if (answer === 'no' || by.count === null) return answer
  if (answer === 'unsure') return hasGrown(by.count) ? 'yes' : 'no'
  return hasGrown(by.count) || walk.answered ? 'yes' : 'unseen'
}

function applyRule(walk: ChainWalk, by: Decider, rule: FirewallRule, depth: number): Step {
  const taken = takes(walk, by, rule)
  if (taken === 'no') return null
  if (taken === 'unseen') return { kind: 'unseen', by }
  const { target } = rule
  if (target === null || passing.has(target)) return null
  if (taken === 'unsure') return { kind: 'unsure', by }
  if (target === 'RETURN') return 'return'
  const chain = walk.table.chains.find(({ name }) => name === target)
  if (!chain) return { kind: 'target', target, by }
  const inside = askRules(walk, chain, depth + 1)
  // after --goto nobody comes back to this chain
  return rule.spec.includes('-g') && inside === null ? 'return' : inside
}

/** Null when the end of a chain that a rule has jumped to is reached, or a `RETURN` in it. */
function askRules(walk: ChainWalk, chain: FirewallChain, depth: number): Verdict | null {
  if (depth > deepest) return null
  const counts = walk.counts(chain)
  for (const [index, rule] of chain.rules.entries()) {
    const by = { chain: chain.name, number: index + 1, rule, count: counts?.rules[index] ?? null }
    const step = applyRule(walk, by, rule, depth)
    if (step === 'return') return null
    if (step) return step
  }
  return null
}

/** Asks the rules of a built-in chain one by one, as iptables(8) says, and its policy last; null where it has no such chain. */
export function walkChain(walk: ChainWalk, name: string): Verdict | null {
  const chain = walk.table.chains.find((one) => one.name === name)
  if (!chain) return null
  const found = askRules(walk, chain, 0)
  if (found) return found
  const count = walk.counts(chain)?.policy ?? null
  return {
    kind: 'target',
    target: chain.policy ?? 'ACCEPT',
    by: { chain: name, number: 0, rule: null, count },
  }
}
