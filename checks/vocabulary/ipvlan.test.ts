import { describe, expect, test } from 'vitest'
import type { Link } from '../../runner/observe/snapshot.ts'
import { addContainer, address, hide, link, scene, silenceEngine, type Scene } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { haveAddressesOnIpvlan, shareOneMac, theSharer, theSharers, theSharersAddress } from './ipvlan.ts'

const mac = '4a:9c:0d:ac:18:4f'

interface Shared extends Scene {
  inLeft: Link
  inRight: Link
}

const ipvlan = (index: number, cidr: string, over: Partial<Link> = {}): Link =>
  link(index, 'eth0', {
    kind: 'ipvlan',
    rawKind: 'ipvlan',
    mac,
    parent: { namespaceInode: 1, index: 8, name: 'port' },
    addresses: [address(cidr)],
    ...over,
  })

const shared = (): Shared => {
  const here = scene()
  const inLeft = ipvlan(30, '192.168.50.2/24')
  const inRight = ipvlan(31, '192.168.50.3/24')
  addContainer(here, 'right', 81, { networkMode: 'shared', createdAt: 20 }, inRight)
  addContainer(here, 'left', 80, { networkMode: 'shared', createdAt: 10 }, inLeft)
  return { ...here, inLeft, inRight }
}

describe('two containers on ipvlan', () => {
  test('have an address each and one MAC address, the older first', async () => {
    expect(await look(haveAddressesOnIpvlan(), shared())).toMatchObject({
      status: 'pass',
      actual: 'left has 192.168.50.2, right has 192.168.50.3',
    })
    expect(await look(shareOneMac(), shared())).toMatchObject({ status: 'pass', actual: `both are ${mac}` })
    expect(theSharer(0)(viewOf(shared()))).toMatchObject({ thing: { container: { name: 'left' } } })
    expect(theSharersAddress(1)(viewOf(shared()))).toEqual({
      thing: { name: 'right', address: '192.168.50.3' },
    })
  })

  test('are rather two of one parent', () => {
    const here = shared()
    const elsewhere = ipvlan(32, '10.9.0.2/24', { parent: { namespaceInode: 1, index: 9, name: 'port2' } })
    addContainer(here, 'eldest', 82, { networkMode: 'other', createdAt: 1 }, elsewhere)
    expect(theSharers(viewOf(here))).toMatchObject({
      thing: [{ box: { container: { name: 'left' } } }, { box: { container: { name: 'right' } } }],
    })
  })

  test('with two parents have two MAC addresses', async () => {
    const here = shared()
    Object.assign(here.inRight, {
      mac: '4a:9c:0d:ac:18:50',
      parent: { namespaceInode: 1, index: 9, name: 'port2' },
    })
    expect(await verdict(haveAddressesOnIpvlan(), here)).toBe('pass')
    expect(await look(shareOneMac(), here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'several-macs', text: 'left and right have two MAC addresses, by port and port2.' },
    })
  })

  test('one of which has no address are told', async () => {
    const here = shared()
    here.inRight.addresses = []
    expect(await look(haveAddressesOnIpvlan(), here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'no-address', text: 'eth0 in right has no IPv4 address.' },
    })
    expect(theSharersAddress(1)(viewOf(here))).toHaveProperty('finding.diagnosis.code', 'no-address')
  })
})

describe('fewer than two', () => {
  test.each([
    ['only one', (here: Shared) => (here.inRight.kind = 'macvlan'), 'Only left has an ipvlan link.'],
    ['none', (here: Shared) => (here.snapshot.containers = []), 'No running container has an ipvlan link.'],
  ])('%s', async (_, change, text) => {
    const here = shared()
    change(here)
    expect(await look(haveAddressesOnIpvlan(), here)).toMatchObject({
      status: 'fail',
      diagnosis: { code: 'too-few-on-ipvlan', text },
    })
    expect(theSharer(0)(viewOf(here))).toHaveProperty('finding')
    expect(theSharersAddress(0)(viewOf(here))).toHaveProperty('finding')
  })

  test('are not told when not everything was read', async () => {
    const here = shared()
    here.inRight.kind = 'macvlan'
    expect(await verdict(haveAddressesOnIpvlan(), hide(here, 'namespace 81 links'))).toBe(
      'cannot-run unreadable',
    )
    expect(await verdict(shareOneMac(), silenceEngine(shared()))).toBe('cannot-run engine-silent')
  })
})
