import { describe, expect, test } from 'vitest'
import type { Probes } from '../../runner/judge/view.ts'
import type { Snapshot } from '../../runner/observe/snapshot.ts'
import { fromTheHost } from './callers.ts'
import { containerEnds, hasDnatRule, isCounted } from './dnat.ts'
import { hide, inodes } from './fixtures.ts'
import { allAnswer, look, verdict } from './looking-fixtures.ts'
import { natTable, published, webRule, type Published08 } from './publishing-fixtures.ts'
import { publishedPorts, serviceAt, theOpenPort } from './publishing.ts'

const rule = hasDnatRule(theOpenPort)

describe('a DNAT rule', () => {
  test('leads to the container', async () => {
    expect(await look(rule, published())).toMatchObject({
      status: 'pass',
      actual: '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    })
  })

  test.each([
    ['none', []],
    ['to another container', [webRule(0).replace('172.17.0.2', '172.17.0.22')]],
    ['to another port of it', [webRule(0).replace('2:80', '2:8080')]],
    ['for another port', [webRule(0).replace('8080', '8081')]],
    ['for UDP', [webRule(0).replaceAll('tcp', 'udp')]],
    [
      'a rule of the same words that does something else',
      ['[0:0] -A DOCKER -p tcp -m tcp --dport 8080 -j RETURN'],
    ],
  ])('that is %s is none', async (_, rules) => {
    const here = published()
    here.host.firewall = natTable(...rules)
    expect(await verdict(rule, here)).toBe('fail no-dnat')
  })

  test('that could not be read is not missed', async () => {
    const here = published()
    here.host.firewall = null
    hide(here, `namespace ${inodes.host} firewall`)
    expect(await verdict(rule, here)).toBe('cannot-run unreadable')
  })

  test('for no port is not asked for', async () => {
    const here = published()
    here.web.running = false
    expect(await verdict(rule, here)).toBe('fail nothing-open')
  })
})

test('a container without an address is the end of nothing', () => {
  const here = published()
  for (const network of here.web.networks) network.address = null
  const port = publishedPorts(here.snapshot).find(({ hostPort }) => hostPort === 8080)
  expect(port && containerEnds(port)).toEqual([])
})

const counts = isCounted({
  port: theOpenPort,
  from: fromTheHost,
  to: serviceAt(theOpenPort, '127.0.0.1'),
  expected: 'the call is counted',
})

const says = (said: string): Probes => ({
  ...allAnswer,
  connect: () => Promise.resolve({ reached: true, detail: 'answered', said }),
})

/** Readings of the host, one after the other, with these rules. */
const readings = (here: Published08, ...tables: string[][]) => {
  const left = [...tables]
  const lookAgain = (): Promise<Snapshot> => {
    const firewall = natTable(...(left.shift() ?? []))
    const namespaces = here.snapshot.namespaces.map((one) => (one === here.host ? { ...one, firewall } : one))
    return Promise.resolve({ ...here.snapshot, namespaces })
  }
  return { lookAgain }
}

describe('a counted connection', () => {
  const here = published()

  test('makes the counter grow', async () => {
    const over = readings(here, [webRule(3)], [webRule(4)])
    expect(await look(counts, here, says('I am web'), over)).toMatchObject({
      status: 'pass',
      actual: '3 before the call, 4 after it',
    })
  })

  test('is counted by any of several rules', async () => {
    const over = readings(here, [webRule(3), webRule(0)], [webRule(3), webRule(1)])
    expect(await verdict(counts, here, says('I am web'), over)).toBe('pass')
  })

  test('does not when it went another way', async () => {
    const over = readings(here, [webRule(3)], [webRule(3)])
    expect(await look(counts, here, says('I am web'), over)).toMatchObject({
      actual: '3 before the call, 3 after it',
      diagnosis: {
        code: 'not-counted',
        text: 'web answered, but the DNAT rule for port 8080 has not counted the connection.',
      },
    })
  })

  test('must be answered by the container', async () => {
    const over = () => readings(here, [webRule(3)], [webRule(4)])
    expect(await verdict(counts, here, says('It works!'), over())).toBe('fail wrong-service')
    expect(await verdict(counts, here, says(''), over())).toBe('fail silent-service')
  })

  test('needs the rule, before and after', async () => {
    expect(await verdict(counts, here, says('I am web'), readings(here, [], []))).toBe('fail no-dnat')
    expect(await verdict(counts, here, says('I am web'), readings(here, [webRule(3)], []))).toBe(
      'fail no-dnat',
    )
  })

  test('cannot be judged when the rules cannot be read', async () => {
    const hidden = published()
    hide(hidden, `namespace ${inodes.host} firewall`)
    expect(await verdict(counts, hidden, says('I am web'))).toBe('cannot-run unreadable')
  })

  test('cannot be judged when it could not be tried', async () => {
    const connect: Probes['connect'] = () => Promise.resolve({ reached: null, detail: 'no curl' })
    const over = readings(here, [webRule(3)], [webRule(3)])
    expect(await verdict(counts, here, { ...allAnswer, connect }, over)).toBe('cannot-run probe-failed')
  })
})
