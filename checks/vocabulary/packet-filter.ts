/** The rules of the host's packet filter. */
import { cannotRun, type Exhibit } from '../../runner/judge/check.ts'
import type { FirewallRule } from '../../runner/observe/snapshot.ts'
import { theHost } from './containers.ts'
import { unreadable, type Subject } from './subject.ts'

/** A table of iptables(8). */
export type TableName = 'filter' | 'nat' | 'raw'

/** A rule, and the chain it stands in. */
export interface RuleInChain {
  chain: string
  rule: FirewallRule
}

/** iptables(8) with counters, as a student would look at them. */
export const showRules = (table: TableName): Exhibit => ({
  on: 'host',
  command: ['iptables', '-t', table, '-L', '-n', '-v'],
})

/** All rules of one table on the host, chain by chain; `cannot-run` when the packet filter could not be read. */
export const hostRules =
  (table: TableName): Subject<RuleInChain[]> =>
  (view) => {
    const host = theHost(view)
    if ('finding' in host) return host
    const { firewall, inode } = host.thing
    const gap = unreadable(view.snapshot, `namespace ${inode} firewall`)
    if (gap) return { finding: gap }
    if (firewall === null)
      return {
        finding: cannotRun(
          'unreadable',
          `The packet filter of ${view.snapshot.host} was not read.`,
          showRules(table),
        ),
      }
    const tables = firewall.tables.filter(({ name }) => name === table)
    return {
      thing: tables.flatMap(({ chains }) =>
        chains.flatMap(({ name, rules }) => rules.map((rule) => ({ chain: name, rule }))),
      ),
    }
  }
