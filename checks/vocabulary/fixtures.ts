import type {
  Container,
  ContainerNetwork,
  Link,
  LinkAddress,
  NamespaceEntry,
  NetworkNamespace,
  Route,
  Snapshot,
} from '../../runner/observe/snapshot.ts'

/** Inodes of the scene's namespaces. */
export const inodes = { host: 1, box: 50, neighbour: 60, spare: 70 } as const

export const address = (text: string, over: Partial<LinkAddress> = {}): LinkAddress => {
  const [value = '', length = '32'] = text.split('/')
  const family = value.includes(':') ? 6 : 4
  const plain = { scope: 'global', peer: null, secondary: false, tentative: false }
  return { family, address: value, prefixLength: Number(length), ...plain, ...over }
}

export const link = (index: number, name: string, over: Partial<Link> = {}): Link => ({
  index,
  name,
  kind: 'veth',
  rawKind: 'veth',
  up: true,
  lowerUp: true,
  operstate: 'UP',
  promiscuous: false,
  mtu: 1500,
  mac: `0a:00:00:00:00:${index.toString(16).padStart(2, '0')}`,
  master: null,
  addresses: [],
  peer: null,
  parent: null,
  bridge: null,
  vxlan: null,
  counters: null,
  ...over,
})

const loopback = (): Link =>
  link(1, 'lo', { kind: 'loopback', rawKind: 'loopback', addresses: [address('127.0.0.1/8')] })

export const defaultRoute = (gateway: string | null, over: Partial<Route> = {}): Route => ({
  family: 4,
  type: 'unicast',
  destination: 'default',
  gateway,
  device: 'eth0',
  source: null,
  scope: null,
  protocol: 'boot',
  metric: null,
  table: 'main',
  flags: [],
  nextHops: [],
  ...over,
})

export const namespace = (
  inode: number,
  owner: NetworkNamespace['owner'],
  links: Link[] = [],
): NetworkNamespace => ({
  inode,
  owner,
  pid: 1000 + inode,
  links: [loopback(), ...links],
  routes: [],
  rules: [],
  neighbours: [],
  firewall: null,
  sysctls: {},
  ipCounters: {},
  listening: [],
})

export const endpoint = (name: string, over: Partial<ContainerNetwork> = {}): ContainerNetwork => ({
  name,
  networkId: `network-${name}`,
  endpointId: `endpoint-${name}`,
  address: null,
  prefixLength: null,
  gateway: null,
  mac: null,
  aliases: [],
  links: [],
  address6: null,
  wanted: { address: null, address6: null },
  ...over,
})

export const container = (name: string, inode: number | null, over: Partial<Container> = {}): Container => ({
  id: `id-of-${name}`,
  name,
  image: 'base',
  imageId: 'sha256:0',
  state: 'running',
  running: true,
  exitCode: null,
  networkMode: 'none',
  pid: inode === null ? null : 1000 + inode,
  hostPid: inode === null ? null : 400 + inode,
  namespaceInode: inode,
  sandboxKey: null,
  hostname: name,
  networks: [endpoint('none')],
  publishedPorts: [],
  portRequests: [],
  publishAllPorts: false,
  exposedPorts: [],
  links: [],
  labels: {},
  mounts: [],
  createdAt: 1_000_000,
  startedAt: 1_000_000,
  finishedAt: null,
  autoRemove: false,
  privileged: false,
  capAdd: [],
  extraHosts: [],
  hostsPath: null,
  ...over,
})

export const entry = (
  name: string,
  inode: number | null,
  over: Partial<NamespaceEntry> = {},
): NamespaceEntry => ({
  name,
  kind: 'symlink',
  target: `/proc/${name}/ns/net`,
  inode,
  alive: inode !== null,
  dangling: inode === null,
  ...over,
})

/** Lab 03 as it stands when every step is done; a test spoils the part it is about. */
export interface Scene {
  snapshot: Snapshot
  host: NetworkNamespace
  inBox: NetworkNamespace
  inNeighbour: NetworkNamespace
  box: Container
  neighbour: Container
  docker0: Link
  /** The hand-made pair: A is on the host, eth0 in the box. */
  A: Link
  eth0: Link
  /** The engine's own pair: its end on the host. */
  veth: Link
}

