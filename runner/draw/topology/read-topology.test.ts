import { expect, test } from 'vitest'
import {
  address,
  container,
  defaultRoute,
  endpoint,
  entry,
  link,
  namespace,
  scene,
} from '../../../checks/vocabulary/fixtures.ts'
import { linkScene } from '../../../checks/vocabulary/link-fixtures.ts'
import type { DockerNetwork, Snapshot } from '../../observe/snapshot.ts'
import { readHosts, readTopology } from './read-topology.ts'
import type { Cable, Place, PlaceLink, Topology } from './topology.ts'
import { dockerNetwork } from '../../../checks/vocabulary/docker-network-fixtures.ts'

const placeNamed = ({ places }: Topology, name: string): Place | undefined =>
  places.find((place) => place.name === name)

const linkNamed = (topology: Topology, place: string, name: string): PlaceLink | undefined =>
  placeNamed(topology, place)?.links.find((one) => one.name === name)

/** `host1 A - box eth0 (hand)`. */
const told = (topology: Topology, { ends, madeBy }: Cable): string => {
  const words = ends.map((id) => {
    const place = topology.places.find(({ links }) => links.some((one) => one.id === id))
    return place ? `${place.name} ${place.links.find((one) => one.id === id)?.name}` : id
  })
  return `${words.join(' - ')} (${madeBy})`
}

const network = (name: string, over: Partial<DockerNetwork> = {}): DockerNetwork =>
  dockerNetwork(name, { id: `${name}-id-of-a-network`, ...over })

/** The world around the host, in which its own cable ends. */
const withUplink = (snapshot: Snapshot): Snapshot => {
  const uplink = snapshot.namespaces[0]?.links.find(({ name }) => name === 'eth0')
  if (uplink?.peer) uplink.peer.namespaceInode = 999
  return snapshot
}

test('lab 03: who is there, and which cable leads where', () => {
  const topology = readTopology(withUplink(scene().snapshot))
  expect(topology.places.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'host host1',
    'container box',
    'container neighbour',
  ])
  expect(topology.cables.map((cable) => told(topology, cable))).toEqual([
    'host1 A - box eth0 (hand)',
    'host1 eth0 - outside (lab)',
    'host1 veth1a2b3c - neighbour eth0 (docker)',
  ])
  expect(linkNamed(topology, 'box', 'eth0')?.addresses).toEqual(['172.17.42.99/16'])
  expect(placeNamed(topology, 'box')?.gateways).toEqual([{ address: '172.17.0.1', device: 'eth0' }])
  expect(linkNamed(topology, 'host1', 'A')?.bridge).toBe(linkNamed(topology, 'host1', 'docker0')?.id)
})

test('lab 04: cables between containers', () => {
  const topology = readTopology(linkScene().snapshot)
  expect(topology.cables.map((cable) => told(topology, cable))).toEqual([
    'host1 E - right F (hand)',
    'host1 veth1a2b3c - guest eth0 (docker)',
    'guest D - left C (hand)',
    'left A - right B (hand)',
  ])
})

test('names that Docker makes up are made stable, and names made by hand are not', () => {
  const { snapshot, veth, host, docker0 } = scene()
  veth.name = 'veth1a2b3c4'
  docker0.name = 'br-0123456789ab'
  host.links.push(link(20, 'veth0'), link(21, 'veth-web'))
  snapshot.networks.push(network('backend', { id: '0123456789abcdef' }))
  const topology = readTopology(snapshot)
  expect(placeNamed(topology, 'host1')?.links.map(({ name }) => name)).toEqual([
    'A',
    'br-…',
    'eth0',
    'veth-web',
    'veth0',
    'veth…',
  ])
  expect(linkNamed(topology, 'host1', 'br-…')?.network).toBe('backend')
})

test('the network of a bridge with a name of its own is found by the network’s option', () => {
  const { snapshot } = scene()
  snapshot.networks.push(network('bridge', { options: { 'com.docker.network.bridge.name': 'docker0' } }))
  expect(linkNamed(readTopology(snapshot), 'host1', 'docker0')?.network).toBe('bridge')
})

test('a name that Docker made up for a container is hidden only where it is asked for', () => {
  const { snapshot, box } = scene()
  Object.assign(box, { name: 'quirky_hopper3', image: 'httpd' })
  expect(placeNamed(readTopology(snapshot, 'keep'), 'quirky_hopper3')?.kind).toBe('container')
  expect(placeNamed(readTopology(snapshot, 'hide'), '… (httpd)')?.kind).toBe('container')
  box.name = 'my-web'
  expect(placeNamed(readTopology(snapshot, 'hide'), 'my-web')?.kind).toBe('container')
})

test('nothing random is in it: neither hardware addresses, nor indexes, nor the order of the snapshot', () => {
  const [one, other] = [linkScene().snapshot, linkScene().snapshot]
  other.namespaces.reverse()
  other.containers.reverse()
  for (const { inode, links } of other.namespaces) {
    links.reverse()
    for (const each of links) {
      if (each.kind === 'veth' && each.mac !== '02:42:ac:11:00:02') each.mac = `0e:00:00:00:${inode}:01`
      each.counters = null
    }
  }
  expect(readTopology(other)).toEqual(readTopology(one))
  expect(JSON.stringify(readTopology(one))).not.toMatch(/([0-9a-f]{2}:){5}/)
})

test('addresses that the kernel gives by itself are left out, and those of a loopback that somebody gave are not', () => {
  const { snapshot, eth0, inBox } = scene()
  eth0.addresses.push(address('fe80::1/64', { scope: 'link' }), address('2001:db8::9/64'))
  inBox.links[0]?.addresses.splice(0, 1, address('127.0.0.1/8', { scope: 'host' }), address('192.0.2.7/32'))
  const topology = readTopology(snapshot)
  expect(linkNamed(topology, 'box', 'eth0')?.addresses).toEqual(['172.17.42.99/16', '2001:db8::9/64'])
  expect(linkNamed(topology, 'box', 'lo')?.addresses).toEqual(['192.0.2.7/32'])
})

