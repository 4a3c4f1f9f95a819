/** Published ports: which there are, what was asked for, and the service behind each. */
import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { hostNamespace } from '../../runner/judge/view.ts'
import type { Container, PortRequest, Snapshot } from '../../runner/observe/snapshot.ts'
import type { Service } from './connect.ts'
import { runningContainers, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

/** A TCP port of a running container that the engine has bound to an IPv4 address and a port of the host. */
export interface Published {
  box: Inhabited
  containerPort: number
  /** `0.0.0.0` for all addresses of the host. */
  hostAddress: string
  hostPort: number
  /** The `-p` it came from; null for `-P`. */
  request: PortRequest | null
}

/** What stands for all addresses of the host. */
export const everyAddress = '0.0.0.0'
/** An address that only the host itself can call. */
export const isLoopback = (address: string): boolean => address.startsWith('127.')

/** All containers with their ports, as a student would look at them. */
export const dockerPorts: Exhibit = {
  on: 'engine',
  command: ['ps', '--all', '--format', 'table {{.Names}}\\t{{.Status}}\\t{{.Ports}}'],
}

const describe = ({ box, hostAddress, hostPort, containerPort }: Published): string =>
  `${hostAddress}:${hostPort} leads to port ${containerPort} of ${box.container.name}`

/** An address that was not named, or was all of them, may have become any: the engine's default decides. */
const cameFrom = (request: PortRequest, address: string): boolean =>
  request.hostAddress === null || request.hostAddress === address

const requestOf = (
  { portRequests }: Container,
  bound: Pick<Published, 'containerPort' | 'hostAddress' | 'hostPort'>,
): PortRequest | null => {
  const requests = portRequests.filter(
    ({ protocol, containerPort, hostAddress, hostPort }) =>
      protocol === 'tcp' &&
      containerPort === bound.containerPort &&
      (hostPort === null || hostPort === bound.hostPort) &&
      cameFrom({ protocol, containerPort, hostAddress, hostPort }, bound.hostAddress),
  )
  return requests.find(({ hostAddress }) => hostAddress !== null) ?? requests[0] ?? null
}

/** Running containers of every network mode, oldest first. */
const allRunning = (snapshot: Snapshot): Inhabited[] =>
  [...new Set(snapshot.containers.map(({ networkMode }) => networkMode))]
    .flatMap((mode) => runningContainers(snapshot, mode))
    .toSorted((one, other) => (one.container.createdAt ?? 0) - (other.container.createdAt ?? 0))

const portsOf = (box: Inhabited): Published[] =>
  box.container.publishedPorts.flatMap(({ protocol, containerPort, hostAddress, hostPort }) => {
    if (protocol !== 'tcp' || hostPort === null || hostAddress.includes(':')) return []
    const bound = { containerPort, hostAddress, hostPort }
    return [{ box, ...bound, request: requestOf(box.container, bound) }]
  })

/** All published ports of running containers, those of the oldest first. */
export const publishedPorts = (snapshot: Snapshot): Published[] => allRunning(snapshot).flatMap(portsOf)

/** Why a container may be there although it was not found. */
const unseen = (snapshot: Snapshot): Finding | undefined =>
  unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ?? hidden(snapshot, 'any')

/** The finding for a port that is not there; `what` completes “No running container has …”. */
const missing = (snapshot: Snapshot, code: string, what: string): Finding => {
  const gap = unseen(snapshot)
  if (gap) return gap
  const all = publishedPorts(snapshot).map(describe).join('; ')
  return fail(code, `No running container has ${what}.`, all || 'no port is published', dockerPorts)
}

/** The first published port that `suits`, of those that are preferred if there are any. */
const aPort =
  (code: string, what: string, suits: (port: Published) => boolean, preferred = suits): Subject<Published> =>
  ({ snapshot }) => {
    const suitable = publishedPorts(snapshot).filter(suits)
    const found = suitable.find(preferred) ?? suitable[0]
    return found ? { thing: found } : { finding: missing(snapshot, code, what) }
  }

/** A port on all of the host's addresses; rather one whose number was chosen by a person. */
export const theOpenPort = aPort(
  'nothing-open',
  'a TCP port that is published on all addresses of the host',
  ({ hostAddress }) => hostAddress === everyAddress,
  ({ request }) => request !== null && request.hostPort !== null,
)

/** A port that somebody has asked for on an address of the host's loopback. */
export const theLoopbackPort = aPort(
  'nothing-on-loopback',
  'a TCP port that was published on an address of the loopback by name',
  ({ hostAddress, request }) => isLoopback(hostAddress) && request?.hostAddress === hostAddress,
)

/** A port on one address that somebody named, with a number that the engine chose. */
export const thePortOfTheEnginesChoice = aPort(
  'nothing-chosen',
  'a TCP port on one address of the host whose number was left to the engine',
  ({ hostAddress, request }) =>
    hostAddress !== everyAddress && request?.hostAddress === hostAddress && request.hostPort === null,
)

/** A port that was asked for without an address, wherever the engine has bound it. */
export const thePlainPort = aPort(
  'nothing-plain',
  'a TCP port that was published without naming an address',
  ({ request }) => request !== null && request.hostAddress === null,
  ({ request, hostAddress }) => request?.hostPort !== null && hostAddress !== everyAddress,
)

/** The container that was started with -P; rather one whose image exposes something. */
export const theContainerWithAllPorts: Subject<Inhabited> = ({ snapshot }) => {
  const found = allRunning(snapshot).filter(({ container }) => container.publishAllPorts)
  const best = found.find(({ container }) => container.exposedPorts.length > 0) ?? found[0]
  if (best) return { thing: best }
  return { finding: missing(snapshot, 'not-all-ports', 'been told to publish all of its exposed ports') }
}

/** Where the engine has put the web server of that container: port 80, or else its lowest. */
export const theWebPortOfAll: Subject<Published> = (view) => {
  const found = theContainerWithAllPorts(view)
  if ('finding' in found) return found
  const ports = portsOf(found.thing).toSorted((one, other) => one.containerPort - other.containerPort)
  const port = ports.find(({ containerPort }) => containerPort === 80) ?? ports[0]
  if (port) return { thing: port }
  const { name } = found.thing.container
  return { finding: fail('nothing-published', `${name} has no published TCP port.`, 'none', dockerPorts) }
}

/** The port is published. */
export const isPublished = (expected: string, port: Subject<Published>): Statement =>
  about(expected, port, (found) => pass(describe(found), dockerPorts))

/** Every exposed port of the container has a port of the host, and there are some. */
export const publishesAllThatItExposes = (box: Subject<Inhabited>): Statement =>
  about('a container that runs with all of its exposed ports published', box, ({ container }): Finding => {
    const { name, exposedPorts, publishedPorts: published } = container
    const bound = published.filter(({ hostPort }) => hostPort !== null)
    const lacking = exposedPorts.filter(
      (port) => !bound.some(({ containerPort, protocol }) => port === `${containerPort}/${protocol}`),
    )
    const actual = `exposed: ${exposedPorts.join(', ') || 'nothing'}`
    if (exposedPorts.length === 0)
      return fail('nothing-exposed', `${name} exposes no port.`, actual, dockerPorts)
    if (lacking.length > 0)
      return fail(
        'not-published',
        `${lacking.join(', ')} of ${name} has no port of the host.`,
        actual,
        dockerPorts,
      )
    return pass(`${actual}, all of it published`, dockerPorts)
  })

/** Another running container on the default network; rather one that publishes nothing itself. */
export const theNeighbourOf =
  (port: Subject<Published>): Subject<Inhabited> =>
  (view) => {
    const found = port(view)
    if ('finding' in found) return found
    const { name, id } = found.thing.box.container
    const others = runningContainers(view.snapshot, 'bridge').filter(({ container }) => container.id !== id)
    const best = others.find(({ container }) => container.publishedPorts.length === 0) ?? others[0]
    if (best) return { thing: best }
    return {
      finding:
        unseen(view.snapshot) ??
        fail(
          'no-neighbour',
          `No other container than ${name} runs on the default network.`,
          name,
          dockerPorts,
        ),
    }
  }

/** The host's address towards the outside. */
export const uplinkAddress = (snapshot: Snapshot): string | null =>
  hostNamespace(snapshot)
    ?.links.find(({ name }) => name === 'eth0')
    ?.addresses.find(({ family }) => family === 4)?.address ?? null

/** What identifies a container on its own page: its name, its host name or the beginning of its id. */
export const signsOf = ({ container: { name, hostname, id } }: Inhabited): string[] => [
  name,
  hostname,
  id.slice(0, 12),
]

/** The service behind a published port, to be called at one address of the host: `uplink` for the one towards the outside. */
export const serviceAt =
  (port: Subject<Published>, where: 'uplink' | 'bound' | '127.0.0.1'): Subject<Service> =>
  (view) => {
    const found = port(view)
    if ('finding' in found) return found
    const { box, hostAddress, hostPort } = found.thing
    const bound = hostAddress === everyAddress ? '127.0.0.1' : hostAddress
    const address = where === 'uplink' ? uplinkAddress(view.snapshot) : where === 'bound' ? bound : where
    if (address !== null)
      return { thing: { name: box.container.name, address, port: hostPort, signs: signsOf(box) } }
    return { finding: cannotRun('no-uplink', 'The address of the host towards the outside was not found.') }
  }
