import { expect, test } from 'vitest'
import {
  address,
  addContainer,
  defaultRoute,
  endpoint,
  hide,
  link,
  unplug,
} from '../../checks/vocabulary/fixtures.ts'
import { thereAndBack } from './fixtures/compare.ts'

test('one who does nothing has changed nothing', () => {
  expect(thereAndBack(() => undefined).there).toEqual({ says: [], undo: [] })
})

test('what the kernel does by itself is no change', () => {
  const { there, back } = thereAndBack(({ host, A, docker0 }) => {
    A.counters = {
      rxBytes: 9,
      rxPackets: 9,
      rxErrors: 0,
      rxDropped: 0,
      txBytes: 9,
      txPackets: 9,
      txErrors: 0,
      txDropped: 0,
    }
    Object.assign(docker0, { lowerUp: false, operstate: 'DOWN', promiscuous: true })
    A.addresses.push(address('fe80::1/64', { scope: 'link' }))
    host.neighbours.push({ address: '172.17.0.9', mac: null, device: 'docker0', state: 'FAILED' })
    host.ipCounters = { IpInDiscards: 3 }
    host.routes.push(
      defaultRoute(null, { destination: '172.17.0.0/16', device: 'docker0', protocol: 'kernel' }),
      defaultRoute(null, { destination: '172.17.0.1/32', device: 'docker0', type: 'local', table: 'local' }),
      defaultRoute(null, { destination: 'fe80::/64', device: 'A', family: 6, protocol: 'boot' }),
    )
    for (const table of host.firewall?.tables ?? [])
      for (const chain of table.chains) {
        chain.packets += 5
        for (const rule of chain.rules) rule.packets += 5
      }
  })
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})

test('a veth pair is one change, whichever way', () => {
  const { there, back } = thereAndBack(({ host }) => {
    const peer = { namespaceInode: host.inode, name: null }
    host.links.push(
      link(20, 'D', { up: false, peer: { ...peer, index: 21 } }),
      link(21, 'C', { addresses: [address('10.0.0.1/24')], peer: { ...peer, index: 20 } }),
    )
    host.routes.push(defaultRoute('10.0.0.2', { destination: '10.9.0.0/16', device: 'C' }))
  })
  expect(there).toEqual({
    says: [
      'There is a new veth pair, C (up, 10.0.0.1/24) and D.',
      'The host has a new route, 10.9.0.0/16 via 10.0.0.2 over C.',
    ],
    undo: ['ip route del 10.9.0.0/16 via 10.0.0.2 dev C', 'ip link del dev C'],
  })
  expect(back).toEqual({
    says: ['C is gone, and its other end D with it.'],
    undo: [
      'ip link add dev C address 0a:00:00:00:00:15 type veth peer name D address 0a:00:00:00:00:14',
      'ip link set dev C up',
      'ip addr add 10.0.0.1/24 dev C',
      'ip route add 10.9.0.0/16 via 10.0.0.2 dev C',
    ],
  })
})

test('a pair between two namespaces is named by both', () => {
  const { there, back } = thereAndBack(
    (at) => {
      unplug(at.host, 'A')
      unplug(at.inBox, 'eth0')
      at.inBox.routes = []
    },
    ({ inBox }) => {
      inBox.routes.push(defaultRoute(null, { destination: '172.17.0.0/16', protocol: 'kernel' }))
    },
  )
  expect(there.says).toEqual(['A is gone, and its other end eth0 in the container box with it.'])
  expect(there.undo).toEqual([
    'ip link add dev A address 0a:00:00:00:00:05 type veth peer name eth0 address 0a:00:00:00:00:04 netns 450',
    'ip link set dev A master docker0',
    'ip link set dev A up',
    'ip -n 450 link set dev eth0 up',
    'ip -n 450 addr add 172.17.42.99/16 dev eth0',
    'ip -n 450 route add default via 172.17.0.1 dev eth0',
  ])
  expect(back.says).toEqual([
    'There is a new veth pair, A (up, in docker0) and eth0 in the container box (up, 172.17.42.99/16).',
    'The container box has a new route, default via 172.17.0.1 over eth0.',
  ])
  expect(back.undo).toEqual(['ip -n 450 route del default via 172.17.0.1 dev eth0', 'ip link del dev A'])
})

