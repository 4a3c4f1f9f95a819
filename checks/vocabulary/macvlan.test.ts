import { boxOf } from './containers.ts'
import { describe, expect, test } from 'vitest'
import { hide, namespace, silenceEngine } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { lan, onTheWire } from './macvlan-fixtures.ts'
import {
  hangsOnTheWire,
  isOnTheWire,
  keepsToARange,
  theFirstChild,
  theSecondChild,
  theUplink,
  theWireNetwork,
  webServerOf,
} from './macvlan.ts'

const gateway = '203.0.113.1'
const pool = (subnet: string, range: string | null = null): ReturnType<typeof lan>['ipam'] => ({
  driver: 'default',
  pools: [{ subnet, gateway, range }],
})

describe('a macvlan network on the wire', () => {
  const statement = isOnTheWire(theWireNetwork)

  test('has the uplink as its parent and the wire’s subnet', async () => {
    expect(await look(statement, onTheWire())).toMatchObject({
      status: 'pass',
      actual: 'lan: 203.0.113.0/24 on eth0',
    })
  })

  test('may be written with any address of the subnet, and stand beside others', async () => {
    const here = onTheWire()
    here.snapshot.networks = [
      lan({ name: 'first', ipam: pool('10.9.0.0/24') }),
      lan({ name: 'elsewhere', options: { parent: 'eth1' } }),
      lan({ ipam: pool('203.0.113.7/24') }),
    ]
    expect(await verdict(statement, here)).toBe('pass')
  })

  test.each([
    [
      'is of another driver',
      lan({ driver: 'ipvlan' }),
      'no-macvlan-network',
      'The engine has no network of the driver macvlan.',
    ],
    [
      'has another parent',
      lan({ options: { parent: 'port' } }),
      'wrong-parent',
      'The macvlan network lan does not hang on eth0, the host’s link to the outside.',
    ],
    [
      'names no parent',
      lan({ options: {} }),
      'wrong-parent',
      'The macvlan network lan does not hang on eth0, the host’s link to the outside.',
    ],
    [
      'has another subnet',
      lan({ ipam: pool('192.168.0.0/24') }),
      'foreign-subnet',
      'lan hands out 192.168.0.0/24, but the network of eth0 is 203.0.113.0/24.',
    ],
    [
      'has a part of it as subnet',
      lan({ ipam: pool('203.0.113.0/25') }),
      'foreign-subnet',
      'lan hands out 203.0.113.0/25, but the network of eth0 is 203.0.113.0/24.',
    ],
  ])('fails when it %s', async (_, network, code, text) => {
    const here = onTheWire()
    here.snapshot.networks = [network]
    expect(await look(statement, here)).toMatchObject({ status: 'fail', diagnosis: { code, text } })
  })

  test.each([
    ['the engine is silent', silenceEngine(onTheWire()), 'cannot-run engine-silent'],
    ['networks are hidden', hide(onTheWire(), 'networks'), 'cannot-run unreadable'],
    ['the host’s links are hidden', hide(onTheWire(), 'namespace 1 links'), 'cannot-run unreadable'],
  ])('cannot be judged when %s', async (_, here, said) => {
    expect(await verdict(statement, here)).toBe(said)
  })

  test('cannot be judged on a host without a way out', async () => {
    const here = onTheWire()
    here.uplink.addresses = []
    expect(await verdict(statement, here)).toBe('cannot-run no-uplink')
    expect(theUplink(viewOf(here))).toHaveProperty('finding')
  })
})

describe('a range of its own', () => {
  const statement = keepsToARange(theWireNetwork, gateway)
  const ranged = (range: string | null): ReturnType<typeof onTheWire> => {
    const here = onTheWire()
    here.snapshot.networks = [lan({ ipam: pool('203.0.113.0/24', range) })]
    return here
  }

  test.each(['203.0.113.192/27', '203.0.113.253/32', '203.0.113.16/28'])('is kept to: %s', async (range) => {
    expect(await verdict(statement, ranged(range))).toBe('pass')
  })

  test.each([
    [null, 'no-range', 'lan may hand out any address of the wire, also one that somebody has.'],
    [
      '203.0.113.0/29',
      'range-taken',
      'The range of lan, 203.0.113.0/29, holds 203.0.113.1, which somebody on the wire has.',
    ],
    [
      '203.0.113.8/29',
      'range-taken',
      'The range of lan, 203.0.113.8/29, holds 203.0.113.10, which somebody on the wire has.',
    ],
  ])('is not: %s', async (range, code, text) => {
    expect(await look(statement, ranged(range))).toMatchObject({ status: 'fail', diagnosis: { code, text } })
  })
})

describe('a container on the wire', () => {
  const statement = hangsOnTheWire(theFirstChild)

  test('is the one that was made first, and the next after it', async () => {
    expect(await look(statement, onTheWire())).toMatchObject({
      status: 'pass',
      actual: 'eth0 in web is 02:42:cb:00:71:c0, 203.0.113.192',
    })
    expect(boxOf(theSecondChild)(viewOf(onTheWire()))).toMatchObject({
      thing: { container: { name: 'other' } },
    })
  })

  test('may have got its link by hand', async () => {
    const here = onTheWire()
    Object.assign(here.web, { networkMode: 'none', networks: [] })
    expect(await verdict(statement, here)).toBe('pass')
  })

  test('serves at its own address, and is known by its name', () => {
    expect(webServerOf(theFirstChild)(viewOf(onTheWire()))).toMatchObject({
      thing: { name: 'web', address: '203.0.113.192', port: 80, signs: ['web', 'web', expect.anything()] },
    })
  })

  test.each([
    [
      'hangs on another link',
      (here: ReturnType<typeof onTheWire>) => ({
        link: here.inWeb,
        over: { parent: { namespaceInode: 1, index: 3, name: 'docker0' } },
      }),
    ],
    [
      'hangs on a link of that index elsewhere',
      (here: ReturnType<typeof onTheWire>) => ({
        link: here.inWeb,
        over: { parent: { namespaceInode: null, index: 2, name: null } },
      }),
    ],
    [
      'has an ipvlan link',
      (here: ReturnType<typeof onTheWire>) => ({ link: here.inWeb, over: { kind: 'ipvlan' as const } }),
    ],
    [
      'has no address',
      (here: ReturnType<typeof onTheWire>) => ({ link: here.inWeb, over: { addresses: [] } }),
    ],
  ])('is not one that %s', async (_, change) => {
    const here = onTheWire()
    const { link, over } = change(here)
    Object.assign(link, over)
    expect(await look(hangsOnTheWire(theSecondChild), here)).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'too-few-on-the-wire',
        text: 'Only other has a macvlan link on eth0 with an address.',
      },
    })
  })

  test('that does not run is none', async () => {
    const here = onTheWire()
    for (const box of [here.web, here.other]) box.running = false
    expect(await look(statement, here)).toMatchObject({
      diagnosis: { text: 'No running container has a macvlan link on eth0 with an address.' },
    })
    expect(await verdict(statement, hide(here, 'containers'))).toBe('cannot-run unreadable')
    expect(webServerOf(theFirstChild)(viewOf(here))).toHaveProperty('finding')
    expect(boxOf(theFirstChild)(viewOf(here))).toHaveProperty('finding')
  })

  test('may be in a namespace that was not read', async () => {
    const here = onTheWire()
    here.snapshot.namespaces = [here.host, namespace(80, { kind: 'container', containerId: here.web.id })]
    expect(await verdict(statement, here)).toBe('fail too-few-on-the-wire')
    expect(await verdict(statement, hide(here, 'namespace 80 links'))).toBe('cannot-run unreadable')
  })
})
