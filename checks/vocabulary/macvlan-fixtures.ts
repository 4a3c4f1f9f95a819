import type { Probes } from '../../runner/judge/view.ts'
import type { Container, DockerNetwork, Link } from '../../runner/observe/snapshot.ts'
import { address, container, defaultRoute, endpoint, link, namespace, scene, type Scene } from './fixtures.ts'
import { allAnswer } from './looking-fixtures.ts'

/** Lab 14 as it stands after step 6: web and other on the wire, and the host's way round to web. */
export interface OnTheWire14 extends Scene {
  network: DockerNetwork
  web: Container
  other: Container
  uplink: Link
  /** The macvlan links in web, in other and on the host. */
  inWeb: Link
  inOther: Link
  shim: Link
}

const inodeOf = { web: 80, other: 90 } as const

const macvlanLink = (index: number, name: string, inHost: number, over: Partial<Link>): Link =>
  link(index, name, {
    kind: 'macvlan',
    rawKind: 'macvlan',
    parent: { namespaceInode: inHost, index: 2, name: 'eth0' },
    ...over,
  })

export const lan = (over: Partial<DockerNetwork> = {}): DockerNetwork => ({
  id: 'network-lan',
  name: 'lan',
  driver: 'macvlan',
  scope: 'local',
  internal: false,
  attachable: false,
  ipv6: false,
  ipam: {
    driver: 'default',
    pools: [{ subnet: '203.0.113.0/24', gateway: '203.0.113.1', range: '203.0.113.192/27' }],
  },
  options: { parent: 'eth0' },
  labels: {},
  containers: [],
  ...over,
})

const onLan = (name: 'web' | 'other', at: string, mac: string, createdAt: number): Container =>
  container(name, inodeOf[name], {
    networkMode: 'lan',
    networks: [endpoint('lan', { address: at, prefixLength: 24, gateway: '203.0.113.1', mac })],
    createdAt,
  })

export function onTheWire(): OnTheWire14 {
  const here = scene()
  const { host, snapshot } = here
  const uplink = host.links.find(({ name }) => name === 'eth0') ?? link(2, 'eth0')
  const shim = macvlanLink(20, 'shim', host.inode, { addresses: [address('203.0.113.223/32')] })
  const mac = { web: '02:42:cb:00:71:c0', other: '02:42:cb:00:71:c1' }
  const inWeb = macvlanLink(21, 'eth0', host.inode, {
    mac: mac.web,
    addresses: [address('203.0.113.192/24')],
  })
  const inOther = macvlanLink(22, 'eth0', host.inode, {
    mac: mac.other,
    addresses: [address('203.0.113.193/24')],
  })
  const web = onLan('web', '203.0.113.192', mac.web, 10)
  const other = onLan('other', '203.0.113.193', mac.other, 20)
  const network = lan()
  host.links.push(shim)
  host.routes.push(
    defaultRoute('203.0.113.1'),
    defaultRoute(null, { destination: '203.0.113.0/24', device: 'eth0' }),
    defaultRoute(null, { destination: '203.0.113.192/32', device: 'shim' }),
  )
  snapshot.containers = [other, web]
  snapshot.namespaces = [
    host,
    namespace(inodeOf.other, { kind: 'container', containerId: other.id }, [inOther]),
    namespace(inodeOf.web, { kind: 'container', containerId: web.id }, [inWeb]),
  ]
  snapshot.networks = [network]
  return { ...here, network, web, other, uplink, inWeb, inOther, shim }
}

/** Probes by which the outside's web server sees this sender, and every ping is answered. */
export const seenAs = (sender: string): Probes => ({
  ...allAnswer,
  connect: () =>
    Promise.resolve({
      reached: true,
      detail: 'answered',
      said: `Hello from the outside. You come from ${sender}.\n`,
    }),
})
