import { describe, expect, test } from 'vitest'
import type { Probes, View } from '../../runner/judge/view.ts'
import type { Frame } from '../../runner/observe/parse-capture.ts'
import { sendsFromItsOwnMac } from './capture.ts'
import { silenceEngine } from './fixtures.ts'
import { allAnswer, look, probesTo, verdict } from './looking-fixtures.ts'
import { onTheWire } from './macvlan-fixtures.ts'
import { theFirstChild } from './macvlan.ts'

const web = { mac: '02:42:cb:00:71:c0', address: '203.0.113.192' }
const host = { mac: '0a:00:00:00:00:02', address: '203.0.113.10' }
const gateway = { mac: '0a:00:00:00:00:f1', address: '203.0.113.1' }
const stranger = '0a:00:00:00:00:99'

const frame = (fromMac: string, source: string, destination: string, etherType = 0x0800): Frame => ({
  fromMac,
  toMac: 'ff:ff:ff:ff:ff:ff',
  etherType,
  source,
  destination,
})
/** The outside asks who has the address of web. */
const question = frame(gateway.mac, gateway.address, web.address, 0x0806)
const from = (mac: string, etherType?: number): Frame => frame(mac, web.address, gateway.address, etherType)

const hearing = (...frames: Frame[]): Partial<View> => ({
  captureOutside: async (_, during) => {
    await during()
    return { frames }
  },
})

describe('the frames of a container', () => {
  const statement = sendsFromItsOwnMac(theFirstChild)

  test.each([
    ['a ping', from(web.mac)],
    ['an answer by ARP', from(web.mac, 0x0806)],
  ])('come from its own MAC address: %s', async (_, own) => {
    expect(await look(statement, onTheWire(), allAnswer, hearing(question, own, own))).toMatchObject({
      status: 'pass',
      actual: 'frames with the sender 203.0.113.192 come from 02:42:cb:00:71:c0 (eth0 of web)',
    })
  })

  test.each([
    [
      'the host’s',
      [from(host.mac)],
      'mac-of-the-parent',
      'Frames with the sender 203.0.113.192 come from 0a:00:00:00:00:02 (eth0 of host1); only web should send them, from 02:42:cb:00:71:c0.',
    ],
    [
      'its own and the host’s',
      [from(web.mac), from(host.mac, 0x0806)],
      'mac-of-the-parent',
      'Frames with the sender 203.0.113.192 come from 02:42:cb:00:71:c0 (eth0 of web) and from 0a:00:00:00:00:02 (eth0 of host1); only web should send them, from 02:42:cb:00:71:c0.',
    ],
    [
      'a third one’s',
      [from(stranger)],
      'mac-of-another',
      'Frames with the sender 203.0.113.192 come from 0a:00:00:00:00:99; only web should send them, from 02:42:cb:00:71:c0.',
    ],
    [
      'nobody’s',
      [],
      'not-on-the-wire',
      'No frame with the sender 203.0.113.192 comes over the wire: web was to send a ping, and nobody answers the outside’s question who has that address.',
    ],
  ])('come from a MAC address that is %s', async (_, frames, code, text) => {
    expect(await look(statement, onTheWire(), allAnswer, hearing(question, ...frames))).toMatchObject({
      status: 'fail',
      diagnosis: { code, text },
    })
  })

  test('are not those of another sender, nor those for the container', async () => {
    const others = [
      frame(host.mac, host.address, web.address),
      frame(web.mac, '203.0.113.19', gateway.address),
      frame(gateway.mac, gateway.address, web.address),
    ]
    expect(await verdict(statement, onTheWire(), allAnswer, hearing(question, ...others))).toBe(
      'fail not-on-the-wire',
    )
    expect(
      await verdict(statement, onTheWire(), allAnswer, hearing(question, from(web.mac), ...others)),
    ).toBe('pass')
  })

  test('are listened to while the container calls the router and the outside asks for it', async () => {
    const order: string[] = []
    const probes: Probes = {
      ...allAnswer,
      ping: ({ name }, to) => {
        order.push(`${name} pings ${to}`)
        return Promise.resolve({ reached: false, detail: 'no answer' })
      },
      whoHas: (address) => {
        order.push(`who has ${address}?`)
        return Promise.resolve({ reached: false, detail: 'no answer' })
      },
    }
    const found = await verdict(statement, onTheWire(), probes, {
      captureOutside: async (address, during) => {
        order.push(`listening for ${address}`)
        await during()
        order.push('heard')
        return { frames: [question, from(web.mac)] }
      },
    })
    expect(found).toBe('pass')
    expect(order).toEqual([
      'listening for 203.0.113.192',
      'the container web pings 203.0.113.1',
      'who has 203.0.113.192?',
      'heard',
    ])
  })
})

describe('nothing can be told', () => {
  const statement = sendsFromItsOwnMac(theFirstChild)

  test('when nobody can listen', async () => {
    const captureOutside: View['captureOutside'] = () =>
      Promise.resolve({ unreadable: 'sh: 1: tcpdump: not found' })
    expect(await look(statement, onTheWire(), allAnswer, { captureOutside })).toMatchObject({
      status: 'cannot-run',
      diagnosis: {
        code: 'cannot-listen',
        text: 'The outside could not listen on the wire: sh: 1: tcpdump: not found.',
      },
    })
  })

  test('when the outside’s own question is not heard', async () => {
    expect(await verdict(statement, onTheWire(), allAnswer, hearing())).toBe('cannot-run control-failed')
  })

  test.each([
    ['ping', { [gateway.address]: null, [web.address]: true }],
    ['arping', { [gateway.address]: true, [web.address]: null }],
  ])('when there is no %s', async (_, table) => {
    const probes = probesTo(table)
    expect(await verdict(statement, onTheWire(), probes, hearing(question, from(host.mac)))).toBe(
      'cannot-run probe-failed',
    )
  })

  test('when the engine is silent', async () => {
    expect(await verdict(statement, silenceEngine(onTheWire()))).toBe('cannot-run engine-silent')
  })
})
