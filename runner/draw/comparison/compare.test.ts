import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  address,
  container,
  defaultRoute,
  inodes,
  link as snapshotLink,
  scene,
  unplug,
  type Scene,
} from '../../../checks/vocabulary/fixtures.ts'
import { linkScene } from '../../../checks/vocabulary/link-fixtures.ts'
import { anyTopology } from '../topology/fixtures/random-topology.ts'
import { readTopology } from '../topology/read-topology.ts'
import type { Topology } from '../topology/topology.ts'
import { compareTopologies, isReached } from './compare.ts'
import { link, network, place } from './fixtures/network.ts'

/** `~ A of host1 is down, should be up`; what is there besides stands in brackets. */
function told(now: Topology, goal: Topology): string[] {
  const { differences, extras } = compareTopologies(now, goal)
  return [
    ...differences.map(({ sign, text }) => `${sign} ${text}`),
    ...extras.map(({ sign, text }) => `(${sign} ${text})`),
  ]
}

const goal = readTopology(scene().snapshot)
const after = (change: (found: Scene) => void): string[] => {
  const found = scene()
  change(found)
  return told(readTopology(found.snapshot), goal)
}

describe('lab 03', () => {
  test('as it should be, nothing differs', () => {
    expect(after(() => undefined)).toEqual([])
    expect(isReached(compareTopologies(goal, goal))).toBe(true)
  })

  test.each<[string, (found: Scene) => void, string[]]>([
    [
      'a link that is down',
      ({ A }) => Object.assign(A, { up: false, lowerUp: false }),
      ['~ A of host1 is down, should be up'],
    ],
    [
      'an end that is plugged into nothing',
      ({ A }) => Object.assign(A, { master: null }),
      ['~ A of host1 is plugged into nothing, should be plugged into docker0'],
    ],
    [
      'an end in a bridge of its own',
      ({ A, host }) => {
        host.links.push(snapshotLink(40, 'other', { kind: 'bridge', rawKind: 'bridge' }))
        A.master = { index: 40, name: 'other' }
      },
      ['~ A of host1 is plugged into other, should be plugged into docker0', '(+ the bridge other of host1)'],
    ],
    [
      'no cable',
      ({ host, inBox }) => {
        unplug(host, 'A')
        unplug(inBox, 'eth0')
        inBox.routes = []
      },
      [
        '- a cable made by hand is missing, from docker0 to container box',
        '- container box has no default route, should have one, such as via 172.17.0.1',
      ],
    ],
    [
      'the far end still on the host',
      ({ host, inBox, eth0, A }) => {
        unplug(inBox, 'eth0')
        inBox.routes = []
        host.links.push({
          ...eth0,
          name: 'B',
          index: 30,
          up: false,
          lowerUp: false,
          addresses: [],
          peer: { namespaceInode: inodes.host, index: A.index, name: 'A' },
        })
        A.peer = { namespaceInode: inodes.host, index: 30, name: 'B' }
      },
      [
        '~ B of host1 should be in container box',
        '- container box has no default route, should have one, such as via 172.17.0.1',
      ],
    ],
    [
      'no address',
      ({ eth0 }) => void eth0.addresses.splice(0),
      ['~ eth0 of container box has no address, should have one, such as 172.17.42.99/16'],
    ],
    [
      'an address of another network',
      ({ eth0 }) => void eth0.addresses.splice(0, 1, address('172.17.42.99/8')),
      ['~ eth0 of container box has 172.17.42.99/8, should be in the network of docker0, 172.17.0.1/16'],
    ],
    [
      'no default route',
      ({ inBox }) => void (inBox.routes = []),
      ['- container box has no default route, should have one, such as via 172.17.0.1'],
    ],
    [
      'a default route that leads to nobody',
      ({ inBox }) => void inBox.routes.splice(0, 1, defaultRoute('172.17.0.77')),
      [
        '~ the default route of container box leads via 172.17.0.77, should lead to a bridge it is plugged into',
      ],
    ],
    [
      'a second default route',
      ({ inBox }) => void inBox.routes.push(defaultRoute('172.17.0.2')),
      ['(+ container box has one default route more, via 172.17.0.2 dev eth0)'],
    ],
    [
      'no second container',
      ({ snapshot, neighbour, host, veth }) => {
        unplug(host, veth.name)
        snapshot.containers = snapshot.containers.filter((one) => one !== neighbour)
        snapshot.namespaces = snapshot.namespaces.filter(({ inode }) => inode !== inodes.neighbour)
      },
      ['- container neighbour is missing'],
    ],
    [
      'one container more',
      ({ snapshot }) =>
        void snapshot.containers.push(container('helper', 50, { networkMode: 'container:id-of-box' })),
      ['(+ containers box, helper, of which more than in the goal: helper)'],
    ],
  ])('%s', (_, change, expected) => {
    expect(after(change)).toEqual(expected)
  })

  test('other names and another free address are no differences', () => {
    const renamed = ({ box, neighbour, A, docker0, eth0 }: Scene): void => {
      Object.assign(box, { name: 'quirky_hopper' })
      Object.assign(neighbour, { name: 'das-andere' })
      A.name = '橋'
      eth0.name = 'net0'
      eth0.addresses.splice(0, 1, address('172.17.9.9/16'))
      expect(docker0.name).toBe('docker0')
    }
    expect(after(renamed)).toEqual([])
  })

  test('names that are the wrong way round are none either: what is made counts', () => {
    expect(after(({ box, neighbour }) => ([box.name, neighbour.name] = ['neighbour', 'box']))).toEqual([])
  })
})

