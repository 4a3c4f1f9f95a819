import type { NamespaceEntry } from './snapshot.ts'

/** A network namespace that a mount keeps alive. */
export interface NamespaceMount {
  /** As the host sees it. */
  path: string
  inode: number
}

/** mountinfo writes space, tab, line break and backslash in octal, proc_pid_mountinfo(5). */
const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))

/**
 * The mounts of network namespaces in the text of /proc/PID/mountinfo, whose fourth field reads `net:[INODE]` for
 * them. The kernel alone decides the file system's name after the dash.
 */
export function parseNamespaceMounts(mountinfo: string): NamespaceMount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', path = ''] = before.split(' ')
    const inode = /^net:\[(\d+)\]$/.exec(root)?.[1]
    return inode !== undefined && after.startsWith('nsfs ')
      ? [{ path: unescape(path), inode: Number(inode) }]
      : []
  })
}

/** What was found out about one name. */
export interface FoundEntry {
  name: string
  /** Of a symlink, as written. */
  target?: string
  /** `nothing`: a symlink that leads nowhere. */
  leadsTo: { kind: 'namespace'; inode: number } | { kind: 'other' } | { kind: 'nothing' }
}

/** The entry as a snapshot tells it. */
export function describeEntry({ name, target, leadsTo }: FoundEntry): NamespaceEntry {
  const inode = leadsTo.kind === 'namespace' ? leadsTo.inode : null
  const dangling = target !== undefined && leadsTo.kind === 'nothing'
  if (target !== undefined) return { name, kind: 'symlink', target, inode, alive: inode !== null, dangling }
  return { name, kind: inode === null ? 'file' : 'mount', inode, alive: inode !== null, dangling }
}
