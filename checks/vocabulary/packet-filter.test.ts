import { describe, expect, test } from 'vitest'
import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import type { Firewall } from '../../runner/observe/snapshot.ts'
import { hide, inodes, scene, viewOf } from './fixtures.ts'
import { concerns, hostRules, type Packet } from './packet-filter.ts'

const saved = (table: string, ...rules: string[]): string =>
  [`*${table}`, ':FORWARD DROP [0:0]', ':MINE - [0:0]', ...rules, 'COMMIT', ''].join('\n')

const firewall = (...tables: string[]): Firewall => ({
  backend: 'nf_tables',
  tables: tables.flatMap(parseIptables),
  foreignTables: null,
})

const ruleOf = (text: string) => {
  const rule = parseIptables(saved('filter', `[0:0] -A FORWARD ${text}`))[0]?.chains[0]?.rules[0]
  if (!rule) throw new Error(`no rule: ${text}`)
  return rule
}

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

describe('a rule concerns a packet', () => {
  const web: Packet = {
    incoming: 'docker0',
    outgoing: 'eth0',
    source: '172.17.0.2',
    destination: '8.8.8.8',
    protocol: 'tcp',
    destinationPort: 80,
  }

  test.each([
    ['-j DROP', 'yes'],
    ['-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE', 'yes'],
    ['-s 172.17.0.0/16 ! -o eth0 -j MASQUERADE', 'no'],
    ['-i docker+ -j ACCEPT', 'yes'],
    ['-i dock -j ACCEPT', 'no'],
    ['-d 8.8.8.8/32 -p tcp -m tcp --dport 80 -j DROP', 'yes'],
    ['-d 8.8.8.8/32 -p udp -m udp --dport 80 -j DROP', 'no'],
    ['-p tcp -m multiport --dports 22,79:81 -j DROP', 'yes'],
    ['-p tcp -m multiport --dports 22,81:90 -j DROP', 'no'],
    ['-p tcp -m tcp --dport 1024: -j DROP', 'no'],
    ['-p tcp -m tcp --sport 1024: -j DROP', 'unsure'],
    ['-m conntrack --ctstate NEW -j ACCEPT', 'unsure'],
    ['-m limit --limit 1/sec -j ACCEPT', 'unsure'],
    ['-m limit --limit 1/sec -s 10.0.0.0/8 -j ACCEPT', 'no'],
  ])('%s: %s', (text, answer) => {
    expect(concerns(ruleOf(text), web)).toBe(answer)
  })
})