test('lab 04: containers are told apart by their cables to each other, whatever they are called', () => {
  const wanted = readTopology(linkScene().snapshot)
  const found = linkScene()
  for (const [one, name] of [
    [found.left, 'a'],
    [found.right, 'b'],
    [found.guest, 'c'],
  ] as const)
    one.name = name
  for (const end of Object.values(found.ends)) end.name = `x${end.name}`
  expect(told(readTopology(found.snapshot), wanted)).toEqual([])
  found.ends.E.up = false
  expect(told(readTopology(found.snapshot), wanted)).toEqual(['~ xE of host1 is down, should be up'])
})

describe('networks of Docker', () => {
  const subnet = { green: '172.18.0.1/16', blue: '10.0.0.1/24' }
  const bridges = (one: string, other: string) => ({
    [one]: { network: 'green', address: subnet.green },
    [other]: { network: 'blue', address: subnet.blue },
  })
  const on = (...names: string[]) =>
    Object.fromEntries(names.map((name, index) => [`eth${index}`, { to: name, by: 'docker' as const }]))
  const wanted = network({
    bridges: bridges('br-g', 'br-b'),
    containers: { web: on('br-g'), ann: on('br-b'), bob: on('br-b'), hub: on('br-g', 'br-b') },
  })

  test('whoever is on which network may have any name', () => {
    const found = network({
      bridges: { mine: { network: 'x' }, yours: { network: 'y' } },
      containers: { a: on('mine'), b: on('mine', 'yours'), c: on('yours'), d: on('yours') },
    })
    const bare = {
      ...wanted,
      places: wanted.places.map((one) => ({
        ...one,
        links: one.links.map((each) => ({ ...each, addresses: [] })),
      })),
    }
    expect(told(found, bare)).toEqual([])
  })

  test('while something is missing, names say who is meant', () => {
    const found = network({
      bridges: bridges('br-g', 'br-b'),
      containers: { web: on('br-g'), ann: on('br-g'), bob: on('br-b') },
    })
    expect(told(found, wanted)).toEqual([
      '- container hub is missing',
      '~ the cable of eth0 of container ann is plugged into br-g, should be plugged into br-b',
    ])
  })

  test('a container of another kind is not taken for the one that is missing', () => {
    const found = network({
      bridges: bridges('br-g', 'br-b'),
      containers: { web: on('br-g'), ann: on('br-b'), hub: on('br-g', 'br-b'), alone: {} },
    })
    expect(told(found, wanted)).toEqual(['- container bob is missing', '(+ container alone)'])
  })

  test('more containers than the goal has are listed, and no difference', () => {
    const found = network({
      bridges: bridges('br-g', 'br-b'),
      containers: {
        web: on('br-g'),
        ann: on('br-b'),
        bob: on('br-b'),
        hub: on('br-g', 'br-b'),
        more: on('br-g'),
      },
    })
    expect(told(found, wanted)).toEqual(['(+ container more)'])
    expect(isReached(compareTopologies(found, wanted))).toBe(true)
  })
})

