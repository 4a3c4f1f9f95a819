import { isIP } from 'node:net'
import { LabError } from '../lab-error.ts'
import type { Container, NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import type { Place } from './explanation.ts'
import { isLocal } from './route.ts'
import { allNamespaces, namespaceAt, placeOf, type Terrain } from './terrain.ts'

/** One end, as it was found. */
export interface Endpoint {
  /** As it was asked for. */
  name: string
  place: Place | null
  /** Null where it has no network stack, or none is known to have the address. */
  namespace: NetworkNamespace | null
  /** The address, where one was asked for. */
  address: string | null
  /** Why there is no network stack, in a sentence; null where there is one, or where only an address was asked for. */
  trouble: string | null
  /** Whether that is for certain: false where it could only not be read. */
  certain: boolean
}

/** What can be named on this host. */
const knownNames = ({ containers, host, entries }: Snapshot): string => {
  const names = entries.filter(({ alive }) => alive).map(({ name }) => name)
  return ['host', host, 'outside', ...containers.map(({ name }) => name), ...names].join(', ')
}

const unknown = (snapshot: Snapshot, name: string): LabError =>
  snapshot.engine === null
    ? new LabError(
        'cannotRun',
        'engine-silent',
        `The Docker Engine on ${snapshot.host} does not answer, so nobody can say which container “${name.slice(0, 80)}” is.`,
        `Known without it: ${knownNames(snapshot)}, or an IPv4 address.`,
      )
    : new LabError(
        'usage',
        'place-unknown',
        `There is no container, namespace or address “${name.slice(0, 80)}”.`,
        `Known: ${knownNames(snapshot)}, or an IPv4 address.`,
      )

const inNamespace = (terrain: Terrain, name: string, namespace: NetworkNamespace): Endpoint => ({
  name,
  place: placeOf(terrain, namespace),
  namespace,
  address: null,
  trouble: null,
  certain: true,
})

const without = (name: string, place: Place, trouble: string, certain: boolean): Endpoint => ({
  name,
  place,
  trouble,
  certain,
  namespace: null,
  address: null,
})

function ofContainer(terrain: Terrain, name: string, container: Container): Endpoint {
  const namespace = namespaceAt(terrain, container.namespaceInode)
  const place: Place = { kind: 'container', name: container.name }
  const who = container.name
  if (!container.running)
    return without(
      name,
      place,
      `${who} does not run (its state is ${container.state}), so it has no network.`,
      true,
    )
  if (!namespace) return without(name, place, `${who} runs, but its network could not be read.`, false)
  return inNamespace(terrain, name, namespace)
}

/** By its whole name, or else by the beginning of its id. */
function findContainer({ containers }: Snapshot, name: string): Container | undefined {
  const named = containers.find((one) => one.name === name)
  if (named || !/^[0-9a-f]+$/.test(name)) return named
  const [first, second] = containers.filter(({ id }) => id.startsWith(name))
  if (!second) return first
  throw new LabError(
    'usage',
    'place-ambiguous',
    `More than one container’s id begins with ${name}.`,
    'Type more of it, or the name.',
  )
}

function ofEntry(terrain: Terrain, name: string): Endpoint | null {
  const entry = terrain.snapshot.entries.find((one) => one.name === name)
  if (!entry) return null
  const namespace = namespaceAt(terrain, entry.inode)
  if (namespace) return inNamespace(terrain, name, namespace)
  const place: Place = { kind: 'namespace', name }
  return entry.alive
    ? without(name, place, `The network namespace ${name} could not be read.`, false)
    : without(name, place, `${name} in /var/run/netns leads to no network namespace.`, true)
}

/** Where an address is: with somebody else than the one who asks, if there is one; 127.0.0.1 is always one's own. */
function ofAddress(terrain: Terrain, name: string, asker: NetworkNamespace | null): Endpoint {
  const others = allNamespaces(terrain).filter(({ inode }) => inode !== asker?.inode)
  const asked = [...(name.startsWith('127.') ? [] : others), ...(asker ? [asker] : [])]
  const namespace = asked.find((one) => isLocal(one, name)) ?? null
  return {
    name,
    place: namespace && placeOf(terrain, namespace),
    namespace,
    address: name,
    trouble: null,
    certain: true,
  }
}

/**
 * Finds one end of the way. `asker` is where the packet starts, for the far end: 127.0.0.1 is its own. Throws LabError
 * `place-unknown` with the names that are known, `place-ambiguous`, `ipv6` or `engine-silent`.
 */
export function findEndpoint(terrain: Terrain, name: string, asker: NetworkNamespace | null): Endpoint {
  const { snapshot, outside } = terrain
  const host = snapshot.namespaces.find(({ owner }) => owner.kind === 'host')
  if (host && (name === 'host' || name === snapshot.host)) return inNamespace(terrain, name, host)
  if (name === 'outside') return inNamespace(terrain, name, outside)
  const container = findContainer(snapshot, name)
  if (container) return ofContainer(terrain, name, container)
  const entry = ofEntry(terrain, name)
  if (entry) return entry
  if (isIP(name) === 4) return ofAddress(terrain, name, asker)
  if (isIP(name) === 6)
    throw new LabError(
      'usage',
      'ipv6',
      `${name} is an IPv6 address, and only IPv4 is walked.`,
      'Name the container, or its IPv4 address.',
    )
  throw unknown(snapshot, name)
}
