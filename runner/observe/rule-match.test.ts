import { describe, expect, it } from 'vitest'
import { parseIptables } from './parse-iptables.ts'
import type { RuleMatch } from './snapshot.ts'

/** The match of one rule, as the parser gives it. */
const matchOf = (rule: string): RuleMatch | undefined =>
  parseIptables(['*filter', ':FORWARD ACCEPT [0:0]', `[0:0] ${rule}`, 'COMMIT', ''].join('\n'))[0]?.chains[0]
    ?.rules[0]?.match

const is = (value: string) => ({ not: false, value })

describe('readMatch', () => {
  it('reads the pair of rules of a link, as 20.10 writes them', () => {
    expect(
      matchOf(
        '-A FORWARD -s 172.17.0.3/32 -d 172.17.0.2/32 -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
      ),
    ).toMatchObject({
      source: is('172.17.0.3/32'),
      destination: is('172.17.0.2/32'),
      incoming: is('docker0'),
      outgoing: is('docker0'),
      protocol: is('tcp'),
      destinationPort: is('80'),
      sourcePort: null,
      states: null,
      others: [],
    })
  })

  it('reads a port forwarding, and what `!` says', () => {
    expect(
      matchOf('-A FORWARD ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80'),
    ).toMatchObject({
      incoming: { not: true, value: 'docker0' },
      destinationPort: is('8080'),
      toDestination: '172.17.0.2:80',
      others: [],
    })
  })

  it('reads states and lists of ports, under their old names too', () => {
    expect(matchOf('-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT')).toMatchObject({
      states: is('RELATED,ESTABLISHED'),
      others: [],
    })
    expect(
      matchOf('-A FORWARD -p udp -m multiport --dports 53,67:68 -m state --state NEW -j DROP'),
    ).toMatchObject({ destinationPort: is('53,67:68'), states: is('NEW'), others: [] })
  })

  it('names what it has no field for, and never takes text for an option', () => {
    expect(matchOf('-A FORWARD -m addrtype --dst-type LOCAL -j ACCEPT')?.others).toEqual([
      'addrtype',
      '--dst-type',
    ])
    expect(matchOf('-A FORWARD -m comment --comment "-s 10.0.0.1 -j DROP" -j ACCEPT')).toMatchObject({
      source: null,
      others: [],
    })
    expect(matchOf('-A FORWARD -i -j -j SNAT --to-source 203.0.113.10')).toMatchObject({
      incoming: is('-j'),
      toSource: '203.0.113.10',
    })
    expect(matchOf('-A FORWARD -s 10.0.0.0/8 -s 10.1.0.0/16 -j ACCEPT')?.others).toEqual(['-s'])
  })
})
