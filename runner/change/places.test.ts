import { expect, test } from 'vitest'
import {
  address,
  entry,
  hide,
  link,
  namespace,
  unplug,
  type Scene,
} from '../../checks/vocabulary/fixtures.ts'
import type { NamespaceEntry, RoutingRule } from '../observe/snapshot.ts'
import { thereAndBack } from './fixtures/compare.ts'

const mounted = (name: string, inode: number): NamespaceEntry => ({
  name,
  kind: 'mount',
  inode,
  alive: true,
  dangling: false,
})

/** ip netns add blue, and a pair that leads into it. */
const makeBlue = ({ snapshot, host }: Scene): void => {
  const inside = link(41, 'B', {
    addresses: [address('10.0.0.2/24')],
    peer: { namespaceInode: host.inode, index: 42, name: null },
  })
  snapshot.namespaces.push({ ...namespace(90, { kind: 'other', name: 'blue' }, [inside]), pid: null })
  snapshot.entries.push(mounted('blue', 90))
  host.links.push(link(42, 'C', { peer: { namespaceInode: 90, index: 41, name: null } }))
}

test('ip netns add, with a pair into it; ip netns del takes the pair along', () => {
  const { there, back } = thereAndBack(makeBlue)
  expect(there).toEqual({
    says: [
      'There is a new network namespace, blue.',
      'There is a new veth pair, C (up) and B in the network namespace blue (up, 10.0.0.2/24).',
    ],
    undo: ['ip link del dev C', 'ip netns del blue'],
  })
  expect(back).toEqual({
    says: ['The network namespace blue is gone, and the link C is gone with it.'],
    undo: [
      'ip netns add blue',
      'ip -n blue link set dev lo up',
      'ip link add dev C address 0a:00:00:00:00:2a type veth peer name B address 0a:00:00:00:00:29 netns blue',
      'ip link set dev C up',
      'ip -n blue link set dev B up',
      'ip -n blue addr add 10.0.0.2/24 dev B',
    ],
  })
})

test('a namespace that was made again under its name is the same to whoever calls it so', () => {
  const { there } = thereAndBack(({ snapshot, host }) => {
    const blue = snapshot.namespaces.at(-1)
    Object.assign(blue ?? {}, { inode: 91 })
    Object.assign(snapshot.entries.at(-1) ?? {}, { inode: 91 })
    Object.assign(host.links.at(-1)?.peer ?? {}, { namespaceInode: 91 })
  }, makeBlue)
  expect(there).toEqual({ says: [], undo: [] })
})

test('a number that the kernel has given to another namespace does not make it the same', () => {
  const { there } = thereAndBack(({ snapshot, host }) => {
    unplug(host, 'C')
    const red = { ...namespace(90, { kind: 'other', name: 'red' }), pid: null }
    snapshot.namespaces[snapshot.namespaces.length - 1] = red
    snapshot.entries[snapshot.entries.length - 1] = mounted('red', 90)
  }, makeBlue)
  expect(there.says).toEqual([
    'The network namespace blue is gone, and the link C is gone with it.',
    'There is a new network namespace, red.',
  ])
})

test('a name for a container’s namespace', () => {
  const { there, back } = thereAndBack(({ snapshot }) => {
    snapshot.entries.push(entry('box', 50), entry('lost', null), mounted('mine', 50))
    snapshot.entries.push({ ...entry('note', null), kind: 'file', dangling: false })
  })
  expect(there).toEqual({
    says: [
      '/var/run/netns/box leads to the network namespace of the container box.',
      '/var/run/netns/lost leads nowhere.',
      '/var/run/netns/mine leads to the network namespace of the container box.',
      '/var/run/netns/note is there, and is no network namespace.',
    ],
    undo: ['rm /var/run/netns/note', 'ip netns del mine', 'rm /var/run/netns/lost', 'rm /var/run/netns/box'],
  })
  expect(back.says[0]).toBe('/var/run/netns/box is gone.')
  expect(back.undo).toContain('ln -s /proc/box/ns/net /var/run/netns/box')
})

test('without a name for it, a container’s namespace is entered by its process', () => {
  const { there } = thereAndBack(
    ({ eth0 }) => {
      eth0.up = false
      eth0.mtu = 1400
    },
    ({ snapshot }) => {
      snapshot.entries = []
    },
  )
  expect(there.undo).toEqual([
    'nsenter -t 450 -n ip link set dev eth0 up',
    'nsenter -t 450 -n ip link set dev eth0 mtu 1500',
  ])
})

