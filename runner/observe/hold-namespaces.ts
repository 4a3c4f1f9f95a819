import { readFile, stat } from 'node:fs/promises'
import { isErrno } from '../lab-error.ts'
import { hostGone, readProcesses, selectHostProcesses } from './find-processes.ts'
import { isNothingThere } from './inside.ts'
import { parseNamespaceMounts, type NamespaceMount } from './parse-entries.ts'
import { listCandidates, pinNamespaces } from './pin-namespaces.ts'

/** The mounts of network namespaces on the host whose init is `pid`. Throws LabError `host-gone`. */
export async function readMounts(pid: number): Promise<NamespaceMount[]> {
  try {
    return parseNamespaceMounts(await readFile(`/proc/${pid}/mountinfo`, 'utf8'))
  } catch (error) {
    // a process that is ending has no mounts any more: EINVAL
    throw isNothingThere(error) || isErrno(error, 'EINVAL') ? hostGone() : error
  }
}

/** Network namespaces of one host, held open until `release`. */
export interface HeldNamespaces {
  /** A path by which the agent's children can enter it, by inode; also one that no process is in, but only a mount holds. */
  paths: ReadonlyMap<number, string>
  release: () => Promise<void>
}

/** Opens all network namespaces of the host whose init is `pid`. Throws LabError `host-gone`. */
export async function holdNamespaces(pid: number): Promise<HeldNamespaces> {
  const processes = selectHostProcesses(await readProcesses(), pid)
  const hostInode = processes.find((one) => one.pid === pid)?.netInode ?? 0
  const agentInode = (await stat('/proc/self/ns/net')).ino
  const candidates = listCandidates(processes, await readMounts(pid), hostInode, agentInode)
  const { pinned } = await pinNamespaces(pid, candidates)
  return {
    paths: new Map(pinned.map(({ inode, path }) => [inode, path])),
    release: async () => {
      await Promise.all(pinned.map(({ handle }) => handle.close()))
    },
  }
}
