import type { FirewallChain, FirewallTable, NetworkNamespace } from '../../observe/snapshot.ts'
import type { Terrain } from '../terrain.ts'

/** How often something had taken packets before the probe, and after it. */
export interface Count {
  before: number
  after: number
}

/** What the probe has counted in one chain; null where there is nothing to compare. */
export interface ChainCounts {
  policy: Count
  /** By the position of the rule. */
  rules: Count[]
}

const sameRules = (one: FirewallChain, other: FirewallChain): boolean =>
  one.rules.length === other.rules.length &&
  one.rules.every(({ text }, index) => text === other.rules[index]?.text)

/** The counters of a chain before and after the probe; null without a probe, or when somebody has changed the chain meanwhile. */
export function countsOf(
  { before }: Pick<Terrain, 'before'>,
  { inode }: NetworkNamespace,
  { name, backend }: FirewallTable,
  chain: FirewallChain,
): ChainCounts | null {
  const then = before?.namespaces
    .find((one) => one.inode === inode)
    ?.firewall?.tables.find((table) => table.name === name && table.backend === backend)
    ?.chains.find((one) => one.name === chain.name)
  if (!then || !sameRules(then, chain)) return null
  return {
    policy: { before: then.packets, after: chain.packets },
    rules: chain.rules.map(({ packets }, index) => ({
      before: then.rules[index]?.packets ?? packets,
      after: packets,
    })),
  }
}

export const hasGrown = ({ before, after }: Count): boolean => after > before
