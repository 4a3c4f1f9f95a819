import { describe, expect, test } from 'vitest'
import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import type { Firewall } from '../../runner/observe/snapshot.ts'
import { hide, inodes, scene } from './fixtures.ts'
import { viewOf } from './looking-fixtures.ts'
import { hostRules } from './packet-filter.ts'

const saved = (table: string, ...rules: string[]): string =>
  [`*${table}`, ':FORWARD DROP [0:0]', ':MINE - [0:0]', ...rules, 'COMMIT', ''].join('\n')

const firewall = (...tables: string[]): Firewall => ({
  backend: 'nf_tables',
  tables: tables.flatMap(parseIptables),
  foreignTables: null,
})

describe('the rules of the host', () => {
  test('are those of one table, chain by chain, with their counters', () => {
    const here = scene()
    here.host.firewall = firewall(
      saved('filter', '[3:180] -A FORWARD -j MINE', '[2:120] -A MINE -s 172.17.0.2/32 -j DROP'),
      saved('nat', '[9:9] -A MINE -j DNAT --to-destination 172.17.0.2:80'),
    )
    const found = hostRules('filter')(viewOf(here))
    expect(found).toMatchObject({
      thing: [
        { chain: 'FORWARD', rule: { packets: 3, target: 'MINE' } },
        { chain: 'MINE', rule: { packets: 2, target: 'DROP' } },
      ],
    })
    expect(hostRules('nat')(viewOf(here))).toMatchObject({ thing: [{ chain: 'MINE' }] })
  })

  test('that were not read are not taken for none', () => {
    const here = scene()
    expect(hostRules('filter')(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
    here.host.firewall = firewall(saved('filter'))
    expect(hostRules('filter')(viewOf(here))).toEqual({ thing: [] })
    hide(here, `namespace ${inodes.host} firewall`)
    expect(hostRules('filter')(viewOf(here))).toMatchObject({ finding: { status: 'cannot-run' } })
  })
})
