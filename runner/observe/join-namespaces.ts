import { placeLink } from './find-peers.ts'
import type { HostProcess } from './find-processes.ts'
import type { InspectedContainer } from './parse-container.ts'
import type { PinnedNamespace } from './pin-namespaces.ts'
import type { ReadNamespace } from './read-namespace.ts'
import type { Container, NamespaceEntry, NamespaceOwner, NetworkNamespace } from './snapshot.ts'

/** Where a container's process and namespace are for the agent. */
export const locate = (container: InspectedContainer, processes: HostProcess[]): Container => {
  const found = processes.find(({ hostPid }) => hostPid !== null && hostPid === container.hostPid)
  return { ...container, pid: found?.pid ?? null, namespaceInode: found?.netInode ?? null }
}

/** Whose namespace it is. */
export const ownerOf = (
  inode: number,
  hostInode: number,
  containers: Container[],
  entries: NamespaceEntry[],
): NamespaceOwner => {
  if (inode === hostInode) return { kind: 'host' }
  const inside = containers.filter(({ namespaceInode }) => namespaceInode === inode)
  // one that joined another's namespace does not own it
  const owner = inside.find(({ networkMode }) => !networkMode.startsWith('container:')) ?? inside[0]
  if (owner) return { kind: 'container', containerId: owner.id }
  const name = entries.find((entry) => entry.inode === inode)?.name
  return name === undefined ? { kind: 'other' } : { kind: 'other', name }
}

/** The namespaces as a snapshot tells them: owners named, and links across namespaces resolved. */
export function joinNamespaces(
  read: ReadNamespace[],
  pinned: PinnedNamespace[],
  owner: (inode: number) => NamespaceOwner,
): NetworkNamespace[] {
  return read.map((namespace) => {
    const { inode, routes, rules, neighbours, firewall, sysctls, ipCounters, listening } = namespace
    const links = namespace.links.map((link) => placeLink(read, namespace, link))
    const pid = pinned.find((one) => one.inode === inode)?.pid ?? null
    return {
      inode,
      owner: owner(inode),
      pid,
      links,
      routes,
      rules,
      neighbours,
      firewall,
      sysctls,
      ipCounters,
      listening,
    }
  })
}
