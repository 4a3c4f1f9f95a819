import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { LabError } from '../lab-error.ts'

/** A process of the host, in its pid namespace or one below it. */
export interface HostProcess {
  /** For the agent. */
  pid: number
  /** On the host, as the student sees it; null in the rare case that it has none there. */
  hostPid: number | null
  /** Of its network namespace. */
  netInode: number
}

/** What /proc says of one process; proc_pid_status(5), namespaces(7). */
export interface ProcessRecord {
  pid: number
  parent: number
  /** Its pids from the agent's pid namespace down to its own. */
  pids: number[]
  pidInode: number
  netInode: number
}

/** A host without an init is no host any more. */
export const hostGone = (): LabError =>
  new LabError('cannotRun', 'host-gone', 'The lab host has ended.', 'Start the lab again: lab start')

const inodeOf = (link: string): number => Number(/:\[(\d+)\]$/.exec(link)?.[1] ?? Number.NaN)

/** The NSpid and PPid lines; the kernel escapes line breaks in a process's own name. */
export function parseStatus(text: string): { parent: number; pids: number[] } {
  const pids = /^NSpid:\t(.*)$/m.exec(text)?.[1]?.split(/\s+/).map(Number) ?? []
  return { parent: Number(/^PPid:\t(\d+)$/m.exec(text)?.[1] ?? 0), pids }
}

/** Null for a process that ended while we looked, or that we may not look at (a kernel thread of another kind). */
const readProcess = (pid: number): ProcessRecord | null => {
  try {
    return {
      pid,
      ...parseStatus(readFileSync(`/proc/${pid}/status`, 'latin1')),
      pidInode: inodeOf(readlinkSync(`/proc/${pid}/ns/pid`)),
      netInode: inodeOf(readlinkSync(`/proc/${pid}/ns/net`)),
    }
  } catch {
    return null // ended, or a zombie without namespaces: it holds no namespace alive
  }
}

/** All processes the agent sees. Reading /proc never waits, but thousands of processes take a while: let others in. */
export async function readProcesses(): Promise<ProcessRecord[]> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const records: ProcessRecord[] = []
  for (const [index, pid] of pids.entries()) {
    if (index % 256 === 255) await setImmediate()
    const record = readProcess(Number(pid))
    if (record) records.push(record)
  }
  return records
}

/** Follows parents upwards from a process in a nested pid namespace: they never lead out of the host it began on. */
const comesFrom = (record: ProcessRecord, all: Map<number, ProcessRecord>, hostInode: number): boolean => {
  const seen = new Set<number>()
  for (let at: ProcessRecord | undefined = record; at && !seen.has(at.pid); at = all.get(at.parent)) {
    if (at.pidInode === hostInode) return true
    seen.add(at.pid)
  }
  return false
}

/**
 * The processes of the host whose init is `initPid`. /proc does not tell the parent of a pid namespace, so one counts
 * as the host's when any process in it descends from one in the host's own; a process the agent itself sent into a
 * container has a foreign parent, but shares the namespace. Throws LabError `host-gone`.
 */
export function selectHostProcesses(records: ProcessRecord[], initPid: number): HostProcess[] {
  const all = new Map(records.map((record) => [record.pid, record]))
  const init = all.get(initPid)
  if (!init || init.pids.length === 0) {
    throw hostGone()
  }
  const level = init.pids.length - 1
  const below = records.filter(
    (record) => record.pids.length > level + 1 || record.pidInode === init.pidInode,
  )
  const namespaces = new Set(
    below.filter((record) => comesFrom(record, all, init.pidInode)).map(({ pidInode }) => pidInode),
  )
  return below
    .filter(({ pidInode }) => namespaces.has(pidInode))
    .map(({ pid, pids, netInode }) => ({ pid, hostPid: pids[level] ?? null, netInode }))
}

/**
 * Those first that last: `first` (the host's init, the containers' own processes), then by age as far as pids tell it. A
 * namespace is entered by a process in it, and what somebody runs there by `docker exec` may end before that.
 */
export function lastingFirst(processes: HostProcess[], first: readonly (number | null)[]): HostProcess[] {
  const lasting = new Set(first)
  return processes.toSorted(
    (one, other) => Number(lasting.has(other.pid)) - Number(lasting.has(one.pid)) || one.pid - other.pid,
  )
}
