import type { FirewallRule } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { ChainAt, FirewallChange, RuleAt } from './change-firewall.ts'
import { inside, joined, type Command } from './command.ts'

type Inverses = { [Kind in FirewallChange['kind']]: (change: ChangeOf<Kind>) => Command[] | null }

/** One iptables(8) command on the table of a chain. */
const iptables = ({ place, program, table }: ChainAt, ...words: string[]): Command[] | null => {
  const entry = inside(place)
  return entry && [[...entry, program, ...(table === 'filter' ? [] : ['-t', table]), ...words]]
}

/** The rule's own words, without `-A CHAIN`. */
const match = ({ spec }: FirewallRule): string[] => spec.slice(2)

const append = (at: ChainAt, chain: string, rule: FirewallRule): Command[] | null =>
  iptables(at, '-A', chain, ...match(rule))

const insert = ({ at, rule, number }: RuleAt): Command[] | null =>
  iptables(at, '-I', at.chain, String(number), ...match(rule))

const deleteRule = (at: ChainAt, rule: FirewallRule): Command[] | null =>
  iptables(at, '-D', at.chain, ...match(rule))

const deleteNumber = (at: ChainAt, number: number): Command[] | null =>
  iptables(at, '-D', at.chain, String(number))

/** A table that was emptied has its chains' rules again, each at the end of its chain. */
const refill = ({ at, rules, chains }: ChangeOf<'table-emptied'>): Command[] | null =>
  joined(
    ...chains.map((chain) => iptables(at, '-N', chain)),
    ...rules.map((rule) => append(at, rule.spec[1] ?? '', rule)),
  )

export const firewallInverses: Inverses = {
  'filter-rule-added': ({ at, rule, number, twin }) =>
    twin ? deleteNumber(at, number) : deleteRule(at, rule),
  'filter-rule-removed': ({ last, ...removed }) =>
    last ? append(removed.at, removed.at.chain, removed.rule) : insert(removed),
  'filter-rule-moved': ({ at, rule, from, to }) =>
    joined(deleteNumber(at, to), insert({ at, rule, number: from })),
  policy: ({ at, from }) => iptables(at, '-P', at.chain, from),
  'chain-made': ({ at, rules }) =>
    joined(rules.length === 0 ? [] : iptables(at, '-F', at.chain), iptables(at, '-X', at.chain)),
  'chain-gone': ({ at, rules }) =>
    joined(iptables(at, '-N', at.chain), ...rules.map((rule) => append(at, at.chain, rule))),
  'chain-emptied': ({ at, rules }) => joined(...rules.map((rule) => append(at, at.chain, rule))),
  'table-emptied': refill,
}
