/** Links (`--link`) on the default network: who is linked to whom, what is exposed, what the alias stands for. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { Container, Snapshot } from '../../runner/observe/snapshot.ts'
import { bridge, type Bridge } from './addressing.ts'
import { bridgeNameOption, theDefaultNetwork } from './default-network.ts'
import type { Service } from './connect.ts'
import { dockerPs, runningContainers, type Inhabited } from './containers.ts'
import { engineAddress } from './docker-network.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** The TCP ports that a container exposes (EXPOSE, `--expose`), lowest first. */
export const exposedTcpPorts = ({ exposedPorts }: Container): number[] =>
  exposedPorts
    .filter((port) => port.endsWith('/tcp'))
    .map((port) => Number.parseInt(port, 10))
    .toSorted((one, other) => one - other)

const aliasesFor = ({ links }: Container, target: Container): string[] =>
  links.filter((link) => link.startsWith(`${target.name}:`)).map((link) => link.slice(target.name.length + 1))

const isLinkedTo = (one: Inhabited, target: Inhabited): boolean =>
  aliasesFor(one.container, target.container).length > 0

/** All running containers on the engine's default network, oldest first, when it is certain that these are all. */
const neighbourhood: Subject<Inhabited[]> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
  if (gap) return { finding: gap }
  const found = runningContainers(snapshot, 'bridge')
  const lost = snapshot.containers
    .filter(({ running, networkMode }) => running && networkMode === 'bridge')
    .filter(({ id }) => !found.some(({ container }) => container.id === id))
    .flatMap(({ namespaceInode }) =>
      namespaceInode === null ? [] : (hidden(snapshot, namespaceInode) ?? []),
    )[0]
  return lost ? { finding: lost } : { thing: found }
}

const missing = (code: string, text: string, { containers }: Snapshot): { finding: Finding } => {
  const names = containers.map(({ name, state }) => `${name} (${state})`).join(', ')
  return { finding: fail(code, text, names || 'no container at all', dockerPs) }
}

/** The running container on the default network that exposes a TCP port: one that others are linked to before others. */
export const theServer: Subject<Inhabited> = (view) => {
  const boxes = neighbourhood(view)
  if ('finding' in boxes) return boxes
  const servers = boxes.thing.filter(({ container }) => exposedTcpPorts(container).length > 0)
  const linked = servers.find((server) => boxes.thing.some((box) => isLinkedTo(box, server)))
  const server = linked ?? servers[0]
  if (server) return { thing: server }
  return missing(
    'no-server',
    'No container that exposes a TCP port runs on the engine’s default network.',
    view.snapshot,
  )
}

const besideServer = (
  view: View,
  choose: (box: Inhabited, server: Inhabited) => boolean,
  code: string,
  text: (server: string) => string,
): Found<Inhabited> => {
  const server = theServer(view)
  if ('finding' in server) return server
  const boxes = neighbourhood(view)
  if ('finding' in boxes) return boxes
  const box = boxes.thing.find(
    (one) => one.container.id !== server.thing.container.id && choose(one, server.thing),
  )
  return box ? { thing: box } : missing(code, text(server.thing.container.name), view.snapshot)
}

/** The oldest running container on the default network that is linked to the server. */
export const theLinked: Subject<Inhabited> = (view) =>
  besideServer(view, isLinkedTo, 'no-link', (server) => `No running container is linked to ${server}.`)

/** The oldest running container beside the server that has no link to it, and no other network. */
export const theStranger: Subject<Inhabited> = (view) =>
  besideServer(
    view,
    (box, server) => !isLinkedTo(box, server) && box.container.networks.length === 1,
    'no-stranger',
    (server) => `No container runs beside ${server} on the default network alone, without a link to it.`,
  )

/** The engine's stand-in images serve a page with these words. */
const defaultPage = 'It works'

/** What a page of this container is known by. */
export const pageSigns = ({ name, hostname, id }: Container): string[] => [
  defaultPage,
  name,
  hostname,
  id.slice(0, 12),
]

const serviceAt = (box: Inhabited, port: number): Found<Service> => {
  const address = engineAddress(box)
  const { name } = box.container
  if (address !== null)
    return { thing: { name: `the container ${name}`, address, port, signs: pageSigns(box.container) } }
  return { finding: fail('no-address', `The engine has given ${name} no address.`, 'no address', dockerPs) }
}

/** Port 80 where a container exposes it, else the lowest that it does. */
export const mainPort = (container: Container): number | undefined => {
  const ports = exposedTcpPorts(container)
  return ports.includes(80) ? 80 : ports[0]
}

/** What the server serves on its exposed port. */
export const exposedService: Subject<Service> = (view) => {
  const server = theServer(view)
  if ('finding' in server) return server
  return serviceAt(server.thing, mainPort(server.thing.container) ?? 80)
}

/** What the server serves on a port of which its image says nothing. */
export const otherService =
  (port: number): Subject<Service> =>
  (view) => {
    const server = theServer(view)
    return 'finding' in server ? server : serviceAt(server.thing, port)
  }

/** The bridge that carries the engine's default network, with its address. */
export const theDefaultBridge: Subject<Bridge> = (view) => {
  const network = theDefaultNetwork(view)
  if ('finding' in network) return network
  return bridge(network.thing.options[bridgeNameOption] ?? 'docker0')(view)
}

/** A link made by `--link`, between two running containers. */
export interface Link {
  box: Inhabited
  server: Inhabited
  /** Addresses of both on the default network, as the engine tells them. */
  from: string
  to: string
  /** The interface that both hang on, on the host. */
  carrier: string
}

/** The link between the linked container and the server. */
export const theLink: Subject<Link> = (view) => {
  const [box, server] = [theLinked(view), theServer(view)]
  if ('finding' in box) return box
  if ('finding' in server) return server
  const carrier = theDefaultBridge(view)
  if ('finding' in carrier) return carrier
  const [from, to] = [engineAddress(box.thing), engineAddress(server.thing)]
  if (from !== null && to !== null)
    return { thing: { box: box.thing, server: server.thing, from, to, carrier: carrier.thing.link.name } }
  return { finding: fail('no-address', 'One end of the link has no address.', 'no address', dockerPs) }
}

/** In the linked container, each alias of its link stands for the server's address: the first line of /etc/hosts decides. */
export function aliasLeadsToServer(): Statement {
  return about(
    'the link’s alias stands for the server’s address in /etc/hosts',
    theLink,
    ({ box, server, to }, { snapshot }): Finding => {
      const { id, name, hosts } = box.container
      const gap = unreadable(snapshot, `hosts ${id}`)
      if (gap) return gap
      const exhibit: Exhibit = { on: 'engine', command: ['exec', name, 'cat', '/etc/hosts'] }
      if (hosts === undefined)
        return cannotRun('unreadable', `The /etc/hosts of ${name} has not been read.`, exhibit)
      const aliases = aliasesFor(box.container, server.container)
      for (const alias of aliases) {
        const entry = hosts.find(({ names }) => names.includes(alias))
        if (!entry)
          return fail(
            'no-alias',
            `The /etc/hosts of ${name} does not know ${alias}.`,
            'no such name',
            exhibit,
          )
        if (entry.address !== to)
          return fail(
            'alias-elsewhere',
            `In the /etc/hosts of ${name}, ${alias} is ${entry.address}, but ${server.container.name} has ${to}.`,
            `${alias} is ${entry.address}`,
            exhibit,
          )
      }
      return pass(`${aliases.join(' and ')}: ${to}`, exhibit)
    },
  )
}
