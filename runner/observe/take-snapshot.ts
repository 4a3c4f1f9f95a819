import { stat } from 'node:fs/promises'
import { causeText } from '../lab-error.ts'
import { hostGone, lastingFirst, readProcesses, selectHostProcesses } from './find-processes.ts'
import type { HostProcess } from './find-processes.ts'
import { readMounts } from './hold-namespaces.ts'
import type { HostSource } from './host-source.ts'
import { joinNamespaces, locate, ownerOf } from './join-namespaces.ts'
import { nameNamespaces } from './namespace-links.ts'
import { connectContainers } from './parse-docker.ts'
import type { NamespaceMount } from './parse-entries.ts'
import { listCandidates, pinNamespaces } from './pin-namespaces.ts'
import type { PinnedNamespace } from './pin-namespaces.ts'
import { mapFew, readEngine } from './read-engine.ts'
import { readEntries } from './read-entries.ts'
import { readEngineSocket } from './read-engine-socket.ts'
import { readListeners } from './read-listeners.ts'
import { withNameFiles } from './read-name-files.ts'
import { readMeasurements } from './read-measurements.ts'
import { readNamespace } from './read-namespace.ts'
import type { ReadNamespace } from './read-namespace.ts'
import type { Container, EndedContainer, Snapshot, Unreadable } from './snapshot.ts'

export interface SnapshotOptions {
  /** Whose packet filter is read: the host's alone (default), or every namespace's. */
  firewalls?: 'host' | 'all'
  /** What `recordEvent` has gathered. */
  history?: EndedContainer[]
  attached?: string[]
  /** Milliseconds since the epoch. */
  now?: () => number
}

const namespacesAtOnce = 6

interface Reading {
  read: ReadNamespace[]
  pinned: PinnedNamespace[]
  unreadable: Unreadable[]
}

const readPinned = async (
  source: HostSource,
  pinned: PinnedNamespace[],
  wantsFirewall: (inode: number) => boolean,
): Promise<Reading> => {
  const unreadable: Unreadable[] = []
  const agent = { inode: (await stat('/proc/self/ns/net')).ino, path: `/proc/${process.pid}/ns/net` }
  const remove = await nameNamespaces(source.namespaceDirectory, [...pinned, agent]).catch(
    (error: unknown) => {
      unreadable.push({ part: 'peers', reason: causeText(error) })
      return null
    },
  )
  try {
    const read = await mapFew(pinned, namespacesAtOnce, ({ inode, path }) =>
      readNamespace(source, { inode, path, firewall: wantsFirewall(inode) }),
    )
    // without our names, no id says anything
    const known = remove ? read : read.map((one) => ({ ...one, netnsIds: null }))
    return { read: known, pinned, unreadable: [...unreadable, ...read.flatMap((one) => one.unreadable)] }
  } finally {
    await remove?.()
  }
}

const closeAll = (pinned: PinnedNamespace[]): Promise<unknown> =>
  Promise.all(pinned.map(({ handle }) => handle.close()))

const readNamespaces = async (
  source: HostSource,
  { processes, mounts, hostInode }: { processes: HostProcess[]; mounts: NamespaceMount[]; hostInode: number },
  firewalls: 'host' | 'all',
): Promise<Reading> => {
  const agentInode = (await stat('/proc/self/ns/net')).ino
  const candidates = listCandidates(processes, mounts, hostInode, agentInode)
  const { pinned, unreadable } = await pinNamespaces(source.pid, candidates)
  try {
    const reading = await readPinned(source, pinned, (inode) => firewalls === 'all' || inode === hostInode)
    return { ...reading, unreadable: [...unreadable, ...reading.unreadable] }
  } finally {
    await closeAll(pinned)
  }
}

const notFound = (containers: Container[]): Unreadable[] =>
  containers
    .filter(({ running, namespaceInode }) => running && namespaceInode === null)
    .map(({ id }) => ({ part: `container ${id}`, reason: 'It runs, but its process was not found.' }))

/**
 * One reading of one host. What a student did to the host never makes it throw: what cannot be read is in
 * `unreadable`. The engine is read first, so that every process it names is there to be found. Throws LabError
 * `host-gone` when the host itself has ended, and Node's errors when the agent's own /proc cannot be read.
 */
export async function takeSnapshot(source: HostSource, options: SnapshotOptions = {}): Promise<Snapshot> {
  const { firewalls = 'host', history = [], attached = [], now = Date.now } = options
  const takenAt = now()
  const engine = await readEngine(source.docker)
  const processes = selectHostProcesses(await readProcesses(), source.pid)
  const located = engine.containers.map((container) => locate(container, processes))
  const lasting = lastingFirst(processes, [source.pid, ...located.map(({ pid }) => pid)])
  const hostInode = processes.find(({ pid }) => pid === source.pid)?.netInode ?? 0
  const mounts = await readMounts(source.pid)
  const [reading, names, sockets, door, results] = await Promise.all([
    readNamespaces(source, { processes: lasting, mounts, hostInode }, firewalls),
    readEntries(source.pid, mounts).catch((error: unknown) => ({
      entries: [],
      unreadable: [{ part: 'entries', reason: causeText(error) }],
    })),
    readListeners(source),
    readEngineSocket(source.pid),
    readMeasurements(source.pid).catch((error: unknown) => ({
      measurements: [],
      unreadable: [{ part: 'measurements', reason: causeText(error) }],
    })),
  ])
  const hostIsRead = reading.read.some(({ inode }) => inode === hostInode)
  const hostIsTold = reading.unreadable.some(({ part }) => part === `namespace ${hostInode}`)
  if (!hostIsRead && !hostIsTold) throw hostGone()
  const { containers, unreadable: nameFiles } = await withNameFiles(located)
  return {
    takenAt,
    host: source.name,
    engine: engine.engine,
    namespaces: joinNamespaces(reading.read, reading.pinned, (inode) =>
      ownerOf(inode, hostInode, containers, names.entries),
    ),
    entries: names.entries,
    listeners: sockets.listeners,
    engineSocket: door.engineSocket,
    measurements: results.measurements,
    containers,
    networks: connectContainers(engine.networks, containers),
    images: engine.images,
    history,
    attached,
    unreadable: [
      ...engine.unreadable,
      ...reading.unreadable,
      ...names.unreadable,
      ...sockets.unreadable,
      ...door.unreadable,
      ...results.unreadable,
      ...notFound(containers),
      ...nameFiles,
    ],
  }
}
