import { readdir, readlink, stat } from 'node:fs/promises'
import { LabError, causeText } from '../lab-error.ts'
import { findInside, isNothingThere, pathOf } from './inside.ts'
import type { Inside } from './inside.ts'
import { describeEntry } from './parse-entries.ts'
import type { FoundEntry, NamespaceMount } from './parse-entries.ts'
import type { NamespaceEntry, Unreadable } from './snapshot.ts'

const directory = '/var/run/netns'
const mostEntries = 500

interface Reading {
  pid: number
  mounts: NamespaceMount[]
  /** The one device all namespaces are on, nsfs. */
  namespaceDevice: bigint
}

const nothing = { kind: 'nothing' } as const

const findOrNothing = async (pid: number, path: string): Promise<Inside | null> => {
  try {
    return await findInside(pid, path)
  } catch (error) {
    if (isNothingThere(error) || (error instanceof LabError && error.code === 'path-too-long')) return null
    throw error
  }
}

const leadsTo = async (
  path: string,
  { pid, mounts, namespaceDevice }: Reading,
): Promise<FoundEntry['leadsTo']> => {
  const found = await findOrNothing(pid, path)
  if (!found) return nothing
  if (found.kind === 'kernel-link') {
    const inode = /^net:\[(\d+)\]$/.exec(found.text)?.[1]
    return inode === undefined ? { kind: 'other' } : { kind: 'namespace', inode: Number(inode) }
  }
  await found.handle.close()
  const inode = Number(found.stats.ino)
  // namespaces of other kinds are on the same device: the mount table tells them apart
  const isNetwork = found.stats.dev === namespaceDevice && mounts.some((mount) => mount.inode === inode)
  return isNetwork ? { kind: 'namespace', inode } : { kind: 'other' }
}

const targetOf = async (path: string): Promise<{ target?: string }> => {
  try {
    return { target: await readlink(path) }
  } catch {
    return {} // EINVAL: it is no symlink
  }
}

/**
 * The names in /var/run/netns of the host whose init is `pid`, at most 500; a name that cannot be looked at is told in
 * the second list. A host without the folder has no names. Throws LabError or Node's errors when the folder itself
 * cannot be read.
 */
export async function readEntries(
  pid: number,
  mounts: NamespaceMount[],
): Promise<{ entries: NamespaceEntry[]; unreadable: Unreadable[] }> {
  const folder = await findOrNothing(pid, directory)
  if (!folder) return { entries: [], unreadable: [] }
  if (folder.kind !== 'file') throw new LabError('cannotRun', 'no-folder', `${directory} is no folder.`)
  try {
    const namespaceDevice = (await stat('/proc/self/ns/net', { bigint: true })).dev
    const names = (await readdir(pathOf(folder.handle))).sort()
    const unreadable: Unreadable[] = []
    if (names.length > mostEntries) {
      unreadable.push({
        part: 'entries',
        reason: `Only ${mostEntries} of ${names.length} names in ${directory} were read.`,
      })
    }
    const read = async (name: string): Promise<NamespaceEntry[]> => {
      try {
        const target = await targetOf(`${pathOf(folder.handle)}/${name}`)
        const found = await leadsTo(`${directory}/${name}`, { pid, mounts, namespaceDevice })
        return [describeEntry({ name, ...target, leadsTo: found })]
      } catch (error) {
        unreadable.push({ part: `entry ${name}`, reason: causeText(error) })
        return []
      }
    }
    const entries = await Promise.all(names.slice(0, mostEntries).map(read))
    return { entries: entries.flat(), unreadable }
  } finally {
    await folder.handle.close()
  }
}