export function scene(): Scene {
  const docker0 = link(3, 'docker0', {
    kind: 'bridge',
    rawKind: 'bridge',
    mac: '02:42:25:1c:5f:7a',
    addresses: [address('172.17.0.1/16')],
  })
  const master = { index: 3, name: 'docker0' }
  const peerOf = (namespaceInode: number | null, index: number): Partial<Link> => ({
    peer: { namespaceInode, index, name: null },
  })
  const uplink = link(2, 'eth0', { ...peerOf(null, 9), addresses: [address('203.0.113.10/24')] })
  const A = link(5, 'A', { master, ...peerOf(inodes.box, 4) })
  const veth = link(7, 'veth1a2b3c', { master, ...peerOf(inodes.neighbour, 6) })
  const eth0 = link(4, 'eth0', { ...peerOf(inodes.host, 5), addresses: [address('172.17.42.99/16')] })
  const mac = '02:42:ac:11:00:02'
  const theirs = link(6, 'eth0', { ...peerOf(inodes.host, 7), mac, addresses: [address('172.17.0.2/16')] })
  const box = container('box', inodes.box)
  const neighbour = container('neighbour', inodes.neighbour, {
    networkMode: 'bridge',
    networks: [endpoint('bridge', { address: '172.17.0.2', prefixLength: 16, gateway: '172.17.0.1', mac })],
    createdAt: 2_000_000,
  })
  const host = namespace(inodes.host, { kind: 'host' }, [uplink, docker0, A, veth])
  const inBox = namespace(inodes.box, { kind: 'container', containerId: box.id }, [eth0])
  inBox.routes.push(defaultRoute('172.17.0.1'))
  const inNeighbour = namespace(inodes.neighbour, { kind: 'container', containerId: neighbour.id }, [theirs])
  inNeighbour.routes.push(defaultRoute('172.17.0.1'))
  const snapshot: Snapshot = {
    takenAt: 3_000_000,
    host: 'host1',
    engine: { version: '20.10.24', apiVersion: '1.41', swarm: null },
    namespaces: [host, inBox, inNeighbour],
    entries: [entry('450', inodes.box)],
    listeners: [],
    engineSocket: { mode: 0o660, gid: 999, group: 'docker', users: [] },
    measurements: [],
    containers: [neighbour, box],
    networks: [],
    images: [],
    history: [
      {
        id: 'id-of-visitor',
        name: 'visitor',
        image: 'base',
        networks: ['none'],
        addresses: [],
        exitCode: 137,
        endedAt: 2,
      },
    ],
    attached: [],
    unreadable: [],
  }
  return { snapshot, host, inBox, inNeighbour, box, neighbour, docker0, A, eth0, veth }
}

/** Notes that parts of the host could not be read; returns the scene. */
export function hide<Some extends Scene>(from: Some, ...parts: string[]): Some {
  from.snapshot.unreadable.push(...parts.map((part) => ({ part, reason: 'It was hidden by the test.' })))
  return from
}

/** Says that the engine is silent, as takeSnapshot does; returns the scene. */
export function silenceEngine<Some extends Scene>(from: Some): Some {
  Object.assign(from.snapshot, { engine: null, containers: [], networks: [], images: [] })
  return hide(from, 'engine', 'containers', 'networks', 'images')
}

/** One more running container in a namespace of its own, without a network unless `over` says otherwise. */
export function addContainer(
  to: Scene,
  name: string,
  inode: number,
  over: Partial<Container> = {},
  ...links: Link[]
): void {
  const added = container(name, inode, over)
  to.snapshot.containers.push(added)
  to.snapshot.namespaces.push(namespace(inode, { kind: 'container', containerId: added.id }, links))
}

/** Takes a link out of its namespace. */
export function unplug(from: NetworkNamespace, name: string): void {
  from.links = from.links.filter((one) => one.name !== name)
}
