import { expect, test } from 'vitest'
import { parseIptables } from './parse-iptables.ts'
import { concerns, type Packet } from './rule-concerns.ts'
import type { FirewallRule } from './snapshot.ts'

const ruleOf = (text: string): FirewallRule => {
  const saved = ['*filter', ':FORWARD DROP [0:0]', `[0:0] -A FORWARD ${text}`, 'COMMIT', ''].join('\n')
  const rule = parseIptables(saved)[0]?.chains[0]?.rules[0]
  if (!rule) throw new Error(`no rule: ${text}`)
  return rule
}

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
])('%s concerns the packet: %s', (text, answer) => {
  expect(concerns(ruleOf(text), web)).toBe(answer)
})

test.each([
  ['-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', 'no', 'yes'],
  ['-m state --state NEW -j ACCEPT', 'yes', 'no'],
  ['-m conntrack ! --ctstate NEW -j DROP', 'no', 'yes'],
])('%s concerns a first packet: %s, an answer: %s', (text, first, answer) => {
  expect(concerns(ruleOf(text), { ...web, state: 'NEW' })).toBe(first)
  expect(concerns(ruleOf(text), { ...web, state: 'ESTABLISHED' })).toBe(answer)
})
