import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Scene } from '../../checks/vocabulary/fixtures.ts'
import { hide } from '../../checks/vocabulary/fixtures.ts'
import { setRules } from '../../checks/vocabulary/isolation-fixtures.ts'
import { parseIptables } from '../observe/parse-iptables.ts'
import type { FirewallRule } from '../observe/snapshot.ts'
import { diffRules } from './diff-rules.ts'
import { filterRules, thereAndBack } from './fixtures/compare.ts'

const forward = (text: string): string => `[0:0] -A FORWARD ${text}`

const withRules =
  (...rules: string[]) =>
  (at: Scene): void =>
    setRules(at, rules)

test('a rule at its own place, there and back', () => {
  const rules = [...filterRules]
  rules.splice(
    1,
    0,
    forward('-s 10.0.0.0/24 -p tcp -m tcp --dport 80 -m comment --comment "it\'s mine" -j DROP'),
  )
  const words = `-s 10.0.0.0/24 -p tcp -m tcp --dport 80 -m comment --comment 'it'\\''s mine' -j DROP`
  const { there, back } = thereAndBack(withRules(...rules))
  expect(there).toEqual({
    says: [
      'The chain FORWARD has a new rule, number 2: -s 10.0.0.0/24 -p tcp -m tcp --dport 80 -m comment --comment "it\'s mine" -j DROP.',
    ],
    undo: [`iptables -D FORWARD ${words}`],
  })
  expect(back.says[0]).toMatch(/^The chain FORWARD no longer has the rule -s 10\.0\.0\.0\/24 .*-j DROP\.$/)
  expect(back.undo).toEqual([`iptables -I FORWARD 2 ${words}`])
})

test('the last rule of a chain is put back to its end', () => {
  const { there } = thereAndBack(withRules(...filterRules.filter((_, index) => index !== 3)))
  expect(there.undo).toEqual(['iptables -A FORWARD -i docker0 -o docker0 -j ACCEPT'])
})

test('of two rules of one text, the number tells which', () => {
  const { there } = thereAndBack(withRules(forward('-i docker0 -o docker0 -j ACCEPT'), ...filterRules))
  expect(there.undo).toEqual(['iptables -D FORWARD 1'])
})

test('a rule that only stands elsewhere', () => {
  const [first = '', ...others] = filterRules
  const { there } = thereAndBack(withRules(...others, first))
  expect(there).toEqual({
    says: ['In the chain FORWARD the rule -j DOCKER-USER is now number 4; it was number 1.'],
    undo: ['iptables -D FORWARD 4', 'iptables -I FORWARD 1 -j DOCKER-USER'],
  })
})

const chainsIn = ({ host }: Scene) => host.firewall?.tables[0]?.chains ?? []

test('policies, and chains of one’s own', () => {
  const { there, back } = thereAndBack((at) => {
    const chains = chainsIn(at)
    const policy = chains.find(({ name }) => name === 'FORWARD')
    if (policy) policy.policy = 'ACCEPT'
    const rules = chains.find(({ name }) => name === 'DOCKER-USER')?.rules ?? []
    chains.push({ name: 'MINE', policy: null, packets: 0, bytes: 0, rules })
  })
  expect(there).toEqual({
    says: [
      'There is a new chain MINE, with 1 rule.',
      'The policy of the chain FORWARD is ACCEPT; it was DROP.',
    ],
    undo: ['iptables -P FORWARD DROP', 'iptables -F MINE', 'iptables -X MINE'],
  })
  expect(back.says).toEqual([
    'The policy of the chain FORWARD is DROP; it was ACCEPT.',
    'The chain MINE is gone.',
  ])
  expect(back.undo.slice(0, 2)).toEqual(['iptables -N MINE', 'iptables -A MINE -j RETURN'])
})

test('a chain that is flushed, and a table', () => {
  const chain = thereAndBack(withRules(...filterRules.slice(4))).there
  expect(chain.says).toEqual(['The chain FORWARD is empty; it had 4 rules.'])
  expect(chain.undo).toHaveLength(4)
  const table = thereAndBack(withRules()).there
  expect(table.says).toEqual(['The table filter of iptables has no rules any more; it had 5.'])
  expect(table.undo).toEqual(
    filterRules
      .map((rule) => `iptables ${rule.replace('[0:0] ', '')}`)
      .map((text) => text.replace('! -o', '! -o')),
  )
})

test('other tables, and the program of one backend where both are in use', () => {
  const add = (at: Scene): void => {
    const { firewall } = at.host
    if (!firewall) return
    const nat = ['*nat', ':POSTROUTING ACCEPT [0:0]', '[0:0] -A POSTROUTING -j MASQUERADE', 'COMMIT', '']
    firewall.tables.push(...parseIptables(nat.join('\n')))
  }
  const { there } = thereAndBack(add)
  expect(there).toEqual({
    says: ['The chain POSTROUTING of the table nat has a new rule, number 1: -j MASQUERADE.'],
    undo: ['iptables -t nat -D POSTROUTING -j MASQUERADE'],
  })
  const mixed = thereAndBack((at) => {
    add(at)
    if (at.host.firewall) at.host.firewall.backend = 'mixed'
  })
  expect(mixed.there.undo).toEqual(['iptables-legacy -t nat -D POSTROUTING -j MASQUERADE'])
})

test('a table that nobody has written into is nothing new, and what could not be read neither', () => {
  const { there } = thereAndBack(({ host }) => {
    const mangle = ['*mangle', ':FORWARD ACCEPT [0:0]', 'COMMIT', ''].join('\n')
    host.firewall?.tables.push(...parseIptables(mangle))
  })
  expect(there).toEqual({ says: [], undo: [] })
  const hidden = thereAndBack((at) => {
    at.host.firewall = null
    hide(at, `namespace ${at.host.inode} firewall`)
  })
  expect(hidden.there).toEqual({ says: [], undo: [] })
})

const asRules = (texts: readonly string[]): FirewallRule[] => {
  const lines = ['*filter', ':FORWARD ACCEPT [0:0]', ...texts.map((text) => forward(`-s ${text}/32 -j DROP`))]
  return parseIptables([...lines, 'COMMIT', ''].join('\n'))[0]?.chains[0]?.rules ?? []
}

/** Few different rules, so that many chains have some of them twice. */
const someRules = fc
  .array(
    fc.integer({ min: 1, max: 6 }).map((last) => `10.0.0.${last}`),
    { maxLength: 12 },
  )
  .map(asRules)

test('who deletes from the last number and inserts from the first has the chain as it was', () => {
  fc.assert(
    fc.property(someRules, someRules, (before, after) => {
      const { removed, added, moved } = diffRules(before, after)
      const chain = [...after]
      for (const { number } of added.toReversed()) chain.splice(number - 1, 1)
      if (moved) chain.splice(moved.to - 1, 1)
      if (moved) chain.splice(moved.from - 1, 0, moved.rule)
      for (const { number, rule } of removed.toReversed()) chain.splice(number - 1, 0, rule)
      expect(chain.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
    }),
  )
})

test('chains that have nothing in common are not compared for ever', () => {
  const many = (from: number): FirewallRule[] =>
    asRules(Array.from({ length: 1000 }, (_, index) => `10.${from}.${index >> 8}.${index & 255}`))
  const { removed, added } = diffRules(many(1), many(2))
  expect([removed.length, added.length, removed[0]?.number, added[0]?.number]).toEqual([1000, 1000, 1000, 1])
})
