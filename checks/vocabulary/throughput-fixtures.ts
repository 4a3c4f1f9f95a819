import type { Container, Link, LinkCounters, Measurement } from '../../runner/observe/snapshot.ts'
import { address, container, endpoint, inodes, link, namespace, scene, type Scene } from './fixtures.ts'
import { bound, request } from './publishing-fixtures.ts'

/** Lab 16 as it stands when every step is done: client and server on docker0, A-B between the two. */
export interface MeasuredScene extends Scene {
  client: Container
  server: Container
  /** The ends of cables in the containers. */
  ends: Record<'client' | 'server' | 'A' | 'B', Link>
  /** Measurements by the names of their files. */
  kept: Record<'bridge' | 'link' | 'published' | 'proxy' | 'outside' | 'small' | 'single', Measurement>
}

export const counters = (bytes: number, packets: number): LinkCounters => ({
  rxBytes: 1000,
  rxPackets: 10,
  rxErrors: 0,
  rxDropped: 0,
  txBytes: bytes,
  txPackets: packets,
  txErrors: 0,
  txDropped: 0,
})

const mega = 1_000_000
let runs = 0

/** A measurement of 100 megabytes. */
export const measurement = (from: string, to: string, over: Partial<Measurement> = {}): Measurement => {
  runs += 1
  const [toAddress = '', port = '5201'] = to.split(':')
  return {
    cookie: `cookie-${runs}`,
    startedAt: runs * 1000,
    from,
    to: { address: toAddress, port: Number(port) },
    segmentBytes: 1448,
    receivedBytes: 100 * mega,
    bitsPerSecond: 8000 * mega,
    retransmits: 0,
    ...over,
  }
}

const measurements = (): MeasuredScene['kept'] => ({
  bridge: measurement('172.17.0.3', '172.17.0.2'),
  link: measurement('10.1.1.1', '10.1.1.2', { bitsPerSecond: 9000 * mega }),
  published: measurement('203.0.113.10', '203.0.113.10', { bitsPerSecond: 7000 * mega }),
  proxy: measurement('127.0.0.1', '127.0.0.1', { segmentBytes: 32_768, bitsPerSecond: 3000 * mega }),
  outside: measurement('172.17.0.3', '203.0.113.1', { bitsPerSecond: 6000 * mega }),
  small: measurement('172.17.0.3', '172.17.0.2', { segmentBytes: 524, bitsPerSecond: 5000 * mega }),
  single: measurement('172.17.0.3', '172.17.0.2', {
    segmentBytes: 524,
    receivedBytes: 6 * mega,
    bitsPerSecond: 80 * mega,
  }),
})

const [clientInode, serverInode] = [inodes.box, inodes.neighbour]

const plugged = (index: number, cidr: string, mac: string): Link =>
  link(index, 'eth0', {
    mac,
    addresses: [address(cidr)],
    counters: counters(320 * mega, 15_000),
    peer: { namespaceInode: inodes.host, index: index + 1, name: null },
  })

const end = (index: number, name: string, [inode, peer]: [number, number], cidr: string): Link =>
  link(index, name, {
    addresses: [address(cidr)],
    counters: counters(101 * mega, 1800),
    peer: { namespaceInode: inode, index: peer, name: null },
  })

export function measuredScene(): MeasuredScene {
  const here = scene()
  const ends = {
    client: plugged(6, '172.17.0.3/16', '02:42:ac:11:00:03'),
    server: plugged(4, '172.17.0.2/16', '02:42:ac:11:00:02'),
    A: end(9, 'A', [serverInode, 8], '10.1.1.1/32'),
    B: end(8, 'B', [clientInode, 9], '10.1.1.2/32'),
  }
  const box = (name: string, inode: number, { addresses, mac }: Link, over: Partial<Container>): Container =>
    container(name, inode, {
      networkMode: 'bridge',
      networks: [endpoint('bridge', { address: addresses[0]?.address ?? null, prefixLength: 16, mac })],
      ...over,
    })
  const server = box('server', serverInode, ends.server, {
    createdAt: 1,
    portRequests: [request('5201:5201')],
    publishedPorts: [bound('0.0.0.0:5201:5201')],
  })
  const client = box('client', clientInode, ends.client, { createdAt: 2 })
  here.host.links = here.host.links
    .filter(({ name }) => ['lo', 'eth0', 'docker0'].includes(name))
    .map((one) => ({ ...one, counters: counters(101 * mega, 1800) }))
  here.snapshot.containers = [client, server]
  here.snapshot.namespaces = [
    here.host,
    namespace(clientInode, { kind: 'container', containerId: client.id }, [ends.client, ends.A]),
    namespace(serverInode, { kind: 'container', containerId: server.id }, [ends.server, ends.B]),
  ]
  const kept = measurements()
  here.snapshot.measurements = Object.entries(kept).map(([name, result]) => ({ name, result, problem: null }))
  return { ...here, client, server, ends, kept }
}

/** Takes files away. */
export function forget(from: MeasuredScene, ...names: string[]): void {
  from.snapshot.measurements = from.snapshot.measurements.filter(({ name }) => !names.includes(name))
}
