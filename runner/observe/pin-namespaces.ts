import { open, readFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { causeText } from '../lab-error.ts'
import { limits } from '../world/limits.ts'
import type { HostProcess } from './find-processes.ts'
import { findInside, isNothingThere, pathOf } from './inside.ts'
import { parseNamespaceMounts } from './parse-entries.ts'
import type { NamespaceMount } from './parse-entries.ts'
import type { Unreadable } from './snapshot.ts'

/** A network namespace held open, so that it stays the same one until `handle` is closed. */
export interface PinnedNamespace {
  inode: number
  /** The agent's pid of a process in it, if there is one. */
  pid: number | null
  handle: FileHandle
  /** By which the agent's children can enter it. */
  path: string
}

interface Candidate {
  inode: number
  pids: number[]
  mounts: NamespaceMount[]
}

/** The host's own namespace first, then as processes and mounts name them; the agent's own is never among them. */
export function listCandidates(
  processes: HostProcess[],
  mounts: NamespaceMount[],
  hostInode: number,
  agentInode: number,
): Candidate[] {
  const found = new Map<number, Candidate>([[hostInode, { inode: hostInode, pids: [], mounts: [] }]])
  const at = (inode: number): Candidate => {
    const candidate = found.get(inode) ?? { inode, pids: [], mounts: [] }
    found.set(inode, candidate)
    return candidate
  }
  for (const { pid, netInode } of processes) at(netInode).pids.push(pid)
  for (const mount of mounts) at(mount.inode).mounts.push(mount)
  found.delete(agentInode)
  return [...found.values()]
}

const keepIf = async (handle: FileHandle, inode: number): Promise<FileHandle | null> => {
  if ((await handle.stat()).ino === inode) return handle
  await handle.close()
  return null
}

/** Null when that process ended, or went into another namespace, in the meantime. */
const openByProcess = async (pid: number, inode: number): Promise<FileHandle | null> => {
  try {
    return await keepIf(await open(`/proc/${pid}/ns/net`), inode)
  } catch (error) {
    if (isNothingThere(error)) return null
    throw error
  }
}

/** Null when the mount is gone or something else lies over it. */
const openByMount = async (initPid: number, { path, inode }: NamespaceMount): Promise<FileHandle | null> => {
  try {
    const found = await findInside(initPid, path)
    return found.kind === 'file' ? await keepIf(found.handle, inode) : null
  } catch (error) {
    if (isNothingThere(error)) return null
    throw error
  }
}

const pin = async (initPid: number, { inode, pids, mounts }: Candidate): Promise<PinnedNamespace | null> => {
  for (const pid of pids) {
    const handle = await openByProcess(pid, inode)
    if (handle) return { inode, pid, handle, path: pathOf(handle, process.pid) }
  }
  for (const mount of mounts) {
    const handle = await openByMount(initPid, mount)
    if (handle) return { inode, pid: null, handle, path: pathOf(handle, process.pid) }
  }
  return null
}

/** True when a mount still holds the namespace: then it is there, and we could not get at it. */
const isStillMounted = async (initPid: number, inode: number): Promise<boolean> =>
  parseNamespaceMounts(await readFile(`/proc/${initPid}/mountinfo`, 'utf8')).some(
    (mount) => mount.inode === inode,
  )

/**
 * Opens every namespace of the host whose init is `initPid`; the caller closes the handles. One that ended meanwhile is
 * left out, one that is there and cannot be opened is told in the second list.
 */
export async function pinNamespaces(
  initPid: number,
  candidates: Candidate[],
): Promise<{ pinned: PinnedNamespace[]; unreadable: Unreadable[] }> {
  const unreadable: Unreadable[] = []
  if (candidates.length > limits.networkNamespaces) {
    const reason = `Only ${limits.networkNamespaces} of ${candidates.length} network namespaces were read.`
    unreadable.push({ part: 'namespaces', reason })
  }
  const tryPin = async (candidate: Candidate): Promise<PinnedNamespace[]> => {
    const part = `namespace ${candidate.inode}`
    try {
      const pinned = await pin(initPid, candidate)
      if (pinned) return [pinned]
      if (await isStillMounted(initPid, candidate.inode))
        unreadable.push({ part, reason: 'Its mount is hidden.' })
    } catch (error) {
      unreadable.push({ part, reason: causeText(error) })
    }
    return []
  }
  const pinned = await Promise.all(candidates.slice(0, limits.networkNamespaces).map(tryPin))
  return { pinned: pinned.flat(), unreadable }
}
