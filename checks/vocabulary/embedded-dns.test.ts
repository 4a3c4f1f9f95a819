import { boxOf } from './containers.ts'
import { describe, expect, test } from 'vitest'
import type { Probes, ResolveResult } from '../../runner/judge/view.ts'
import { nameIsKnown, nameIsUnknown } from './embedded-dns.ts'
import { hide, silenceEngine } from './fixtures.ts'
import { allAnswer, look, verdict } from './looking-fixtures.ts'
import { theMateOnItsNetwork, theServingMember, theMemberElsewhere } from './network-roles.ts'
import { connect, userNetworkScene } from './user-network-fixtures.ts'

const known = nameIsKnown(theServingMember, boxOf(theMateOnItsNetwork))
const unknown = nameIsUnknown(theServingMember, boxOf(theMemberElsewhere))

/** Answers by who asks and for what: `hub web`. */
const answers = (table: Record<string, string | null>): Probes => ({
  ...allAnswer,
  resolve: ({ name: asker }, name, { hosts, resolver }): Promise<ResolveResult> => {
    const asked = hosts.length === 0 && resolver.nameservers.join(' ') === '127.0.0.11'
    const answer = table[`${asker.replace('the container ', '')} ${name}`]
    if (answer === null || !asked) return Promise.resolve({ found: null, detail: 'nsenter is gone' })
    return Promise.resolve(
      answer === undefined ? { found: false, detail: 'no such name' } : { found: true, addresses: [answer] },
    )
  },
})

describe('a name that is to be known', () => {
  test('is', async () => {
    expect(await look(known, userNetworkScene(), answers({ 'hub web': '172.18.0.2' }))).toMatchObject({
      status: 'pass',
      actual: 'web is 172.18.0.2',
    })
  })

  test.each([
    [{}, 'fail name-unknown'],
    [{ 'bob web': '172.18.0.2' }, 'fail name-unknown'],
    [{ 'hub web': '172.18.0.9' }, 'fail other-address'],
    [{ 'hub web': null }, 'cannot-run probe-failed'],
  ])('by %j: %s', async (table, said) => {
    expect(await verdict(known, userNetworkScene(), answers(table))).toBe(said)
  })
})

describe('a name that is not to be known', () => {
  const own = { 'bob bob': '10.0.0.2' }

  test('is not', async () => {
    expect(await look(unknown, userNetworkScene(), answers(own))).toMatchObject({
      status: 'pass',
      actual: 'web is not known in bob, while bob is 10.0.0.2',
    })
  })

  test.each([
    [{ 'bob web': '172.18.0.2' }, 'cannot-run control-failed'],
    [{ 'bob bob': null }, 'cannot-run control-failed'],
    [{ ...own, 'bob web': '172.18.0.2' }, 'fail name-known'],
    [{ ...own, 'bob web': '198.51.100.80' }, 'pass'],
    [{ ...own, 'bob web': null }, 'cannot-run probe-failed'],
  ])('by %j: %s', async (table, said) => {
    expect(await verdict(unknown, userNetworkScene(), answers(table))).toBe(said)
  })

  test('is known by any network that the two share', async () => {
    const here = userNetworkScene()
    connect(here, 'web', here.vault, '172.19.0.9')
    connect(here, 'bob', here.vault, '172.19.0.8')
    expect(await look(unknown, here, answers({ ...own, 'bob web': '172.19.0.9' }))).toMatchObject({
      diagnosis: { code: 'name-known', text: '127.0.0.11 in bob tells an address of web.' },
    })
  })
})

test.each([known, unknown])('what was not read is not asked', async (statement) => {
  expect(await verdict(statement, hide(userNetworkScene(), 'containers'))).toBe('cannot-run unreadable')
  expect(await verdict(statement, silenceEngine(userNetworkScene()))).toBe('cannot-run engine-silent')
})