test('where nobody can type a way in, nothing is taken back', () => {
  const nameless = ({ snapshot }: Scene): void => {
    snapshot.namespaces.push(namespace(90, { kind: 'other' }, [link(41, 'B')]))
  }
  const { there } = thereAndBack(({ snapshot }) => {
    const inside = snapshot.namespaces.at(-1)?.links.at(-1)
    if (inside) inside.up = false
  }, nameless)
  expect(there).toEqual({
    says: ['B in a network namespace without a name is down.'],
    undo: [],
  })
  expect(thereAndBack(nameless).there.says).toEqual([
    'There is a new network namespace without a name.',
    'There is a new veth link in a network namespace without a name, B (up).',
  ])
  expect(thereAndBack(nameless).back.says).toEqual([
    'A network namespace without a name is gone, and the link B in a network namespace without a name is gone with it.',
  ])
})

test('what the engine keeps for its own ends, by a mount alone, is nobody’s', () => {
  const { there, back } = thereAndBack(({ snapshot }) => {
    snapshot.namespaces.push({ ...namespace(90, { kind: 'other' }, [link(41, 'B')]), pid: null })
  })
  expect([there.says, back.says]).toEqual([[], []])
})

test.each(['entries', 'entry box'])('what could not be read of %s is no change', (part) => {
  const { there, back } = thereAndBack(
    (at) => {
      at.snapshot.entries = at.snapshot.entries.filter(({ name }) => name !== 'box')
      hide(at, part)
    },
    ({ snapshot }) => void snapshot.entries.push(entry('box', 50)),
  )
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})

test('settings of the kernel, once where it has two names for one', () => {
  const { there } = thereAndBack(
    ({ host, inBox }) => {
      host.sysctls = {
        'net.ipv4.ip_forward': '0',
        'net.ipv4.conf.all.forwarding': '0',
        'net.bridge.bridge-nf-call-iptables': '1',
      }
      inBox.sysctls = { 'net.ipv4.conf.all.rp_filter': '2' }
    },
    ({ inBox }) => {
      inBox.sysctls = { 'net.ipv4.conf.all.rp_filter': '0' }
    },
  )
  expect(there).toEqual({
    says: [
      'net.ipv4.ip_forward is 0; it was 1.',
      'net.ipv4.conf.all.rp_filter is 2 in the container box; it was 0.',
    ],
    undo: ['ip netns exec 450 sysctl -w net.ipv4.conf.all.rp_filter=0', 'sysctl -w net.ipv4.ip_forward=1'],
  })
})

const rule = (over: Partial<RoutingRule>): RoutingRule => ({
  priority: 100,
  source: 'all',
  destination: 'all',
  incoming: null,
  outgoing: null,
  mark: null,
  table: '100',
  action: 'lookup',
  ...over,
})

test('routing rules, and one of the three that are always there', () => {
  const { there, back } = thereAndBack(({ host }) => {
    host.rules = [
      rule({ source: '10.0.0.0/24', destination: '10.1.0.0/16', incoming: 'A', outgoing: 'B', mark: '0x1' }),
      rule({ priority: 200, table: null, action: 'blackhole' }),
      rule({ priority: 32_767, table: 'default', action: 'missing' }),
    ]
  })
  expect(there).toEqual({
    says: [
      'The host has a new routing rule, number 100: from 10.0.0.0/24 to 10.1.0.0/16 in by A out by B with the mark 0x1, by the table 100.',
      'The host has a new routing rule, number 200: from all, blackhole.',
      'The host no longer has the routing rule number 32767: from all, by the table default.',
    ],
    undo: [
      'ip rule add priority 32767 from all lookup default',
      'ip rule del priority 200 from all blackhole',
      'ip rule del priority 100 from 10.0.0.0/24 to 10.1.0.0/16 iif A oif B fwmark 0x1 lookup 100',
    ],
  })
  expect(back.says[2]).toBe('The host has a new routing rule, number 32767: from all, by the table default.')
})

test('who listens on the host, but for a published port, which its container tells', () => {
  const { there, back } = thereAndBack(({ snapshot }) => {
    snapshot.listeners = [
      { address: '0.0.0.0', port: 9000, holders: ['nc'] },
      { address: '::', port: 9000, holders: ['nc'] },
      { address: '127.0.0.1', port: 53, holders: [] },
      { address: '0.0.0.0', port: 8080, holders: ['docker-proxy'] },
    ]
  })
  expect(there).toEqual({
    says: ['nc listens on the host’s port 9000.', 'Something listens on the host’s port 53 at 127.0.0.1.'],
    undo: [],
  })
  expect(back.says[0]).toBe('nc no longer listens on the host’s port 9000.')
  const unread = thereAndBack(
    (at) => {
      at.snapshot.listeners = []
      hide(at, 'listeners')
    },
    ({ snapshot }) => void snapshot.listeners.push({ address: '::', port: 1, holders: [] }),
  )
  expect(unread.there.says).toEqual([])
})
