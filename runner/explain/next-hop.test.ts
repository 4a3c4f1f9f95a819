import { describe, expect, test } from 'vitest'
import { address, inodes, link } from '../../checks/vocabulary/fixtures.ts'
import type { LinkSettings, NamespaceSettings } from '../observe/read-settings.ts'
import type { Neighbour } from '../observe/snapshot.ts'
import { explain } from './explain.ts'
import type { Explanation, Hop } from './explanation.ts'
import { makeTerrain, type Ground } from './fixtures/terrain.ts'
import { nothing } from './fixtures/walk-on.ts'

const plain: LinkSettings = { noArp: false, mode: null, portState: null, isolated: false, ipv4: {} }

/** Settings of one link, and those of a whole namespace. */
const settings = (
  inode: number,
  index: number,
  over: Partial<LinkSettings>,
  ipv4: Record<string, string> = {},
): [number, NamespaceSettings] => [inode, { links: new Map([[index, { ...plain, ...over }]]), ipv4 }]

const walk = (
  spoil: (ground: Ground) => void,
  way: [string, string],
  ...set: [number, NamespaceSettings][]
): Explanation => {
  const terrain = makeTerrain(spoil, { settings: new Map(set) })
  return explain(terrain, { from: way[0], to: way[1] }, { reached: false, detail: 'said' }).explanation
}

const lastHop = ({ there, back }: Explanation): Hop | undefined => back.at(-1) ?? there.at(-1)

const entry = (over: Partial<Neighbour>): Neighbour => ({
  address: '172.17.0.2',
  mac: null,
  device: 'eth0',
  state: 'STALE',
  ...over,
})

describe('the neighbour table', () => {
  test('says who of two takes a packet', () => {
    const two =
      (mac: string | null) =>
      (ground: Ground): void => {
        ground.eth0.addresses = [address('172.17.0.2/16')]
        ground.host.neighbours.push(entry({ device: 'docker0', mac }))
      }
    expect(lastHop(walk(two('02:42:ac:11:00:02'), ['host', 'neighbour']))?.place.name).not.toBe('box')
    const astray = lastHop(walk(two('0a:00:00:00:00:04'), ['host', 'neighbour']))
    expect(astray).toMatchObject({ ok: false, looked: 'address', place: { name: 'box' } })
  })

  test('names two who have one address', () => {
    const found = walk(
      ({ eth0 }) => void (eth0.addresses = [address('172.17.0.2/16')]),
      ['host', '172.17.0.2'],
    )
    const told = found.there.find(({ looked }) => looked === 'neighbour')
    expect(told?.found).toMatch(/; (box|neighbour) has that address too\.$/)
  })

  test('sends a packet to a MAC address that nobody has', () => {
    const stale = ({ inBox }: Ground): void => void inBox.neighbours.push(entry({ mac: '02:00:00:00:00:77' }))
    expect(lastHop(walk(stale, ['box', 'neighbour']))).toMatchObject({
      ok: false,
      looked: 'neighbour',
      found: 'The neighbour table has 172.17.0.2 at 02:00:00:00:00:77, and no link on this wire is that.',
    })
  })

  test('still has who was unplugged: what counts is where the cable is now', () => {
    const pulled = ({ A, host }: Ground): void => {
      A.master = null
      host.neighbours.push(entry({ address: '172.17.42.99', device: 'docker0', mac: '0a:00:00:00:00:04' }))
    }
    expect(lastHop(walk(pulled, ['host', 'box']))).toMatchObject({ looked: 'bridge', thing: 'A' })
  })

  test('says that nobody has answered', () => {
    const failed = ({ inBox }: Ground): void => void inBox.neighbours.push(entry({ state: 'FAILED' }))
    expect(lastHop(walk(failed, ['box', 'neighbour']))).toMatchObject({
      ok: false,
      looked: 'neighbour',
      found: expect.stringContaining('did not answer for it: the entry in the neighbour table is FAILED.'),
    })
  })
})

describe('who does not answer a question by ARP', () => {
  test.each<[string, [number, NamespaceSettings], RegExp]>([
    [
      'ARP is off where it should be answered',
      settings(inodes.neighbour, 6, { noArp: true }),
      /ARP is switched off on eth0 in neighbour/,
    ],
    ['ARP is off where it should be asked', settings(inodes.box, 4, { noArp: true }), /so it asks nobody/],
    ['arp_ignore', settings(inodes.neighbour, 6, { ipv4: { arp_ignore: '8' } }), /its arp_ignore is 8/],
  ])('%s', (_, set, says) => {
    const hop = lastHop(walk(nothing, ['box', 'neighbour'], set))
    expect(hop).toMatchObject({ ok: false, found: expect.stringMatching(says) })
  })

  test('somebody who has the asker’s address', () => {
    const both = ({ inNeighbour }: Ground): void =>
      void inNeighbour.links[1]?.addresses.push(address('172.17.42.99/16'))
    const hop = lastHop(walk(both, ['box', '172.17.0.2']))
    expect(hop).toMatchObject({ ok: false, looked: 'address', place: { name: 'neighbour' } })
  })

  test('nobody but a proxy', () => {
    const proxy = settings(inodes.host, 3, { ipv4: { proxy_arp: '1' } })
    const asked = walk(nothing, ['box', '172.17.0.99'], proxy).there.find(
      ({ looked }) => looked === 'neighbour',
    )
    expect(asked).toMatchObject({
      ok: true,
      found: expect.stringContaining('172.17.0.99 is docker0 on host1'),
    })
  })
})