test('a link that moves into a container is one change, and the way back gives it what it had', () => {
  const { there, back } = thereAndBack(
    ({ host, inBox, A, eth0 }) => {
      const moved = { ...A, name: 'eth1', up: false, master: null, addresses: [] }
      inBox.links.push({ ...moved, peer: { namespaceInode: inBox.inode, index: eth0.index, name: null } })
      unplug(host, 'A')
      host.routes = []
      eth0.peer = { namespaceInode: inBox.inode, index: A.index, name: null }
    },
    ({ host, A }) => {
      A.addresses.push(address('10.0.0.1/24'))
      host.routes.push(defaultRoute('10.0.0.9', { destination: '10.9.0.0/16', device: 'A' }))
    },
  )
  expect(there).toEqual({
    says: ['A is now in the container box, and is called eth1 there.'],
    undo: [
      'ip -n 450 link set dev eth1 netns 1 name A',
      'ip link set dev A master docker0',
      'ip link set dev A up',
      'ip addr add 10.0.0.1/24 dev A',
      'ip route add 10.9.0.0/16 via 10.0.0.9 dev A',
    ],
  })
  expect(back.says).toEqual([
    'eth1 is now on the host, and is called A there (up, in docker0, 10.0.0.1/24).',
    'The host has a new route, 10.9.0.0/16 via 10.0.0.9 over A.',
  ])
  expect(back.undo.at(-1)).toBe('ip link set dev A netns 450 name eth1')
})

test('a moved link whose MAC address was changed as well is known by its other end', () => {
  const { there } = thereAndBack(({ host, inBox, A, eth0 }) => {
    unplug(host, 'A')
    inBox.links.push({ ...A, mac: '02:00:00:00:00:99', master: null, up: false })
    eth0.peer = { namespaceInode: inBox.inode, index: A.index, name: null }
  })
  expect(there.says).toEqual([
    'A is now in the container box.',
    'The MAC address of A in the container box is 02:00:00:00:00:99; it was 0a:00:00:00:00:05.',
  ])
})

test('the settings of a link, on the host and in a container', () => {
  const { there, back } = thereAndBack(
    ({ A, inBox, eth0, docker0 }) => {
      Object.assign(A, { up: false, master: null, mtu: 1400 })
      Object.assign(eth0, { name: 'B', mac: '02:00:00:00:00:01', addresses: [address('10.0.0.2/24')] })
      inBox.routes = [defaultRoute('172.17.0.1', { device: 'B' })]
      docker0.bridge = { stp: true, vlanFiltering: true, forwardDelay: 2 }
    },
    ({ docker0 }) => {
      docker0.bridge = { stp: false, vlanFiltering: false, forwardDelay: 15 }
    },
  )
  expect(there).toEqual({
    says: [
      'The spanning tree protocol of docker0 is on.',
      'VLAN filtering of docker0 is on.',
      'The forward delay of docker0 is 2 s; it was 15 s.',
      'The MTU of A is 1400; it was 1500.',
      'A left docker0.',
      'A is down.',
      'eth0 in the container box is now called B.',
      'The MAC address of B in the container box is 02:00:00:00:00:01; it was 0a:00:00:00:00:04.',
      'B in the container box no longer has the address 172.17.42.99/16.',
      'B in the container box has the address 10.0.0.2/24.',
    ],
    undo: [
      'ip -n 450 addr del 10.0.0.2/24 dev B',
      'ip -n 450 addr add 172.17.42.99/16 dev B',
      'ip -n 450 link set dev B address 0a:00:00:00:00:04',
      'ip -n 450 link set dev B down',
      'ip -n 450 link set dev B name eth0',
      'ip -n 450 link set dev eth0 up',
      'ip link set dev A up',
      'ip link set dev A master docker0',
      'ip link set dev A mtu 1500',
      'ip link set dev docker0 type bridge forward_delay 1500',
      'ip link set dev docker0 type bridge vlan_filtering 0',
      'ip link set dev docker0 type bridge stp_state 0',
    ],
  })
  expect(back.says).toContain('A is plugged into docker0.')
  expect(back.undo).toContain('ip link set dev A nomaster')
})

test('a route that is only said with another name of its link is the same route', () => {
  const { there } = thereAndBack(({ inBox, eth0 }) => {
    eth0.name = 'B'
    inBox.routes = [defaultRoute('172.17.0.1', { device: 'B' })]
  })
  expect(there.says).toEqual(['eth0 in the container box is now called B.'])
})

test('a link that goes down, or loses an address, takes its routes along, and gets them again', () => {
  const lost = ['ip -n 450 route add default via 172.17.0.1 dev eth0']
  const down = thereAndBack(({ inBox, eth0 }) => {
    eth0.up = false
    inBox.routes = []
  })
  expect(down.there).toEqual({
    says: ['eth0 in the container box is down.'],
    undo: ['ip -n 450 link set dev eth0 up', ...lost],
  })
  const bare = thereAndBack(({ inBox, eth0 }) => {
    eth0.addresses = []
    inBox.routes = []
  })
  expect(bare.there).toEqual({
    says: ['eth0 in the container box no longer has the address 172.17.42.99/16.'],
    undo: ['ip -n 450 addr add 172.17.42.99/16 dev eth0', ...lost],
  })
})

