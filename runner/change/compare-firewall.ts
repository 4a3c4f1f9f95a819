import type { Firewall, FirewallChain, FirewallRule, FirewallTable } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { ChainAt, FirewallChange } from './change-firewall.ts'
import type { Comparison } from './comparison.ts'
import { diffRules } from './diff-rules.ts'
import { isByEngine, isEngineChain, type EngineActs } from './engine-acts.ts'
import type { Place } from './place.ts'

interface TwoTables {
  name: string
  program: ChainAt['program']
  before: FirewallChain[]
  after: FirewallChain[]
}

const programOf = (firewalls: Firewall[], { backend }: FirewallTable): ChainAt['program'] => {
  if (firewalls.every((one) => one.backend !== 'mixed')) return 'iptables'
  return backend === 'legacy' ? 'iptables-legacy' : 'iptables-nft'
}

/** A table that is not there is one without rules: iptables(8) makes it when it is first looked at. */
const tablesOf = (before: Firewall, after: Firewall): TwoTables[] => {
  const keyOf = ({ backend, name }: FirewallTable): string => `${backend} ${name}`
  const find = (firewall: Firewall, key: string): FirewallChain[] =>
    firewall.tables.find((table) => keyOf(table) === key)?.chains ?? []
  const all = new Map([...before.tables, ...after.tables].map((table) => [keyOf(table), table]))
  return [...all].map(([key, table]) => ({
    name: table.name,
    program: programOf([before, after], table),
    before: find(before, key),
    after: find(after, key),
  }))
}

const rulesOf = (chain: FirewallChain | undefined): FirewallRule[] => chain?.rules ?? []

const compareRules = (
  at: ChainAt,
  before: FirewallRule[],
  after: FirewallRule[],
  acts: EngineActs,
): FirewallChange[] => {
  const { removed, added, moved } = diffRules(before, after)
  const isOwn = ({ rule }: { rule: FirewallRule }): boolean => !isByEngine(acts, at.chain, rule)
  const gone = removed.filter(isOwn)
  if (after.length === 0 && gone.length > 1 && gone.length === before.length)
    return [{ kind: 'chain-emptied', at, rules: before }]
  const isTwin = (rule: FirewallRule): boolean => after.filter(({ text }) => text === rule.text).length > 1
  return [
    ...gone.map((one): FirewallChange => ({
      kind: 'filter-rule-removed',
      at,
      last: one.number === before.length,
      ...one,
    })),
    ...(moved && isOwn(moved) ? [{ kind: 'filter-rule-moved' as const, at, ...moved }] : []),
    ...added
      .filter(isOwn)
      .map((one): FirewallChange => ({ kind: 'filter-rule-added', at, twin: isTwin(one.rule), ...one })),
  ]
}

const comparePolicy = (
  at: ChainAt,
  before: FirewallChain | undefined,
  after: FirewallChain | undefined,
  acts: EngineActs,
): FirewallChange[] => {
  const [from, to] = [before?.policy ?? 'ACCEPT', after?.policy ?? 'ACCEPT']
  // dockerd sets it to DROP when it switches forwarding on
  const isEngines = at.chain === 'FORWARD' && to === 'DROP' && (acts.started || acts.networks)
  return from === to || isEngines ? [] : [{ kind: 'policy', at, from, to }]
}

const compareChain = (
  at: ChainAt,
  before: FirewallChain | undefined,
  after: FirewallChain | undefined,
  acts: EngineActs,
): FirewallChange[] => {
  const isBuiltIn = [before, after].some((chain) => chain && chain.policy !== null)
  if (!isBuiltIn && (!before || !after)) {
    if (isEngineChain(at.chain) && (acts.started || acts.networks)) return []
    return [{ kind: before ? 'chain-gone' : 'chain-made', at, rules: rulesOf(before ?? after) }]
  }
  const rules = compareRules(at, rulesOf(before), rulesOf(after), acts)
  return isBuiltIn ? [...rules, ...comparePolicy(at, before, after, acts)] : rules
}

const isEmptying = ({ kind }: FirewallChange): boolean =>
  kind === 'chain-emptied' || kind === 'filter-rule-removed' || kind === 'chain-gone'

/** Where nothing of a table is left, it is told once: so does `iptables -F`. */
const foldTable = (
  changes: FirewallChange[],
  { before, after }: TwoTables,
  at: ChainAt,
): FirewallChange[] => {
  const emptying = changes.filter(isEmptying)
  const rules = before.flatMap((chain) => chain.rules)
  const isEmpty = rules.length > 1 && after.every((chain) => chain.rules.length === 0)
  if (emptying.length < 2 || !isEmpty) return changes
  const chains = emptying.flatMap((one) => (one.kind === 'chain-gone' ? [one.at.chain] : []))
  return [{ kind: 'table-emptied', at, rules, chains }, ...changes.filter((one) => !isEmptying(one))]
}

const compareTable = (place: Place, tables: TwoTables, acts: EngineActs): FirewallChange[] => {
  const { name: table, program, before, after } = tables
  const at = (chain: string): ChainAt => ({ place, program, table, chain })
  const names = new Set([...before, ...after].map(({ name }) => name))
  const changes = [...names].flatMap((name) => {
    const find = (chains: FirewallChain[]): FirewallChain | undefined =>
      chains.find((chain) => chain.name === name)
    return compareChain(at(name), find(before), find(after), acts)
  })
  // a chain is there before a rule can name it, and goes after the last of them
  const rank = ({ kind }: FirewallChange): number =>
    kind === 'chain-made' ? 0 : kind === 'chain-gone' ? 2 : 1
  const ordered = changes.toSorted((one, other) => rank(one) - rank(other))
  return foldTable(ordered, tables, at(''))
}

/** What has changed in the packet filters that both snapshots have read, but for what the engine did for its own acts. */
export function compareFirewalls({ namespaces }: Comparison, acts: EngineActs): Change[] {
  return namespaces.flatMap(({ before, after, place }) => {
    const [old, now] = [before?.firewall, after?.firewall]
    if (!old || !now) return []
    return tablesOf(old, now).flatMap((tables) => compareTable(place, tables, acts))
  })
}
