import { describe, expect, test } from 'vitest'
import { defaultRoute, hide } from './fixtures.ts'
import { look, probesTo, verdict, viewOf } from './looking-fixtures.ts'
import { onTheWire, seenAs } from './macvlan-fixtures.ts'
import { hangsOnTheWire, theFirstChild } from './macvlan.ts'
import { isSeenUnderItsOwnAddress, theChildBehindItsParent, theChildWithAWayRound } from './wire.ts'

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