describe('bridges', () => {
  const own = network({ bridges: { bridge0: { network: 'bridge', address: '192.168.5.1/24' } } })

  test('docker0 is no bridge of one’s own in its stead', () => {
    const found = network({ bridges: { docker0: { network: 'bridge', address: '192.168.5.1/24' } } })
    expect(told(found, own)).toEqual([
      '~ docker0 of host1 is Docker’s own docker0, should be a bridge of your own in docker0’s stead',
    ])
  })

  test('nor is one that no Docker network uses yet', () => {
    const found = network({ bridges: { mine: { network: null, address: '10.9.0.1/24' } } })
    expect(told(found, own)).toEqual([
      '~ mine of host1 is a bridge that no Docker network uses, should be a bridge of your own in docker0’s stead',
    ])
  })

  test('docker0 as it always is differs from one that is made to measure, and any other address does not', () => {
    const wanted = network({ bridges: { docker0: { network: 'bridge', address: '192.168.1.5/24' } } })
    const at = (where: string): string[] =>
      told(network({ bridges: { docker0: { network: 'bridge', address: where } } }), wanted)
    expect(at('172.17.0.1/16')).toEqual([
      '~ docker0 of host1 still has 172.17.0.1/16, should have another address, such as 192.168.1.5/24',
    ])
    expect(at('10.77.0.1/20')).toEqual([])
  })
})

describe('what else a place has', () => {
  const port = { hostAddress: null, hostPort: 8080, containerPort: 80, protocol: 'tcp' }
  const host = place('p0', 'host1', { kind: 'host', containers: [] })
  const with1 = (over: Parameters<typeof place>[2], onHost: Parameters<typeof place>[2] = {}): Topology => ({
    places: [{ ...host, ...onHost }, place('p1', 'web', over)],
    cables: [],
    outside: { addresses: [] },
    unreadable: [],
  })

  test('a published port may be any on the host, but not for others than it should be', () => {
    const wanted = with1({ published: [port] })
    expect(told(with1({ published: [{ ...port, hostPort: 1234 }] }), wanted)).toEqual([])
    expect(told(with1({ published: [{ ...port, hostAddress: '127.0.0.1' }] }), wanted)).toEqual([
      '~ port 80/tcp of container web can be reached by the host alone, should be reached by everybody',
    ])
    expect(told(with1({ published: [port, { ...port, containerPort: 81 }] }), wanted)).toEqual([
      '(+ container web has one port more, published 8080 -> 81/tcp)',
    ])
    expect(told(with1({}), wanted)).toEqual([
      '- container web lacks a port, such as published 8080 -> 80/tcp',
    ])
  })

  test('a network stack that should be shared', () => {
    const wanted = with1({ containers: ['web', 'pal'] }, { containers: ['free'] })
    expect(told(with1({}), wanted)).toEqual([
      '~ host1 lacks a container on its own network, in the goal: free',
      '~ container web lacks a container that shares its network, in the goal: pal',
    ])
  })

  test('links that no cable ends at: by their kind and what they stand on', () => {
    const under = link('p0.l0', 'eth0')
    const standing = (kind: string): Topology =>
      with1(
        { links: [link('p1.l0', 'eth0', { kind, parent: 'p0.l0', addresses: ['203.0.113.192/24'] })] },
        { links: [under] },
      )
    expect(told(standing('macvlan'), standing('macvlan'))).toEqual([])
    expect(told(standing('ipvlan'), standing('macvlan'))).toEqual([
      '- the macvlan eth0 of container web is missing',
      '(+ eth0 of container web)',
    ])
    const loopback = with1({
      links: [link('p1.l0', 'lo', { kind: 'loopback', addresses: ['192.0.2.7/32'] })],
    })
    expect(told(with1({}), loopback)).toEqual([
      '- lo of container web has no address of its own, should have one, such as 192.0.2.7/32',
    ])
  })

  test('a link that should be down', () => {
    const state = (value: 'up' | 'down' | 'no-carrier'): Topology =>
      with1({ links: [link('p1.l0', 'd', { kind: 'dummy', state: value })] })
    expect(told(state('up'), state('down'))).toEqual(['~ d of container web is up, should be down'])
    expect(told(state('no-carrier'), state('up'))).toEqual([])
  })

  test('of a container that could not be read nothing is said, and the goal is not reached', () => {
    const wanted = network({
      bridges: { docker0: { network: 'bridge' } },
      containers: { web: { eth0: { to: 'docker0', by: 'docker' } } },
    })
    const found = structuredClone(wanted)
    found.places[1] = place('p1', 'web', { seen: false })
    found.cables = []
    const comparison = compareTopologies(found, wanted)
    expect(comparison.differences).toEqual([])
    expect(comparison.unseen).toEqual(['container web'])
    expect(isReached(comparison)).toBe(false)
  })
})

