import { describe, expect, test } from 'vitest'
import {
  addressIsFree,
  addressIsInNetworkOf,
  bridge,
  hasOneDefaultRouteVia,
  maskIsThatOf,
} from './addressing.ts'
import { theContainerWithoutNetwork as box } from './containers.ts'
import {
  address,
  defaultRoute,
  hide,
  inodes,
  link,
  namespace,
  scene,
  silenceEngine,
  unplug,
  type Scene,
} from './fixtures.ts'
import { each, look, verdict, verdicts } from './looking-fixtures.ts'

const docker0 = bridge('docker0')
const network = addressIsInNetworkOf(box, docker0)
const mask = maskIsThatOf(box, docker0)
const free = addressIsFree(box, docker0)
const route = hasOneDefaultRouteVia(box, docker0)
const addresses = { network, mask, free }
const words = { ...addresses, route }

/** The lab with these addresses on the box's eth0. */
const addressed = (...texts: string[]): Scene => {
  const here = scene()
  here.eth0.addresses = texts.map((text, index) => address(text, { secondary: index > 0 }))
  return here
}

test('all pass on the solved lab', async () => {
  expect(await verdicts(words, scene())).toEqual(each(words, 'pass'))
})

test('none can be judged while the engine is silent', async () => {
  expect(await verdicts(words, silenceEngine(scene()))).toEqual(each(words, 'cannot-run engine-silent'))
})

const linkParts = [inodes.host, inodes.box].flatMap((inode) => [
  `namespace ${inode}`,
  `namespace ${inode} links`,
])
test.each(linkParts)('no address can be judged when the part “%s” was not read', async (part) => {
  const here = hide(scene(), part)
  const found = part.includes(String(inodes.host)) ? here.host : here.inBox
  found.links = []
  expect(await verdicts(addresses, here)).toEqual(each(addresses, 'cannot-run unreadable'))
})

test.each([`namespace ${inodes.box}`, `namespace ${inodes.box} routes`, `namespace ${inodes.host} links`])(
  'the route cannot be judged when the part “%s” was not read',
  async (part) => {
    const here = scene()
    here.inBox.routes = []
    hide(here, part)
    expect(await verdict(route, here)).toBe('cannot-run unreadable')
  },
)

test('parts that say nothing of addresses do not hinder', async () => {
  const here = scene()
  hide(
    here,
    `namespace ${inodes.host} firewall`,
    `namespace ${inodes.neighbour} sysctls`,
    `namespace ${inodes.host} routes`,
  )
  expect(await verdicts(words, here)).toEqual(each(words, 'pass'))
})

describe('the bridge', () => {
  test('may be missing', async () => {
    const here = scene()
    unplug(here.host, 'docker0')
    expect(await verdicts(words, here)).toEqual(each(words, 'fail bridge-missing'))
  })

  test('is no bridge when something else has its name', async () => {
    const here = scene()
    here.docker0.kind = 'dummy'
    expect(await verdict(network, here)).toBe('fail bridge-missing')
  })

  test('may have no address, or one of IPv6 only', async () => {
    const here = scene()
    here.docker0.addresses = [address('fe80::1/64')]
    expect(await verdicts(words, here)).toEqual(each(words, 'fail bridge-without-address'))
  })
})

describe('the address', () => {
  test('may be missing', async () => {
    expect(await verdicts(addresses, addressed())).toEqual(each(addresses, 'fail no-address'))
  })

  test('of IPv6 alone is none', async () => {
    expect(await verdict(network, addressed('fd00::2/64', 'fe80::1/64'))).toBe('fail no-address')
  })

  test('on the loopback is none', async () => {
    const here = addressed()
    here.inBox.links[0]?.addresses.push(address('172.17.42.99/16'))
    expect(await verdict(network, here)).toBe('fail no-address')
  })

  test('may lie in another network', async () => {
    expect(await look(network, addressed('10.9.8.7/16'))).toMatchObject({
      status: 'fail',
      actual: '10.9.8.7 on eth0',
      diagnosis: {
        code: 'address-outside',
        text: '10.9.8.7/16 does not lie in the network of docker0, 172.17.0.0/16.',
      },
    })
  })

  test.each(['172.17.42.99/8', '172.17.42.99/32', '172.17.42.99/24'])(
    '%s has a wrong prefix length',
    async (text) => {
      expect(await verdicts(addresses, addressed(text))).toMatchObject({
        network: 'pass',
        mask: 'fail wrong-mask',
      })
    },
  )

  test('is found among others, whichever comes first', async () => {
    const right = each(addresses, 'pass')
    expect(await verdicts(addresses, addressed('10.9.8.7/16', '172.17.42.99/16'))).toEqual(right)
    expect(await verdicts(addresses, addressed('172.17.42.99/16', '10.9.8.7/16'))).toEqual(right)
    expect(await verdicts(addresses, addressed('172.17.42.99/16', '172.17.42.98/16'))).toEqual(right)
  })

  test('that was first given without a prefix length, and then with it, is right', async () => {
    const both = addressed('172.17.42.99/32', '172.17.42.99/16')
    expect(await verdicts(addresses, both)).toEqual(each(addresses, 'pass'))
  })

  test('may be on another interface than the first', async () => {
    const here = addressed('10.9.8.7/16')
    here.inBox.links.push(link(8, 'eth1', { addresses: [address('172.17.42.99/16')] }))
    expect(await verdicts(addresses, here)).toEqual(each(addresses, 'pass'))
  })

  test('of a bridge with another prefix length is held against that', async () => {
    const here = addressed('192.168.5.9/24')
    here.docker0.addresses = [address('192.168.5.1/24')]
    expect(await verdicts(addresses, here)).toEqual(each(addresses, 'pass'))
  })
})

