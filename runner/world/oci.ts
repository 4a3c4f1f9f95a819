import type { ControlGroupLimits } from './control-groups.ts'
import { deniedCalls, type Seccomp } from './denied-calls.ts'
import type { IdMapping } from './identity.ts'
import { filesOfTmpfs, hostSpace, type ResourceLimit } from './limits.ts'

/** The parts of the OCI runtime specification 1.0 (config.json) that a world and a host use. */
export interface OciConfig {
  ociVersion: '1.0.2'
  process: {
    terminal: false
    user: { uid: number; gid: number; umask: number }
    args: string[]
    env: string[]
    cwd: string
    capabilities: Record<'bounding' | 'effective' | 'permitted' | 'inheritable', string[]>
    noNewPrivileges: false
    rlimits: ResourceLimit[]
    oomScoreAdj: number
  }
  root: { path: string; readonly: boolean }
  hostname: string
  mounts: OciMount[]
  linux: {
    namespaces: { type: string }[]
    uidMappings: IdMapping[]
    gidMappings: IdMapping[]
    devices: []
    resources: ControlGroupLimits
    seccomp: Seccomp
  }
}

export interface OciMount {
  destination: string
  type: string
  source: string
  options: string[]
}

/** Everything capabilities(7) lists up to Linux 5.11; runc leaves out what the kernel does not know. */
const capabilities = [
  'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK',
  'IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST',
  'NET_RAW SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT',
  'SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM',
].flatMap((line) => line.split(' ').map((name) => `CAP_${name}`))

/** A tmpfs of so many MiB, which holds a bounded number of files, too. */
export const tmpfs = (destination: string, mode: string, mebibytes: number, ...more: string[]): OciMount => ({
  destination,
  type: 'tmpfs',
  source: 'tmpfs',
  options: [`mode=${mode}`, `size=${mebibytes}m`, `nr_inodes=${filesOfTmpfs}`, ...more],
})

export const bind = (source: string, destination: string, ...options: string[]): OciMount => ({
  destination,
  type: 'bind',
  source,
  options: ['rbind', 'rprivate', ...options],
})

/** How a folder of the machine is handed down: the same flags at each level, because a child may not drop them. */
export const readOnly = ['ro', 'nosuid', 'nodev'] as const

/** /proc, /dev and /sys, with nothing masked: an engine inside must be able to mount its own. */
const kernelMounts: OciMount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: [] },
  tmpfs('/dev', '755', hostSpace.dev, 'nosuid'),
  {
    destination: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'],
  },
  tmpfs('/dev/shm', '1777', hostSpace.shm, 'nosuid', 'nodev'),
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev'] },
  // runc looks for a cgroup hierarchy even when it may not use it; in a namespace of its own it shows nobody else's.
  {
    destination: '/sys/fs/cgroup',
    type: 'cgroup2',
    source: 'cgroup2',
    options: ['ro', 'nosuid', 'noexec', 'nodev'],
  },
  // `ip netns exec` re-mounts /sys and is refused unless another sysfs stays visible.
  { destination: '/opt/.sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev'] },
]

interface ContainerPlan {
  hostname: string
  root: { path: string; readonly: boolean }
  uidMappings: IdMapping[]
  gidMappings: IdMapping[]
  args: string[]
  env: Record<string, string>
  mounts: OciMount[]
  rlimits: ResourceLimit[]
  oomScoreAdj: number
  resources?: ControlGroupLimits
}

/** A container with all capabilities over namespaces of its own, and none over anybody else's. */
export function ociConfig(plan: ContainerPlan): OciConfig {
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0, umask: 0o022 },
      args: plan.args,
      env: Object.entries(plan.env).map(([name, value]) => `${name}=${value}`),
      cwd: '/',
      capabilities: {
        bounding: capabilities,
        effective: capabilities,
        permitted: capabilities,
        inheritable: [],
      },
      noNewPrivileges: false,
      rlimits: plan.rlimits,
      oomScoreAdj: plan.oomScoreAdj,
    },
    root: plan.root,
    hostname: plan.hostname,
    mounts: [...kernelMounts, ...plan.mounts],
    linux: {
      namespaces: ['user', 'mount', 'pid', 'network', 'ipc', 'uts', 'cgroup'].map((type) => ({ type })),
      uidMappings: plan.uidMappings,
      gidMappings: plan.gidMappings,
      devices: [],
      resources: plan.resources ?? {},
      seccomp: deniedCalls,
    },
  }
}
