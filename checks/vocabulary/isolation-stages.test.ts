import { describe, expect, test } from 'vitest'
import type { View } from '../../runner/judge/view.ts'
import { hide, inodes, silenceEngine } from './fixtures.ts'
import { look, probesTo, verdict } from './looking-fixtures.ts'
import { isolationIsCounted } from './isolation-stages.ts'
import { theServingMember, theMemberElsewhere } from './network-roles.ts'
import { filterWith, isolationRules, userNetworkScene } from './user-network-fixtures.ts'

const counted = isolationIsCounted(theMemberElsewhere, theServingMember)

/** The host, looked at again after the ping. */
const later = (text: string): Partial<View> => {
  const here = userNetworkScene()
  filterWith(here, text)
  return { lookAgain: () => Promise.resolve(here.snapshot) }
}

const noAnswer = probesTo({})

test('a ping is counted by a rule that drops towards the server’s bridge', async () => {
  expect(await look(counted, userNetworkScene(), noAnswer, later(isolationRules(5)))).toMatchObject({
    status: 'pass',
    actual: '3 packets dropped before a ping, 5 after it',
  })
})

describe('other counters that grow', () => {
  test.each([
    ['none', isolationRules(3)],
    ['one of a rule about addresses', isolationRules(3, '[8:8] -A DOCKER-USER -s 10.0.0.0/24 -j DROP')],
    ['one of a rule for another bridge', isolationRules(3).replace('[7:9]', '[17:9]')],
    ['one of a rule that jumps', isolationRules(3).replace('[9:9]', '[19:9]')],
    ['one of a rule for TCP', isolationRules(3, '[8:8] -A FORWARD -o br-green0000000 -p tcp -j DROP')],
  ])('%s', async (_, text) => {
    expect(await verdict(counted, userNetworkScene(), noAnswer, later(text))).toBe('fail not-counted')
  })
})

test.each([
  '-A DOCKER ! -i br-green0000000 -o br-green0000000 -j DROP',
  '-A FORWARD -i br-blue00000000 -o br-green0000000 -j REJECT',
])('chains and forms do not matter: %s', async (rule) => {
  const here = userNetworkScene()
  const only = (packets: number): string => isolationRules(0, `[${packets}:9] ${rule}`)
  filterWith(here, only(1))
  expect(await verdict(counted, here, noAnswer, later(only(2)))).toBe('pass')
})

test('a rule in the table raw counts as well', async () => {
  const here = userNetworkScene()
  const raw = (packets: number): string =>
    isolationRules(0).replace(
      'COMMIT',
      `[${packets}:9] -A PREROUTING -d 172.18.0.2/32 ! -i br-green0000000 -j DROP\nCOMMIT`,
    )
  filterWith(here, raw(1))
  expect(await verdict(counted, here, noAnswer, later(raw(3)))).toBe('pass')
})

test('where no rule drops, it is said so', async () => {
  const here = userNetworkScene()
  filterWith(here, isolationRules(3).replace('-o br-green0000000 -j DROP', '-o br-green0000000 -j RETURN'))
  expect(await look(counted, here)).toMatchObject({
    diagnosis: {
      code: 'no-isolation-rule',
      text: 'No rule that names a bridge drops what goes from br-blue00000000 to br-green0000000.',
    },
  })
})

describe('nothing is said', () => {
  test('when the ping could not be made', async () => {
    expect(await verdict(counted, userNetworkScene(), probesTo({ '172.18.0.2': null }))).toBe(
      'cannot-run probe-failed',
    )
  })

  test('when the packet filter could not be read, before or after', async () => {
    const blind = hide(userNetworkScene(), `namespace ${inodes.host} firewall`)
    expect(await verdict(counted, blind)).toBe('cannot-run unreadable')
    const over = { lookAgain: () => Promise.resolve(blind.snapshot) }
    expect(await verdict(counted, userNetworkScene(), noAnswer, over)).toBe('cannot-run unreadable')
  })

  test('when the engine is silent', async () => {
    expect(await verdict(counted, silenceEngine(userNetworkScene()))).toBe('cannot-run engine-silent')
  })
})
