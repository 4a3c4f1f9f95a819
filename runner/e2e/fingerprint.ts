import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync, type Stats } from 'node:fs'
import { basename, join } from 'node:path'

/** What must be the same before and after: each part of the machine as sorted lines. */
export type Fingerprint = Record<string, string[]>

const run = (program: string, ...args: string[]): string[] => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')
  } catch {
    return [`${program} does not run here`] // the same before and after
  }
}

/** Lifetimes count down by themselves. */
const ip = (...args: string[]): string[] =>
  run('ip', '-o', ...args).map((line) =>
    line.replaceAll(/(valid|preferred)_lft \S+/g, '').replace(/expires \S+/, ''),
  )

/** Packet counters move by themselves: iptables-save shows them for a chain's policy. */
const firewall = (program: string): string[] =>
  run(program)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.replace(/\[\d+:\d+\]/, ''))

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return [] // not ours to read
  }
}

function* walk(path: string): Generator<string> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return
  yield path
  if (!found.isDirectory()) return
  for (const name of namesIn(path)) yield* walk(join(path, name))
}

const contentOf = (path: string, found: Stats): string => {
  if (found.isSymbolicLink()) return readlinkSync(path)
  if (!found.isFile()) return ''
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16)
  } catch {
    return 'not ours to read'
  }
}

const describeFile = (path: string): string => {
  const found = lstatSync(path)
  const { mode, uid, gid, size, mtimeMs } = found
  return `${path} ${mode.toString(8)} ${uid}:${gid} ${size} ${mtimeMs} ${contentOf(path, found)}`
}

/** Settings under /proc/sys/net that count, or that the kernel sets anew at each reading. */
const movesByItself = /\/(nf_conntrack_count|nf_conntrack_buckets|inet_peer_.*|tcp_mem|udp_mem|stat.*|.*_id)$/

const settings = (): string[] =>
  [...walk('/proc/sys/net')]
    .filter((path) => !movesByItself.test(path) && statSync(path).isFile())
    .map((path) => {
      try {
        return `${path} ${readFileSync(path, 'utf8').trim()}`
      } catch {
        return `${path} is write-only`
      }
    })

const mounts = (): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+ \d+ /, ''))

/** The folders of control groups that the worlds with these ids have (real root's worlds get some from runc). */
export const controlGroups = (ids: Iterable<string>): string[] => {
  const names = new Set([...ids].map((id) => `vethlab-${id}`))
  return run('find', '/sys/fs/cgroup', '-type', 'd', '-name', 'vethlab-*').filter((path) =>
    names.has(basename(path)),
  )
}

const namespaces = (): string[] => (existsSync('/run/netns') ? readdirSync('/run/netns') : [])

/**
 * Looks at everything of the machine that a lab could change, but for what names its owner: processes
 * (`Person.processes`) and control groups. Those of somebody else's labs come and go.
 */
export function fingerprint(): Fingerprint {
  const parts = {
    links: ip('link'),
    addresses: ip('address'),
    routes: [...ip('route', 'show', 'table', 'all'), ...ip('-6', 'route', 'show', 'table', 'all')],
    rules: [...ip('rule'), ...ip('-6', 'rule')],
    iptables: ['iptables-save', 'ip6tables-save', 'iptables-legacy-save'].flatMap(firewall),
    nftables: run('nft', '-s', 'list', 'ruleset'),
    settings: settings(),
    mounts: mounts(),
    namespaces: namespaces(),
    etc: [...walk('/etc')].map(describeFile),
    socket: ['/run/docker.sock', '/var/run/docker.pid', '/run/containerd', '/var/lib/docker'].map(
      (path) => `${path} ${existsSync(path)}`,
    ),
  }
  return Object.fromEntries(Object.entries(parts).map(([part, lines]) => [part, [...lines].sort()]))
}

/** What the second lacks and what it has too much, part by part; empty when both are the same. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  return Object.keys(before).flatMap((part) => {
    const [old, now] = [new Set(before[part]), new Set(after[part])]
    return [
      ...[...old].filter((line) => !now.has(line)).map((line) => `${part} - ${line}`),
      ...[...now].filter((line) => !old.has(line)).map((line) => `${part} + ${line}`),
    ]
  })
}
