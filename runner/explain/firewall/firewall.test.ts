import { describe, expect, test } from 'vitest'
import { inodes } from '../../../checks/vocabulary/fixtures.ts'
import { parseIptables } from '../../observe/parse-iptables.ts'
import type { FirewallRule } from '../../observe/snapshot.ts'
import { explain } from '../explain.ts'
import type { Hop } from '../explanation.ts'
import { firewallOf, makeTerrain } from '../fixtures/terrain.ts'
import type { Flow } from '../packet.ts'
import { matches, type Passage } from './matches.ts'
import { translate } from './translate.ts'

const saved = (...rules: string[]): string =>
  ['*filter', ':FORWARD ACCEPT [0:0]', ':MINE - [0:0]', ':YOURS - [0:0]', ...rules, 'COMMIT', ''].join('\n')

/** `3 -A FORWARD …`: a rule and what it has counted before the probe, and after it. */
const counted = (rules: readonly string[], when: 'before' | 'after'): string =>
  saved(
    ...rules.map((line) => {
      const [, before = '0', after = before, text = ''] = /^(?:(\d+)(?:>(\d+))? )?(-A .*)$/.exec(line) ?? []
      return `[${when === 'before' ? before : after}:0] ${text}`
    }),
  )

/** What the packet filter says of a ping from box to neighbour, which docker0 passes on. */
function judged(
  rules: readonly string[],
  { answered, read }: { answered: boolean; read: boolean },
): Hop | undefined {
  const before = makeTerrain(({ host }) => void (host.firewall = firewallOf(counted(rules, 'before'))))
  const terrain = makeTerrain(({ host }) => void (host.firewall = firewallOf(counted(rules, 'after'))), {
    answered,
    before: read ? before.snapshot : null,
  })
  const { explanation } = explain(
    terrain,
    { from: 'box', to: 'neighbour' },
    { reached: answered, detail: 'said' },
  )
  return explanation.there.find(({ looked }) => looked === 'firewall')
}

const lost = { answered: false, read: true }
const arrived = { answered: true, read: true }
const unread = { answered: false, read: false }

