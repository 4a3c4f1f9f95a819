import { accessSync, constants, existsSync, readFileSync, rmdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { limits } from './limits.ts'

/** `linux.resources` of the OCI runtime specification, as far as worlds use it; bytes and numbers of processes. */
export interface ControlGroupLimits {
  memory?: { limit: number; swap?: number }
  pids?: { limit: number }
}

const mountPoint = '/sys/fs/cgroup'

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // no control groups of this kind here, or none of ours
  }
}

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false // somebody else's
  }
}

interface Machine {
  uid: number
  read: (path: string) => string
  exists: (path: string) => boolean
  writable: (path: string) => boolean
}

const thisMachine = (): Machine => ({
  uid: process.getuid?.() ?? -1,
  read: readOrEmpty,
  exists: existsSync,
  writable: isWritable,
})

interface Membership {
  /** Of version 1; empty for version 2. */
  controllers: string[]
  path: string
}

/** The lines of /proc/PID/cgroup, cgroups(7): `4:memory:/path`, and for version 2 `0::/path`. */
const memberships = (text: string): Membership[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, controllers = '', ...path] = line.split(':')
      return { controllers: controllers.split(',').filter((name) => name !== ''), path: path.join(':') }
    })

/**
 * What control groups can bound a new world by. runc makes a world's below the caller's own (version 1: real root) or
 * beside it (version 2: whoever may write there, as under `systemd-run --user --scope`), where a controller may not be at
 * hand: what cannot be bounded is left out, as runc would refuse to start the world.
 */
export function controlGroupLimits(
  { uid, read, exists, writable }: Machine = thisMachine(),
): ControlGroupLimits {
  const mine = memberships(read('/proc/self/cgroup'))
  const old = new Set(uid === 0 ? mine.flatMap(({ controllers }) => controllers) : [])
  const own = mine.find(({ controllers }) => controllers.length === 0)?.path ?? '/'
  const beside = join(mountPoint, dirname(own))
  const allowed = uid === 0 || [beside, join(beside, 'cgroup.procs')].every(writable)
  const unified = new Set(allowed ? read(join(beside, 'cgroup.subtree_control')).trim().split(' ') : [])
  const has = (name: string): boolean => old.has(name) || unified.has(name)
  const swapFile = old.has('memory')
    ? join(mountPoint, 'memory/memory.memsw.limit_in_bytes')
    : join(beside, 'memory.swap.max')
  return {
    ...(has('memory') && {
      memory: { limit: limits.memory, ...(exists(swapFile) && { swap: limits.memory }) },
    }),
    ...(has('pids') && { pids: { limit: limits.processes + limits.spareProcesses } }),
  }
}

interface Hierarchy {
  folder: string
  root: string
  options: string[]
  unified: boolean
}

/** The control group file systems in the text of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
const hierarchies = (text: string): Hierarchy[] =>
  text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', folder = ''] = before.split(' ')
    const [type = '', , options = ''] = after.split(' ')
    return type === 'cgroup' || type === 'cgroup2'
      ? [{ folder, root, options: options.split(','), unified: type === 'cgroup2' }]
      : []
  })

/** The folders of the control groups that a world's init has of its own, for a process that is to be put into them. */
export function controlGroupsOf(
  pid: number,
  { read }: Pick<Machine, 'read'> = { read: readOrEmpty },
): string[] {
  const mounted = hierarchies(read('/proc/self/mountinfo'))
  return memberships(read(`/proc/${pid}/cgroup`)).flatMap(({ controllers, path }) => {
    const there = mounted.findLast(({ unified, options }) =>
      controllers.length === 0 ? unified : controllers.every((name) => options.includes(name)),
    )
    if (!there) return []
    const below = there.root !== '/' && path.startsWith(there.root) ? path.slice(there.root.length) : path
    // Where runc has made none for it, it is in somebody else's.
    return basename(below).startsWith('vethlab-') ? [join(there.folder, below)] : []
  })
}

/** Removes the folders of control groups whose processes have ended; runc does it for real root's. */
export function removeControlGroups(folders: string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder)
    } catch {
      // Gone already, or not ours: an empty one costs nothing and goes with its owner's session.
    }
  }
}
