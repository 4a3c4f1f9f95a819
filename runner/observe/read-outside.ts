import { stat } from 'node:fs/promises'
import { placeLink } from './find-peers.ts'
import type { HostSource } from './host-source.ts'
import { readNamespace } from './read-namespace.ts'
import type { NetworkNamespace } from './snapshot.ts'

/**
 * The agent's own network namespace, which is the outside, in the words of a snapshot. The other ends of its cables are
 * known by their indexes alone. Never throws for what it finds: what could not be read is empty.
 */
export async function readOutside(source: Pick<HostSource, 'run'>): Promise<NetworkNamespace> {
  const path = '/proc/self/ns/net'
  const inode = (await stat(path)).ino
  const read = await readNamespace(source, { inode, path, firewall: false })
  const { routes, rules, neighbours, firewall, sysctls, ipCounters, listening } = read
  const links = read.links.map((link) => placeLink([read], read, link))
  const rest = { routes, rules, neighbours, firewall, sysctls, ipCounters, listening }
  return { inode, owner: { kind: 'other', name: 'outside' }, pid: process.pid, links, ...rest }
}