describe('a chain is asked rule by rule', () => {
  test.each<[what: string, rules: string[], given: typeof lost, ok: boolean | null, says: RegExp]>([
    [
      'a rule that has counted it',
      ['1>3 -A FORWARD -j DROP'],
      lost,
      false,
      /Rule 1 of FORWARD, “-j DROP”, throws it away \(counter: 1 before the probe, 3 after\)/,
    ],
    [
      'a rule that is only read',
      ['0 -A FORWARD -j REJECT'],
      unread,
      false,
      /turns it away \(as it reads: it was not counted\)/,
    ],
    [
      'one of a chain that it is sent to',
      ['0>1 -A FORWARD -j MINE', '0>1 -A MINE -p icmp -j DROP'],
      lost,
      false,
      /Rule 1 of MINE/,
    ],
    [
      'none, after a return',
      ['0>1 -A FORWARD -j MINE', '0>1 -A MINE -j RETURN', '0 -A MINE -j DROP'],
      lost,
      true,
      /The policy of FORWARD lets it through/,
    ],
    [
      'the rule behind the return',
      ['0>1 -A FORWARD -j MINE', '0>1 -A FORWARD -j DROP', '0>1 -A MINE -j RETURN'],
      lost,
      false,
      /Rule 2 of FORWARD/,
    ],
    [
      'none behind a goto',
      ['0>1 -A FORWARD -g MINE', '0 -A FORWARD -j DROP', '0>1 -A MINE -p icmp'],
      lost,
      true,
      /The policy of FORWARD/,
    ],
    [
      'none that asks for something else',
      ['0 -A FORWARD -p tcp -j DROP', '0 -A FORWARD -i eth0 -j DROP', '0>1 -A FORWARD -j ACCEPT'],
      lost,
      true,
      /Rule 3 of FORWARD/,
    ],
    [
      'the one behind what only counts',
      ['0>1 -A FORWARD -j LOG', '0>1 -A FORWARD', '0>1 -A FORWARD -j DROP'],
      lost,
      false,
      /Rule 3 of FORWARD/,
    ],
    [
      'one that may ask for more, by its counter',
      ['0>2 -A FORWARD -m limit --limit 1/sec -j DROP'],
      lost,
      false,
      /Rule 1 of FORWARD/,
    ],
    [
      'none that may ask for more, by its counter',
      ['5 -A FORWARD -m limit --limit 1/sec -j DROP', '0>2 -A FORWARD -j DROP'],
      lost,
      false,
      /Rule 2 of FORWARD/,
    ],
    [
      'nobody knows without a counter',
      ['0 -A FORWARD -m limit --limit 1/sec -j DROP'],
      unread,
      null,
      /may take it or not/,
    ],
    [
      'nobody, when the packet has not come so far',
      ['7 -A FORWARD -j DROP'],
      lost,
      null,
      /has counted nothing: the packet has not come here/,
    ],
    [
      'a counter that stands still when an answer came',
      ['7 -A FORWARD -j ACCEPT'],
      arrived,
      true,
      /Rule 1 of FORWARD/,
    ],
    [
      'chains in a ring',
      ['0>1 -A FORWARD -j MINE', '0>1 -A MINE -j YOURS', '0>1 -A YOURS -j MINE', '0>1 -A FORWARD -j DROP'],
      lost,
      false,
      /Rule 2 of FORWARD/,
    ],
  ])('%s', (_, rules, given, ok, says) => {
    const hop = judged(rules, given)
    expect(hop?.found).toMatch(says)
    expect(hop?.ok).toBe(ok)
  })

  test('what somebody has changed meanwhile is no evidence', () => {
    const rules = (...more: string[]): string =>
      saved('[0:0] -A FORWARD -m limit --limit 1/sec -j DROP', ...more)
    const before = makeTerrain(({ host }) => void (host.firewall = firewallOf(rules())))
    const after = makeTerrain(
      ({ host }) => void (host.firewall = firewallOf(rules('[9:0] -A FORWARD -j DROP'))),
      {
        before: before.snapshot,
        answered: false,
      },
    )
    const { explanation } = explain(after, { from: 'box', to: 'neighbour' }, { reached: false, detail: '' })
    expect(explanation.there.filter(({ ok }) => ok === null)).toHaveLength(1)
  })

  test('tables that iptables does not show leave something open', () => {
    const terrain = makeTerrain(({ host }) => {
      if (host.firewall) host.firewall.foreignTables = ['inet lab']
    })
    const { there } = explain(terrain, { from: 'box', to: 'host' }, { reached: true, detail: '' }).explanation
    expect(there).toContainEqual(
      expect.objectContaining({ ok: null, found: expect.stringContaining('inet lab') }),
    )
  })

  test('a bridge whose packets are not shown to the filter is told, and no rule is asked', () => {
    const terrain = makeTerrain(({ host }) => {
      host.sysctls['net.bridge.bridge-nf-call-iptables'] = '0'
      host.firewall = firewallOf(saved('[0:0] -A FORWARD -j DROP'))
    })
    const { explanation } = explain(terrain, { from: 'box', to: 'neighbour' }, { reached: true, detail: '' })
    expect(explanation.outcome).toBe('arrives')
    expect(explanation.there.map(({ found }) => found)).toContain(
      'What passes docker0 is not shown to the packet filter: net.bridge.bridge-nf-call-iptables is 0.',
    )
  })
})

const ruleOf = (text: string): FirewallRule => {
  const rule = parseIptables(saved(`[0:0] -A FORWARD ${text}`))[0]?.chains[0]?.rules[0]
  if (!rule) throw new Error(`no rule: ${text}`)
  return rule
}

const { snapshot } = makeTerrain()
const host = snapshot.namespaces.find(({ inode }) => inode === inodes.host)
if (!host) throw new Error('the fixture has no host')

