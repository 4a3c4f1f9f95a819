import { hasGrown } from './counts.ts'
import type { Decider } from './walk-chain.ts'

/** `Rule 2 of DOCKER-USER, “-i eth0 -j DROP”,`; `The policy of FORWARD`; with the name of a table that iptables does not mean by itself. */
export function deciderWords({ chain, number, rule }: Decider, table: string): string {
  const where = table === 'filter' ? chain : `${chain} in the table ${table}`
  return rule
    ? `Rule ${number} of ${where}, “${rule.text.slice(`-A ${chain} `.length)}”,`
    : `The policy of ${where}`
}

/** What a counter says of the probe; that the rule alone says so where none does. */
export function evidenceWords({ count, rule }: Decider): string {
  if (count && hasGrown(count)) return ` (counter: ${count.before} before the probe, ${count.after} after)`
  return rule ? ' (as it reads: it was not counted)' : ' (as no rule takes it)'
}
