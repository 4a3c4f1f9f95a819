import type { Container, ListeningAddress, NetworkNamespace } from '../../runner/observe/snapshot.ts'
import { address, addContainer, defaultRoute, inodes, link, scene, type Scene } from './fixtures.ts'

/** Lab 11 when it is done: the neighbour serves on docker0, pal lives with it, the box has lo alone, free is on the host. */
export interface Stacks extends Scene {
  pal: Container
  free: Container
  inBare: NetworkNamespace
}

/** `127.0.0.1:8080` and the like, as sockets that wait there. */
export const listen = (...texts: string[]): ListeningAddress[] =>
  texts.map((text) => {
    const at = text.lastIndexOf(':')
    return { address: text.slice(0, at), port: Number(text.slice(at + 1)) }
  })

export function stacksScene(): Stacks {
  const here = scene()
  here.inBox.links = here.inBox.links.filter(({ kind }) => kind === 'loopback')
  here.inBox.routes = []
  here.host.links = here.host.links.filter(({ name }) => name !== 'A')
  const uplink = here.host.links.find(({ name }) => name === 'eth0')
  uplink?.addresses.push(address('203.0.113.11/24', { secondary: true }))
  here.host.routes.push(defaultRoute('203.0.113.1'))
  here.host.listening = listen(':::80', '127.0.0.1:9000')
  here.inNeighbour.listening = listen(':::80', '127.0.0.1:8080')
  addContainer(here, 'pal', inodes.neighbour, {
    networkMode: `container:${here.neighbour.id}`,
    networks: [],
    createdAt: 4,
  })
  addContainer(here, 'free', inodes.host, { networkMode: 'host', networks: [] })
  // Both live in namespaces that are there already.
  here.snapshot.namespaces = [here.host, here.inBox, here.inNeighbour]
  here.snapshot.history.push({
    id: here.neighbour.id,
    name: 'neighbour',
    addresses: [],
    image: 'httpd',
    networks: ['bridge'],
    exitCode: 137,
    endedAt: 5,
  })
  const find = (name: string): Container => {
    const found = here.snapshot.containers.find((one) => one.name === name)
    if (!found) throw new Error(`the scene has no ${name}`)
    return found
  }
  return { ...here, pal: find('pal'), free: find('free'), inBare: here.inBox }
}

/** One more interface, for a stack that should have none. */
export const stray = () => link(9, 'eth7')
