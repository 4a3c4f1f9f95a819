import type { NetworkNamespace, Snapshot } from '../observe/snapshot.ts'

/** How a command that is typed on the host gets into a network namespace. */
export type Door =
  | { way: 'here' }
  /** By its name in /var/run/netns, ip-netns(8). */
  | { way: 'entry'; name: string }
  /** By a process in it, as `docker inspect` on the host names it. */
  | { way: 'process'; pid: number }

/** A network namespace, as sentences and commands name it. */
export interface Place {
  inode: number
  kind: 'host' | 'container' | 'namespace'
  /** A container's name, or an entry in /var/run/netns; empty for the host, and where there is none. */
  name: string
  /** Null where nobody on the host can type a way in. */
  door: Door | null
}

const doorOf = ({ entries, containers }: Snapshot, { inode, owner }: NetworkNamespace): Door | null => {
  if (owner.kind === 'host') return { way: 'here' }
  const entry = entries.find((one) => one.alive && one.inode === inode)
  if (entry) return { way: 'entry', name: entry.name }
  const pid = containers.find((one) => one.namespaceInode === inode && one.hostPid !== null)?.hostPid
  return typeof pid === 'number' ? { way: 'process', pid } : null
}

/** A namespace of this snapshot as a place. */
export function placeOf(snapshot: Snapshot, namespace: NetworkNamespace): Place {
  const { inode, owner } = namespace
  const door = doorOf(snapshot, namespace)
  if (owner.kind === 'host') return { inode, kind: 'host', name: '', door }
  if (owner.kind === 'other') return { inode, kind: 'namespace', name: owner.name ?? '', door }
  const name = snapshot.containers.find(({ id }) => id === owner.containerId)?.name ?? ''
  return { inode, kind: 'container', name, door }
}