test('an address takes those along that were second to it, and no others', () => {
  const { there } = thereAndBack(
    ({ A }) => {
      A.addresses = A.addresses.slice(3)
    },
    ({ A }) => {
      A.addresses = [
        address('10.0.0.1/24'),
        address('10.0.0.5/24', { secondary: true }),
        address('10.1.0.1/24'),
        address('10.2.0.1/32', { peer: '10.2.0.2' }),
      ]
    },
  )
  expect(there.says).toEqual([
    'A no longer has the addresses 10.0.0.1/24 and 10.0.0.5/24.',
    'A no longer has the address 10.1.0.1/24.',
  ])
  expect(there.undo).toEqual([
    'ip addr add 10.1.0.1/24 dev A',
    'ip addr add 10.0.0.1/24 dev A',
    'ip addr add 10.0.0.5/24 dev A',
  ])
})

test('a bridge that goes lets its ports go, and has them again', () => {
  const { there } = thereAndBack(({ host, A, veth }) => {
    unplug(host, 'docker0')
    for (const port of [A, veth]) port.master = null
  })
  expect(there.says).toEqual(['The bridge docker0 is gone, and A and veth1a2b3c are plugged into nothing.'])
  expect(there.undo).toEqual([
    'ip link add dev docker0 address 02:42:25:1c:5f:7a type bridge',
    'ip link set dev A master docker0',
    'ip link set dev veth1a2b3c master docker0',
    'ip link set dev docker0 up',
    'ip addr add 172.17.0.1/16 dev docker0',
  ])
})

test('a bridge that only follows its ports has not changed', () => {
  const { there } = thereAndBack(({ A, docker0 }) => {
    Object.assign(A, { master: null })
    Object.assign(docker0, { mac: '02:42:00:00:00:01', mtu: 1400 })
  })
  expect(there.says).toEqual(['A left docker0.'])
})

test('routes: somebody’s own, and the kernel’s that somebody took away', () => {
  const connected = defaultRoute(null, {
    destination: '172.17.0.0/16',
    device: 'docker0',
    protocol: 'kernel',
    scope: 'link',
    source: '172.17.0.1',
  })
  const { there } = thereAndBack(
    ({ host }) => {
      host.routes = [
        defaultRoute(null, { destination: '10.66.0.0/16', type: 'blackhole', device: null, table: '100' }),
        defaultRoute(null, {
          destination: '10.7.0.0/16',
          device: null,
          nextHops: [
            { gateway: '172.17.0.8', device: 'docker0', weight: 1 },
            { gateway: '172.17.0.9', device: 'docker0', weight: 2 },
          ],
        }),
      ]
    },
    ({ host }) => {
      host.routes = [connected]
    },
  )
  expect(there.says).toEqual([
    'The host no longer has the route 172.17.0.0/16 over docker0 from 172.17.0.1.',
    'The host has a new route, blackhole 10.66.0.0/16, in the table 100.',
    'The host has a new route, 10.7.0.0/16 via 172.17.0.8 over docker0 or via 172.17.0.9 over docker0.',
  ])
  expect(there.undo).toEqual([
    'ip route del 10.7.0.0/16 nexthop via 172.17.0.8 dev docker0 weight 1 nexthop via 172.17.0.9 dev docker0 weight 2',
    'ip route del blackhole 10.66.0.0/16 table 100',
    'ip route add 172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1',
  ])
})

test('links that could not be read have neither come nor gone', () => {
  const { there, back } = thereAndBack((at) => {
    unplug(at.host, 'A')
    at.inBox.links = []
    at.inBox.routes = []
    hide(at, `namespace ${at.inBox.inode} links`, `namespace ${at.inBox.inode} routes`)
  })
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})

test('a namespace that could not be opened has neither come nor gone', () => {
  const { there, back } = thereAndBack((at) => {
    const { snapshot, inBox } = at
    snapshot.namespaces = snapshot.namespaces.filter((one) => one !== inBox)
    hide(at, `namespace ${inBox.inode}`)
  })
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})

test('a container’s link is not taken for the one of a container that is gone', () => {
  const eth0 = link(8, 'eth0', { mac: '02:42:ac:11:00:07', addresses: [address('172.17.0.7/16')] })
  const bridged = {
    networkMode: 'bridge',
    networks: [endpoint('bridge', { address: '172.17.0.7', mac: '02:42:ac:11:00:07' })],
  }
  const { there } = thereAndBack(
    (at) => {
      at.snapshot.containers = at.snapshot.containers.filter(({ name }) => name !== 'first')
      at.snapshot.namespaces = at.snapshot.namespaces.filter(({ inode }) => inode !== 80)
      addContainer(at, 'second', 81, bridged, eth0)
    },
    (at) => addContainer(at, 'first', 80, bridged, eth0),
  )
  expect(there.says).toEqual([
    'The container first is gone.',
    'The container second runs, 172.17.0.7 on bridge.',
  ])
})