test('several hosts: a container on the other one is on the wrong one', () => {
  const two = (where: string): Topology => ({
    places: [
      place('p0', 'host1', { kind: 'host', containers: [] }),
      place('p1', 'host2', { kind: 'host', containers: [], host: 'p1' }),
      place('p2', 'web', { host: where }),
    ],
    cables: [],
    outside: { addresses: [] },
    unreadable: [],
  })
  expect(told(two('p1'), two('p1'))).toEqual([])
  expect(told(two('p0'), two('p1'))).toEqual(['~ container web is on host1, should be on host2'])
})

/** The same network under other names, in another order. */
const disguised = ({ places, cables, ...rest }: Topology): Topology => {
  const [host, ...others] = places
  const turned = [host, ...others.reverse()].flatMap((one) => (one ? [one] : []))
  const ids = new Map(turned.map(({ id }, index) => [id, `p${index}`]))
  const idOf = (id: string): string => id.replace(/^p\d+/, (old) => ids.get(old) ?? old)
  const maybe = (id: string | null): string | null => id && idOf(id)
  return {
    ...rest,
    cables: cables.toReversed().map(({ ends, madeBy }) => ({ ends: [idOf(ends[0]), idOf(ends[1])], madeBy })),
    places: turned.map((one) => ({
      ...one,
      id: idOf(one.id),
      host: idOf(one.host),
      containers: one.containers.map((name) => `other-${name}`),
      links: one.links.toReversed().map((each) => ({
        ...each,
        id: idOf(each.id),
        bridge: maybe(each.bridge),
        parent: maybe(each.parent),
        name: `x${each.name}`,
      })),
    })),
  }
}

test('any topology is its own goal, also under other names and in another order', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyTopology, (topology) => {
      expect(told(topology, topology)).toEqual([])
      const again = disguised(structuredClone(topology))
      expect(told(again, topology)).toEqual([])
      expect(told(topology, again)).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test(
  'any topology that lacks a cable between two places differs from itself by that',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const [lost, ...rest] = topology.cables.filter(({ ends }) => !ends.includes('outside'))
        fc.pre(lost !== undefined)
        const { differences } = compareTopologies(
          { ...topology, cables: rest },
          { ...topology, cables: [lost, ...rest] },
        )
        expect(differences.map(({ sign }) => sign)).toContain('-')
      }),
      { numRuns: 100 },
    )
  },
)

test('a crowd is matched too, in time that nobody notices, and the same every time', () => {
  const crowd = (many: number, prefix: string): Topology =>
    network({
      bridges: { docker0: { network: 'bridge' } },
      containers: Object.fromEntries(
        Array.from({ length: many }, (_, index) => [
          `${prefix}${index}`,
          { eth0: { to: 'docker0', by: 'docker' as const } },
        ]),
      ),
    })
  const [found, wanted] = [crowd(60, 'mine'), crowd(12, 'c')]
  expect(compareTopologies(found, wanted).differences).toEqual([])
  expect(compareTopologies(crowd(7, 'c'), wanted).differences).toHaveLength(5)
  expect(told(found, wanted)).toEqual(told(structuredClone(found), structuredClone(wanted)))
})
