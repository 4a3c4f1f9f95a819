import type { Container, Link, NetworkNamespace, Route } from '../../runner/observe/snapshot.ts'
import {
  address,
  container,
  defaultRoute,
  endpoint,
  entry,
  inodes,
  link,
  namespace,
  scene,
  type Scene,
} from './fixtures.ts'

/** Lab 04 as it stands when every step is done: A-B joins left and right, C-D left and guest, E-F the host and right. */
export interface LinkScene extends Scene {
  left: Container
  right: Container
  guest: Container
  inLeft: NetworkNamespace
  inRight: NetworkNamespace
  inGuest: NetworkNamespace
  /** The ends, by their names. */
  ends: Record<'A' | 'B' | 'C' | 'D' | 'E' | 'F', Link>
}

export const routeOver = (device: string, destination: string, over: Partial<Route> = {}): Route =>
  defaultRoute(null, { destination, device, ...over })

const [left, right, guest] = [inodes.box, inodes.neighbour, inodes.spare]

/** One end: in this namespace at this index, its peer there. */
const end = (index: number, name: string, [peerIn, peer]: [number, number], text: string): Link =>
  link(index, name, {
    peer: { namespaceInode: peerIn, index: peer, name: null },
    addresses: [address(text)],
  })

export function linkScene(): LinkScene {
  const base = scene()
  const ends = {
    A: end(5, 'A', [right, 4], '10.1.1.1/32'),
    B: end(4, 'B', [left, 5], '10.1.1.2/32'),
    C: end(9, 'C', [guest, 8], '10.1.2.1/32'),
    D: end(8, 'D', [left, 9], '10.1.2.2/32'),
    E: end(11, 'E', [right, 10], '10.1.3.1/32'),
    F: end(10, 'F', [inodes.host, 11], '10.1.3.2/32'),
  }
  const mac = '02:42:ac:11:00:02'
  const eth0 = end(6, 'eth0', [inodes.host, 7], '172.17.0.2/16')
  eth0.mac = mac
  const veth = end(7, 'veth1a2b3c', [guest, 6], '10.9.9.9/32')
  Object.assign(veth, { addresses: [], master: { index: 3, name: 'docker0' } })
  const boxes = {
    left: container('left', left, { createdAt: 1 }),
    right: container('right', right, { createdAt: 2 }),
    guest: container('guest', guest, {
      createdAt: 3,
      networkMode: 'default',
      networks: [endpoint('bridge', { address: '172.17.0.2', prefixLength: 16, mac })],
    }),
  }
  const host = namespace(inodes.host, { kind: 'host' }, [base.docker0, veth, ends.E])
  const inside = (box: Container, inode: number, ...links: Link[]): NetworkNamespace =>
    namespace(inode, { kind: 'container', containerId: box.id }, links)
  const inLeft = inside(boxes.left, left, ends.A, ends.C)
  const inRight = inside(boxes.right, right, ends.B, ends.F)
  const inGuest = inside(boxes.guest, guest, eth0, ends.D)
  host.routes.push(routeOver('E', '10.1.3.2/32'))
  inLeft.routes.push(routeOver('A', '10.1.1.2/32'), routeOver('C', '10.1.2.2/32'))
  inRight.routes.push(routeOver('B', '10.1.1.1/32'), routeOver('F', '10.1.3.1/32'))
  inGuest.routes.push(
    defaultRoute('172.17.0.1'),
    routeOver('eth0', '172.17.0.0/16'),
    routeOver('D', '10.1.2.1/32'),
  )
  Object.assign(base.snapshot, {
    namespaces: [inGuest, inRight, inLeft, host],
    containers: [boxes.guest, boxes.right, boxes.left],
    entries: [entry('450', left), entry('460', right)],
  })
  return { ...base, ...boxes, host, inLeft, inRight, inGuest, ends }
}

/** Removes a link's ends from wherever they are. */
export function cut(from: LinkScene, ...names: string[]): void {
  for (const one of from.snapshot.namespaces)
    one.links = one.links.filter(({ name, kind }) => kind !== 'veth' || !names.includes(name))
}

/** Moves an end to another namespace, which costs it its addresses, as it does in the kernel. */
export function move(from: LinkScene, name: keyof LinkScene['ends'], to: NetworkNamespace): void {
  cut(from, name)
  const moved = from.ends[name]
  moved.addresses = []
  to.links.push(moved)
  for (const { peer } of Object.values(from.ends).map((one) => ({ peer: one.peer })))
    if (peer?.index === moved.index) peer.namespaceInode = to.inode
}
