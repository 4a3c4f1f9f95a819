import { describe, expect, test } from 'vitest'
import type { OutsideNeighbours, View } from '../../runner/judge/view.ts'
import { allAnswer, defaultRoute, hide, look, probesTo, silenceEngine, verdict, viewOf } from './fixtures.ts'
import { onTheWire, seenAs } from './macvlan-fixtures.ts'
import { hangsOnTheWire, theFirstChild } from './macvlan.ts'
import {
  isKnownByItsOwnMac,
  isSeenUnderItsOwnAddress,
  theChildBehindItsParent,
  theChildWithAWayRound,
} from './wire.ts'

const table = (neighbours: OutsideNeighbours): Partial<View> => ({
  outsideNeighbours: () => Promise.resolve(neighbours),
})
const knows = (address: string, mac: string | null): Partial<View> =>
  table({ neighbours: [{ address, mac, device: 'wire', state: 'STALE' }] })

describe('the MAC address that the outside knows', () => {
  const statement = isKnownByItsOwnMac(theFirstChild)
  const address = '203.0.113.192'

  test('is the container’s own', async () => {
    expect(await look(statement, onTheWire(), allAnswer, knows(address, '02:42:cb:00:71:c0'))).toMatchObject({
      status: 'pass',
      actual: 'the outside knows 203.0.113.192 by 02:42:cb:00:71:c0, the MAC address of web',
    })
  })

  test('is asked for before the table is read', async () => {
    const order: string[] = []
    await look(
      statement,
      onTheWire(),
      {
        ...allAnswer,
        ping: ({ name }, to) => {
          order.push(`ping from ${name} to ${to}`)
          return Promise.resolve({ reached: null, detail: 'no ping here' })
        },
      },
      {
        outsideNeighbours: () => {
          order.push('table')
          return Promise.resolve({ neighbours: [] })
        },
      },
    )
    expect(order).toEqual(['ping from the outside to 203.0.113.192', 'table'])
  })

  test.each([
    [
      'the host’s',
      knows(address, '0a:00:00:00:00:02'),
      'mac-of-the-parent',
      'The outside knows 203.0.113.192 by the MAC address of eth0 on host1, not by that of web.',
    ],
    [
      'a third one’s',
      knows(address, '0a:00:00:00:00:99'),
      'mac-of-another',
      'The outside knows 203.0.113.192 by a MAC address that is not that of web.',
    ],
    [
      'nobody’s',
      knows(address, null),
      'not-on-the-wire',
      'Nobody on the wire has told the outside a MAC address for 203.0.113.192 of web.',
    ],
    [
      'of another address',
      knows('203.0.113.19', '02:42:cb:00:71:c0'),
      'not-on-the-wire',
      'Nobody on the wire has told the outside a MAC address for 203.0.113.192 of web.',
    ],
  ])('is not: %s', async (_, over, code, text) => {
    expect(await look(statement, onTheWire(), allAnswer, over)).toMatchObject({
      status: 'fail',
      diagnosis: { code, text },
    })
  })

  test('cannot be told when the table is not read, or the engine is silent', async () => {
    expect(await verdict(statement, onTheWire(), allAnswer, table({ unreadable: 'no ip' }))).toBe(
      'cannot-run unreadable',
    )
    expect(await verdict(statement, silenceEngine(onTheWire()))).toBe('cannot-run engine-silent')
  })
})

describe('the sender that the outside sees', () => {
  const statement = isSeenUnderItsOwnAddress(theFirstChild)

  test('is the container', async () => {
    expect(await verdict(statement, onTheWire(), seenAs('203.0.113.192'))).toBe('pass')
  })

  test.each(['203.0.113.10', '203.0.113.19', '1203.0.113.192'])('is not %s', async (sender) => {
    expect(await look(statement, onTheWire(), seenAs(sender))).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'other-sender',
        text: `The outside sees ${sender} when web calls, not 203.0.113.192.`,
      },
    })
  })

  test('is nobody when there is no answer, and unknown when nobody could call', async () => {
    expect(await verdict(statement, onTheWire(), probesTo({}))).toBe('fail no-answer')
    expect(await verdict(statement, onTheWire(), probesTo({ '198.51.100.80': null }))).toBe(
      'cannot-run probe-failed',
    )
  })
})

describe('the host’s way to a container', () => {
  const nameOf = (subject: typeof theFirstChild, here: ReturnType<typeof onTheWire>): string => {
    const found = subject(viewOf(here))
    return 'thing' in found ? found.thing.box.container.name : found.finding.status
  }
  const behind = hangsOnTheWire(theChildBehindItsParent)
  const round = hangsOnTheWire(theChildWithAWayRound)

  test('leads through the parent to one, and round it to the other', () => {
    expect(nameOf(theChildBehindItsParent, onTheWire())).toBe('other')
    expect(nameOf(theChildWithAWayRound, onTheWire())).toBe('web')
  })

  test('may lead through the parent to all', async () => {
    const here = onTheWire()
    here.host.routes.pop()
    expect(nameOf(theChildBehindItsParent, here)).toBe('web')
    expect(await look(round, here)).toMatchObject({
      status: 'fail',
      actual: '203.0.113.192 by eth0, 203.0.113.193 by eth0',
      diagnosis: {
        code: 'no-way-round',
        text: 'What host1 sends to the containers on the wire (web, other) leaves through their parent link.',
      },
    })
  })

  test('may lead round it to all', async () => {
    const here = onTheWire()
    here.host.routes.push(defaultRoute(null, { destination: '203.0.113.192/27', device: 'shim' }))
    expect(nameOf(theChildWithAWayRound, here)).toBe('web')
    expect(await look(behind, here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'all-go-round',
        text: 'For no container on the wire (web, other) does the way of host1 lead through its parent link.',
      },
    })
  })

  test('may lead nowhere, which is no way round', async () => {
    const here = onTheWire()
    here.host.routes = []
    expect(await look(round, here)).toMatchObject({
      status: 'fail',
      actual: '203.0.113.192 by no way, 203.0.113.193 by no way',
    })
    expect(await verdict(behind, here)).toBe('fail all-go-round')
  })

  test('is unknown when routes were not read, and of nobody when nobody is there', async () => {
    expect(await verdict(behind, hide(onTheWire(), 'namespace 1 routes'))).toBe('cannot-run unreadable')
    const empty = onTheWire()
    empty.snapshot.containers = []
    expect(await verdict(round, empty)).toBe('fail too-few-on-the-wire')
  })
})
