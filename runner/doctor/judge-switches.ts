import { found, missing, unknown, type Judgement } from './capability.ts'
import { setSwitch } from './remedies.ts'

/** A kernel switch forbids nothing where a world and its host start all the same, and most do not bind real root. */
export interface Standing {
  uid: number
  /** A world and a host did start. */
  started: boolean
  /** They could be tried: runc is there. */
  tried: boolean
}

/** The texts of the kernel's switches; undefined where the kernel does not have one. */
export interface Switches {
  /** /proc/sys/user/max_user_namespaces */
  maxUserNamespaces: string | undefined
  /** /proc/sys/kernel/unprivileged_userns_clone, Debian's own */
  unprivilegedClone: string | undefined
  /** /proc/sys/kernel/apparmor_restrict_unprivileged_userns, Ubuntu 23.10 and later */
  appArmor: string | undefined
}

const isZero = (text: string | undefined): boolean => text?.trim() === '0'

/** Whether this user may make user namespaces (user_namespaces(7)). */
export function judgeUserNamespaces(
  switches: Omit<Switches, 'appArmor'>,
  { uid, started }: Standing,
): Judgement {
  const { maxUserNamespaces, unprivilegedClone } = switches
  if (started) return found('a world has made some')
  // The limit binds real root as well; a value a machine really needs is in the ten thousands.
  if (isZero(maxUserNamespaces))
    return missing('user.max_user_namespaces is 0', setSwitch('user.max_user_namespaces', 15_000))
  if (isZero(unprivilegedClone) && uid !== 0) {
    return missing('kernel.unprivileged_userns_clone is 0', setSwitch('kernel.unprivileged_userns_clone', 1))
  }
  if (maxUserNamespaces === undefined) {
    return missing(
      'this kernel was built without them',
      'Start a kernel with CONFIG_USER_NS: every distribution’s own has it.',
    )
  }
  return found(`allowed, at most ${maxUserNamespaces.trim()}`)
}

/** Whether AppArmor takes an ordinary user's namespaces their power; `text` is the switch's. */
export function judgeAppArmor(text: string | undefined, { uid, started, tried }: Standing): Judgement {
  if (text === undefined) return found('this kernel has no such restriction')
  if (isZero(text)) return found('its restriction is switched off')
  if (uid === 0) return found('its restriction does not bind real root')
  if (started) return found('restricts others, but a world starts')
  // Some releases come with a profile that exempts runc.
  if (!tried) return unknown('its restriction is on; whether it binds runc shows once runc is there')
  const name = 'kernel.apparmor_restrict_unprivileged_userns'
  return missing(`${name} is ${text.trim()}`, setSwitch(name, 0))
}

/** Folders that the kernel keeps empty for mounts: they hide nothing (proc_create_mount_point, sysfs_create_mount_point). */
const mountPoints =
  /^\/proc\/(sys\/fs\/binfmt_misc|fs\/nfsd|fs\/xen)(\/|$)|^\/sys\/(fs\/(cgroup|pstore|bpf|selinux|smackfs|fuse\/connections|resctrl)|kernel\/(security|debug|tracing|config)|firmware\/efi\/efivars|hypervisor\/s390)(\/|$)/

/** The mounts that hide a part of every instance of a file system; empty when one instance is fully visible. */
function hiddenParts(mountinfo: string, type: 'proc' | 'sysfs'): string[] {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [fields = '', source = ''] = line.split(' - ')
    const [, , , root, path] = fields.split(' ')
    return path === undefined ? [] : [{ path, whole: root === '/' && source.startsWith(`${type} `) }]
  })
  const instances = mounts.filter(({ whole }) => whole).map(({ path }) => path)
  if (instances.length === 0) return [`/${type === 'proc' ? 'proc' : 'sys'} itself`]
  const above = instances.map((instance) =>
    mounts
      .filter(({ path }) => path.startsWith(`${instance}/`) && !mountPoints.test(path))
      .map(({ path }) => path),
  )
  return above.toSorted((one, other) => one.length - other.length)[0] ?? []
}

/**
 * Whether a world may mount a /proc and a /sys of its own: the kernel refuses where a part of the machine's is covered,
 * as in most containers. `mountinfo` is the text of /proc/self/mountinfo (proc_pid_mountinfo(5)).
 */
export function judgeKernelMounts(mountinfo: string, { started }: Pick<Standing, 'started'>): Judgement {
  if (started) return found('a world has mounted its own')
  const hidden = [...hiddenParts(mountinfo, 'proc'), ...hiddenParts(mountinfo, 'sysfs')]
  if (hidden.length === 0) return found('nothing of them is covered')
  return missing(
    `covered: ${hidden.slice(0, 4).join(', ')}${hidden.length > 4 ? ', …' : ''}`,
    'In a container: start it with --security-opt systempaths=unconfined (Podman: unmask=ALL), or use a virtual machine.',
  )
}