describe('ports of a bridge', () => {
  test('that are still listening pass nothing on', () => {
    const hop = lastHop(
      walk(nothing, ['box', 'neighbour'], settings(inodes.host, 5, { portState: 'listening' })),
    )
    expect(hop).toMatchObject({
      ok: false,
      looked: 'bridge',
      found: expect.stringContaining('its state is listening'),
    })
  })

  test('that are isolated pass nothing to each other, but to the host', () => {
    const isolated: [number, NamespaceSettings] = [
      inodes.host,
      { links: new Map([5, 7].map((index) => [index, { ...plain, isolated: true }])), ipv4: {} },
    ]
    expect(lastHop(walk(nothing, ['box', 'neighbour'], isolated))?.found).toMatch(
      /are isolated ports of docker0/,
    )
    expect(lastHop(walk(nothing, ['box', 'host'], isolated))?.ok).toBe(true)
  })
})

describe('macvlan', () => {
  /** A macvlan of box on the host's eth0, and perhaps a second one on the host itself. */
  const onWire =
    (shim: boolean) =>
    ({ host, inBox }: Ground): void => {
      const parent = { namespaceInode: inodes.host, index: 2, name: 'eth0' }
      const macvlan = { kind: 'macvlan', rawKind: 'macvlan', parent } as const
      inBox.links = [link(20, 'eth0', { ...macvlan, addresses: [address('203.0.113.200/24')] })]
      inBox.routes = []
      if (shim)
        host.links.push(
          link(21, 'shim', {
            ...macvlan,
            addresses: [address('203.0.113.223/32', { peer: '203.0.113.200' })],
          }),
        )
    }

  test('and the link below it never hear each other', () => {
    for (const way of [
      ['host', 'box'],
      ['box', '203.0.113.10'],
    ] as const)
      expect(lastHop(walk(onWire(false), [...way]))).toMatchObject({
        ok: false,
        looked: 'link',
        found: expect.stringContaining('never hear each other'),
      })
  })

  test('reaches the outside by it', () => {
    const { back, there } = walk(onWire(false), ['box', '203.0.113.1'])
    expect(there.map(({ found }) => found)).toContain('eth0 is a macvlan, and goes out by eth0 on host1.')
    expect(back.map(({ found }) => found)).toContain(
      'eth0 hands it to eth0 in box, which is a macvlan on it.',
    )
  })

  test('reaches another one, unless that is private', () => {
    expect(lastHop(walk(onWire(true), ['host', 'box']))?.ok).toBe(true)
    const hop = lastHop(walk(onWire(true), ['host', 'box'], settings(inodes.host, 21, { mode: 'private' })))
    expect(hop).toMatchObject({ ok: false, looked: 'link', thing: 'shim' })
  })
})

describe('what comes in under an address that it should not have', () => {
  test('is thrown away by rp_filter 1 when its answer would leave elsewhere', () => {
    const elsewhere = ({ host }: Ground): void =>
      void host.routes.push({
        ...(host.routes[0] as (typeof host.routes)[0]),
        destination: '172.17.42.99/32',
        gateway: null,
        device: 'eth0',
      })
    const strict = settings(inodes.host, 3, { ipv4: { rp_filter: '1' } })
    expect(lastHop(walk(elsewhere, ['box', 'host'], strict))?.found).toMatch(
      /^docker0 has rp_filter 1: .* the way back is “172\.17\.42\.99 dev eth0”\.$/,
    )
    const loose = settings(inodes.host, 3, { ipv4: { rp_filter: '2' } })
    expect(lastHop(walk(elsewhere, ['box', 'host'], loose))?.found).not.toMatch(/rp_filter/)
  })

  test('is thrown away when it is the receiver’s own', () => {
    const same = ({ host, inBox }: Ground): void => {
      host.links[1]?.addresses.push(address('172.17.42.99/32'))
      inBox.neighbours.push(entry({ address: '172.17.0.1', mac: '02:42:25:1c:5f:7a' }))
    }
    expect(lastHop(walk(same, ['box', '172.17.0.1']))).toMatchObject({
      ok: false,
      looked: 'address',
      found: expect.stringContaining('is an address of host1 itself'),
    })
  })
})

test('a link that is down takes its route away, and the packet goes another way', () => {
  const { verdict } = walk(({ docker0 }) => void (docker0.up = false), ['host', 'box'])
  expect(verdict).toMatch(
    /docker0 on host1 is down, and its route with it, so what is for 172\.17\.42\.99 goes by eth0\.$/,
  )
})

test('a ping is not answered where icmp_echo_ignore_all is 1', () => {
  const deaf = settings(inodes.neighbour, 6, {}, { icmp_echo_ignore_all: '1' })
  expect(lastHop(walk(nothing, ['box', 'neighbour'], deaf))).toMatchObject({
    ok: false,
    looked: 'listener',
    found: 'neighbour answers no ping: icmp_echo_ignore_all is 1.',
  })
})

test('a wire that leads on where nobody can look leaves open who is there', () => {
  const tunnel = ({ host }: Ground): void =>
    void host.links.push(
      link(30, 'vx', { kind: 'vxlan', rawKind: 'vxlan', master: { index: 3, name: 'docker0' } }),
    )
  const found = walk(tunnel, ['box', '172.17.0.99'])
  expect(lastHop(found)).toMatchObject({ ok: null, looked: 'cable', thing: 'vx' })
  expect(found.outcome).toBe('unexplained')
})
