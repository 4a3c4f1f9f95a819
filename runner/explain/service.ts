import type { ListeningAddress, NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import { showListeners } from './commands.ts'
import { lose, note, stop, type Journey, type Stage } from './journey.ts'
import type { Flow } from './packet.ts'
import { nameOf, placeOf, unreadable } from './terrain.ts'

const everywhere = new Set(['0.0.0.0', '::'])

const isAt = ({ address, port }: ListeningAddress, { destination, destinationPort }: Flow): boolean =>
  port === destinationPort && (everywhere.has(address) || address === destination)

/** Where docker-proxy sends what it takes: a container and its port. */
export interface Beyond {
  containerId: string
  port: number
}

/** The program that takes a connection and makes another one; null for any other. */
function proxied({ listeners, containers }: Snapshot, flow: Flow): Beyond | null {
  const listener = listeners.find((one) => isAt(one, flow))
  if (!listener?.holders.includes('docker-proxy')) return null
  for (const container of containers) {
    const port = container.publishedPorts.find(
      ({ hostPort, hostAddress, protocol }) =>
        protocol === 'tcp' &&
        hostPort === flow.destinationPort &&
        (everywhere.has(hostAddress) || hostAddress === flow.destination),
    )
    if (container.running && port) return { containerId: container.id, port: port.containerPort }
  }
  return null
}

/** Notes who listens where a connection arrives. Null when all is well, with what lies beyond when a proxy listens. */
export function findListener(
  journey: Journey,
  namespace: NetworkNamespace,
  flow: Flow,
): { end: Stage } | { end: null; beyond: Beyond | null } {
  const { terrain } = journey
  const { snapshot } = terrain
  const port = flow.destinationPort
  const who = nameOf(placeOf(terrain, namespace))
  const common = {
    namespace,
    looked: 'listener',
    thing: `port ${port}`,
    commands: showListeners(terrain, namespace),
  } as const
  const gap = unreadable(terrain, namespace, 'listening')
  if (gap !== null)
    return { end: lose(journey, { ...common, found: `Who listens could not be read: ${gap}` }) }
  const there = namespace.listening.filter((one) => one.port === port)
  const listener = there.find((one) => isAt(one, flow))
  if (!listener) {
    const elsewhere = [...new Set(there.map(({ address }) => address))].join(', ')
    const found =
      there.length === 0
        ? `Nothing listens on TCP port ${port} ${who === 'the outside' ? 'there' : `of ${who}`}.`
        : `TCP port ${port} of ${who} is open at ${elsewhere} only, not at ${flow.destination}.`
    return { end: stop(journey, { ...common, found }) }
  }
  const beyond = namespace.owner.kind === 'host' ? proxied(snapshot, flow) : null
  const what = beyond
    ? 'docker-proxy takes the connection, and makes one of its own to the container'
    : 'A program listens'
  note(journey, { ...common, found: `${what} (${listener.address} port ${port}).`, ok: true })
  return { end: null, beyond }
}
