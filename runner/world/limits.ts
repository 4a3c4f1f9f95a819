const kibi = 1024
const mebi = kibi * kibi

/**
 * What a world may take of the machine. Ordinary labs have been seen to need a fifth of it or less: 172 threads, 109 open
 * files of one process, 233 MB with all that is on tmpfs, 11 network namespaces.
 */
export const limits = {
  /** Processes and threads of a world's hosts together. */
  processes: 1024,
  /** As many more are the world's own: the agent must be able to look at a host that has used up all of its. */
  spareProcesses: 512,
  /** Of one process. */
  openFiles: 8192,
  /** Bytes of one file. */
  fileSize: 512 * mebi,
  /** Bytes of one process's private memory, on a host. */
  data: 1024 * mebi,
  /** Bytes of everything in a world, tmpfs among it; where control groups can be had. */
  memory: 1536 * mebi,
  pendingSignals: 1024,
  /** In a world. Of network namespaces as many as the agent reads: what there may be, it can look at. */
  networkNamespaces: 64,
  /** Of each other kind. */
  namespaces: 128,
  userNamespaces: 16,
  /** Network links in all namespaces of a world's hosts; the agent counts them. */
  links: 400,
  /** The machine grants a person a number of these, 128 by default, with all of his worlds. */
  inotifyInstances: 16,
  inotifyWatches: 8192,
  fanotifyGroups: 4,
} as const

/** The sizes of a host's tmpfs, in MiB; the memory that they take is the machine's. */
export const hostSpace = { root: 256, run: 64, tmp: 128, docker: 512, shm: 64, dev: 1 } as const

/** tmpfs(5): a file takes about 1 KiB of the kernel's memory, even an empty one. */
export const filesOfTmpfs = 65_536

/** When memory runs out on the machine, the kernel ends hosts first, then worlds, then the person's own programs; proc(5). */
export const outOfMemoryScore = { world: 200, host: 800 } as const

/** One of `process.rlimits` of the OCI runtime specification; getrlimit(2). */
export interface ResourceLimit {
  type: string
  soft: number
  hard: number
}

const wantedOf = (who: 'world' | 'host'): Record<string, number> => ({
  RLIMIT_NPROC: limits.processes + (who === 'world' ? limits.spareProcesses : 0),
  RLIMIT_NOFILE: limits.openFiles,
  RLIMIT_FSIZE: limits.fileSize,
  RLIMIT_SIGPENDING: limits.pendingSignals,
  // Not 0: 1 byte is no core file either, and keeps the kernel from starting the machine's own crash handler; core(5).
  RLIMIT_CORE: 1,
  // Node.js, in which the agent runs, reserves more than it will ever use.
  ...(who === 'host' && { RLIMIT_DATA: limits.data }),
})

/** How /proc/PID/limits calls them. */
const printedNames: Record<string, string> = {
  RLIMIT_NPROC: 'Max processes',
  RLIMIT_NOFILE: 'Max open files',
  RLIMIT_FSIZE: 'Max file size',
  RLIMIT_SIGPENDING: 'Max pending signals',
  RLIMIT_CORE: 'Max core file size',
  RLIMIT_DATA: 'Max data size',
}

/** The hard limit of this kind in the text of /proc/PID/limits; Infinity where none is told. */
const hardLimit = (printed: string, type: string): number => {
  const line = printed.split('\n').find((one) => one.startsWith(`${printedNames[type]} `))
  const hard = line?.slice(26).trim().split(/\s+/)[1]
  return hard === undefined || hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
}

/** Resource limits of a world's or a host's processes. Nobody but root can give more than he has: `own` is /proc/self/limits. */
export const resourceLimits = (who: 'world' | 'host', own: string): ResourceLimit[] =>
  Object.entries(wantedOf(who)).map(([type, wanted]) => {
    const most = Math.min(wanted, hardLimit(own, type))
    return { type, soft: most, hard: most }
  })

/** Of a world's user namespace, by the names of their files in /proc/sys/user; namespaces(7), proc_sys_user(5). */
const countsOfUser: Record<string, number> = {
  ...Object.fromEntries(
    ['cgroup', 'ipc', 'mnt', 'pid', 'time', 'uts'].map((kind) => [
      `max_${kind}_namespaces`,
      limits.namespaces,
    ]),
  ),
  max_net_namespaces: limits.networkNamespaces,
  max_user_namespaces: limits.userNamespaces,
  max_inotify_instances: limits.inotifyInstances,
  max_inotify_watches: limits.inotifyWatches,
  max_fanotify_groups: limits.fanotifyGroups,
}

/** What boot-world.sh must know of all this, as shell variables; `own` is /proc/self/limits. */
export function shellLimits(own: string): string {
  const processes = Math.min(limits.processes, hardLimit(own, 'RLIMIT_NPROC'))
  const counts = Object.entries(countsOfUser).map(([name, most]) => `${name}=${most}`)
  const data = Math.min(limits.data, hardLimit(own, 'RLIMIT_DATA'))
  return `processes=${processes} data=${data} score=${outOfMemoryScore.host} root_size=${hostSpace.root}m root_files=${filesOfTmpfs}\ncounts='${counts.join(' ')}'\n`
}