describe('a free address', () => {
  test.each([
    ['172.17.0.0/16', 'address-of-network'],
    ['172.17.255.255/16', 'address-of-broadcast'],
    ['172.17.0.1/16', 'address-taken'],
    ['172.17.0.2/16', 'address-taken'],
  ])('is not %s: %s', async (text, code) => {
    expect(await verdict(free, addressed(text))).toBe(`fail ${code}`)
  })

  test('names who has it', async () => {
    expect(await look(free, addressed('172.17.0.2/16'))).toMatchObject({
      actual: 'shared with eth0 of the container neighbour',
    })
    expect(await look(free, addressed('172.17.0.1/16'))).toMatchObject({
      actual: 'shared with docker0 of the host',
    })
  })

  test('is not one that a namespace made by hand has', async () => {
    const here = scene()
    const far = link(8, 'x', { addresses: [address('172.17.42.99/24')] })
    here.snapshot.namespaces.push(namespace(inodes.spare, { kind: 'other' }, [far]))
    expect(await look(free, here)).toMatchObject({
      status: 'fail',
      actual: 'shared with x of another namespace',
    })
  })

  test('beside a taken one does not make that one free', async () => {
    expect(await verdict(free, addressed('172.17.42.99/16', '172.17.0.2/16'))).toBe('fail address-taken')
    expect(await verdict(free, addressed('172.17.42.99/16', '172.17.0.1/32'))).toBe('fail address-taken')
  })

  test('is not looked for outside the bridge’s network', async () => {
    expect(await verdict(free, addressed('172.17.42.99/16', '203.0.113.10/24'))).toBe('pass')
  })

  test.each([`namespace ${inodes.neighbour}`, `namespace ${inodes.neighbour} links`, 'namespaces'])(
    'cannot be known when the part “%s” was not read, but a taken one can',
    async (part) => {
      const here = scene()
      hide(here, part)
      expect(await verdict(free, here)).toBe('cannot-run unreadable')
      if (part === 'namespaces') return
      here.eth0.addresses = [address('172.17.0.1/16')]
      expect(await verdict(free, here)).toBe('fail address-taken')
    },
  )
})

describe('the default route', () => {
  const routed = (...routes: Parameters<typeof defaultRoute>[]): Scene => {
    const here = scene()
    here.inBox.routes = routes.map((over) => defaultRoute(...over))
    return here
  }

  test('may be missing', async () => {
    const here = routed()
    here.inBox.routes.push(defaultRoute(null, { destination: '172.17.0.0/16' }))
    expect(await verdict(route, here)).toBe('fail no-default-route')
  })

  test('in another table, or of IPv6, is none', async () => {
    expect(await verdict(route, routed(['172.17.0.1', { table: '100' }]))).toBe('fail no-default-route')
    expect(await verdict(route, routed(['fe80::1', { family: 6 }]))).toBe('fail no-default-route')
  })

  test('is one, though another table has another', async () => {
    expect(await verdict(route, routed(['172.17.0.1'], ['172.17.0.2', { table: '100' }]))).toBe('pass')
  })

  test('may lead elsewhere', async () => {
    expect(await look(route, routed(['172.17.0.2']))).toMatchObject({
      status: 'fail',
      diagnosis: {
        code: 'wrong-gateway',
        text: 'The default route of box leads via 172.17.0.2 dev eth0, not to 172.17.0.1.',
      },
    })
    expect(await verdict(route, routed([null]))).toBe('fail wrong-gateway')
  })

  test('of several hops, or into nothing, says where it leads', async () => {
    const hops = ['172.17.0.1', '172.17.0.2'].map((gateway) => ({ gateway, device: 'eth0', weight: 1 }))
    expect(await look(route, routed([null, { device: null, nextHops: hops }]))).toMatchObject({
      diagnosis: {
        code: 'wrong-gateway',
        text: 'The default route of box leads via 172.17.0.1 dev eth0 and via 172.17.0.2 dev eth0, not to 172.17.0.1.',
      },
    })
    expect(await look(route, routed([null, { device: null, type: 'blackhole' }]))).toMatchObject({
      diagnosis: { text: 'The default route of box leads blackhole, not to 172.17.0.1.' },
    })
  })

  test('may be there twice', async () => {
    expect(await verdict(route, routed(['172.17.0.1'], ['172.17.0.2', { metric: 50 }]))).toBe(
      'fail several-default-routes',
    )
  })
})