const web: Flow = {
  protocol: 'tcp',
  source: '203.0.113.1',
  destination: '203.0.113.10',
  sourcePort: null,
  destinationPort: 8080,
}
const ping: Flow = { ...web, protocol: 'icmp', destinationPort: null }

describe('what a rule asks beyond addresses and ports', () => {
  const passage: Passage = {
    namespace: host,
    flow: web,
    incoming: 'eth0',
    outgoing: null,
    ports: null,
    state: 'NEW',
  }
  const bridged: Passage = { ...passage, incoming: 'docker0', ports: { incoming: 'A', outgoing: 'veth1' } }

  test.each<[string, Partial<Passage>, string]>([
    ['-m addrtype --dst-type LOCAL -j DOCKER', {}, 'yes'],
    ['-m addrtype ! --dst-type LOCAL -j DOCKER', {}, 'no'],
    ['-m addrtype --dst-type LOCAL -j DOCKER', { flow: { ...web, destination: '8.8.8.8' } }, 'no'],
    ['-m addrtype --src-type LOCAL -j DOCKER', {}, 'no'],
    ['-m addrtype --dst-type BROADCAST -j DROP', {}, 'unsure'],
    ['-p icmp -m icmp --icmp-type 8 -j DROP', { flow: ping }, 'yes'],
    ['-p icmp -m icmp --icmp-type 8 -j DROP', { flow: ping, state: 'ESTABLISHED' }, 'no'],
    ['-p icmp -m icmp --icmp-type 0 -j DROP', { flow: ping, state: 'ESTABLISHED' }, 'yes'],
    ['-p icmp -m icmp --icmp-type any -j DROP', { flow: ping }, 'yes'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP', {}, 'yes'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j DROP', { state: 'ESTABLISHED' }, 'no'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP', {}, 'no'],
    ['-m physdev --physdev-in A -j DROP', bridged, 'yes'],
    ['-m physdev --physdev-out A -j DROP', bridged, 'no'],
    ['-m physdev --physdev-in A -j DROP', {}, 'no'],
    ['-m physdev --physdev-is-bridged -j ACCEPT', bridged, 'yes'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', {}, 'no'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', { state: 'ESTABLISHED' }, 'yes'],
    ['-o docker0 -j DROP', {}, 'no'],
    ['! -o docker0 -j DROP', {}, 'yes'],
    ['-p tcp -m tcp --sport 80 -j DROP', {}, 'unsure'],
    ['-m owner --uid-owner 0 -j DROP', {}, 'unsure'],
  ])('%s %j: %s', (text, over, answer) => {
    expect(matches(ruleOf(text), { ...passage, ...over })).toBe(answer)
  })
})

describe('what the table nat makes of a packet', () => {
  const links = { namespace: host, incoming: 'eth0', outgoing: 'eth0' }

  test.each<[string, Partial<Flow> | null]>([
    ['-j DNAT --to-destination 172.17.0.2:80', { destination: '172.17.0.2', destinationPort: 80 }],
    ['-j DNAT --to-destination 172.17.0.2', { destination: '172.17.0.2' }],
    ['-j DNAT --to-destination 172.17.0.2-172.17.0.9', null],
    ['-j REDIRECT --to-ports 81', { destination: '203.0.113.10', destinationPort: 81 }],
    ['-j SNAT --to-source 203.0.113.10', { source: '203.0.113.10' }],
    ['-j MASQUERADE', { source: '203.0.113.10' }],
    ['-j NETMAP --to 10.0.0.0/8', null],
  ])('%s', (text, changes) => {
    expect(translate(ruleOf(text), web, links)).toEqual(changes && { ...web, ...changes })
  })

  test('REDIRECT of what is made here leads to the loopback', () => {
    expect(translate(ruleOf('-j REDIRECT --to-ports 81'), web, { ...links, incoming: null })).toMatchObject({
      destination: '127.0.0.1',
    })
  })
})