test('a link that is down, one without a carrier and one that is up are told apart', () => {
  const { snapshot, A, eth0, veth } = scene()
  Object.assign(A, { up: false, lowerUp: false })
  Object.assign(eth0, { up: true, lowerUp: false })
  const topology = readTopology(snapshot)
  expect(linkNamed(topology, 'host1', 'A')?.state).toBe('down')
  expect(linkNamed(topology, 'box', 'eth0')?.state).toBe('no-carrier')
  expect(linkNamed(topology, 'host1', veth.name)?.state).toBe('up')
})

test('containers that ended are left out; those that share a network stack, or use the host’s, are named where they live', () => {
  const { snapshot } = scene()
  snapshot.containers.push(
    container('ended', null, { state: 'exited', running: false }),
    container('helper', 50, { networkMode: 'container:id-of-box' }),
    container('insider', 1, { networkMode: 'host' }),
  )
  const topology = readTopology(snapshot)
  expect(placeNamed(topology, 'box')?.containers).toEqual(['box', 'helper'])
  expect(placeNamed(topology, 'host1')?.containers).toEqual(['insider'])
  expect(JSON.stringify(topology)).not.toContain('ended')
})

test('a namespace made by hand is a place, an unnamed one only when something is in it', () => {
  const { snapshot } = scene()
  const far = { namespaceInode: 80, index: 5, name: null }
  snapshot.entries.push(entry('blue', 80))
  snapshot.namespaces.push(
    namespace(80, { kind: 'other', name: 'blue' }, [
      link(5, 'b', { peer: { ...far, namespaceInode: 80, index: 6 } }),
    ]),
    namespace(81, { kind: 'other' }, [link(4, 'dummy0', { kind: 'dummy', rawKind: 'dummy' })]),
    namespace(82, { kind: 'other' }),
  )
  const places = readTopology(snapshot).places.filter(({ kind }) => kind === 'namespace')
  expect(places.map(({ name }) => name)).toEqual(['', 'blue'])
})

test('published ports are told once for both families, and not before they are bound', () => {
  const { snapshot, neighbour } = scene()
  const port = { containerPort: 80, protocol: 'tcp' as const }
  neighbour.publishedPorts = [
    { ...port, hostAddress: '0.0.0.0', hostPort: 8080 },
    { ...port, hostAddress: '::', hostPort: 8080 },
    { ...port, hostAddress: '127.0.0.1', hostPort: 8081 },
    { ...port, hostAddress: '0.0.0.0', hostPort: null },
  ]
  expect(placeNamed(readTopology(snapshot), 'neighbour')?.published).toEqual([
    { ...port, hostAddress: null, hostPort: 8080 },
    { ...port, hostAddress: '127.0.0.1', hostPort: 8081 },
  ])
})

test('a macvlan knows the link below it, in whichever namespace that is', () => {
  const { snapshot, inBox } = scene()
  inBox.links.push(
    link(30, 'eth1', {
      kind: 'macvlan',
      rawKind: 'macvlan',
      parent: { namespaceInode: 1, index: 2, name: 'eth0' },
    }),
  )
  const topology = readTopology(snapshot)
  expect(linkNamed(topology, 'box', 'eth1')?.parent).toBe(linkNamed(topology, 'host1', 'eth0')?.id)
})

test('a running container whose network could not be read is there, and says so', () => {
  const { snapshot } = scene()
  snapshot.containers.push(container('lost', null))
  snapshot.unreadable.push({ part: 'container id-of-lost', reason: 'Its process was not found.' })
  const topology = readTopology(snapshot)
  expect(placeNamed(topology, 'lost')).toMatchObject({ seen: false, links: [] })
  expect(topology.unreadable).toEqual(['Its process was not found.'])
})

test('all next hops of a default route are gateways', () => {
  const { snapshot, inBox } = scene()
  const hop = { gateway: '172.17.0.9', device: 'eth0', weight: 1 }
  inBox.routes.splice(
    0,
    1,
    defaultRoute(null, { device: null, nextHops: [hop, { ...hop, gateway: '172.17.0.8' }] }),
  )
  expect(placeNamed(readTopology(snapshot), 'box')?.gateways.map((gateway) => gateway.address)).toEqual([
    '172.17.0.9',
    '172.17.0.8',
  ])
})

test('an endpoint without a hardware address makes no cable Docker’s', () => {
  const { snapshot, box, eth0 } = scene()
  box.networks = [endpoint('none')]
  eth0.mac = null
  const topology = readTopology(snapshot)
  expect(topology.cables.map((cable) => told(topology, cable))).toContain('host1 A - box eth0 (hand)')
})

test('several hosts: each is followed by what is on it, and no id is given twice', () => {
  const [one, other] = [scene().snapshot, linkScene().snapshot]
  other.host = 'host2'
  const topology = readHosts([withUplink(one), other])
  expect(topology.places.map(({ id, host, name }) => `${id} ${name} on ${host}`)).toEqual([
    'p0 host1 on p0',
    'p1 box on p0',
    'p2 neighbour on p0',
    'p3 host2 on p3',
    'p4 guest on p3',
    'p5 left on p3',
    'p6 right on p3',
  ])
  expect(topology.cables.map((cable) => told(topology, cable))).toContain('host2 E - right F (hand)')
  expect(topology.places[3]?.links.find(({ name }) => name === 'veth1a2b3c')?.bridge).toBe('p3.l1')
})
