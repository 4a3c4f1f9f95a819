import type { BigIntStats } from 'node:fs'
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { LabError } from '../lab-error.ts'
import { findTool, systemPath } from '../world/tools.ts'
import { runCommand } from './run-command.ts'

/** The process behind the engine's socket: `fd` is the listening socket in it. */
interface Owner {
  pid: number
  fd: string
  /** `socket:[4711]`. */
  socket: string
}

/** By these names an engine binds its socket. ss(8) asks the kernel for them alone, so that no name can look like a line. */
const names = ['/var/run/docker.sock', '/run/docker.sock']
const limits = { timeoutMs: 4000, maxBytes: 2 ** 20 }

const orNothing = <Value>(look: () => Value): Value | undefined => {
  try {
    return look()
  } catch {
    return undefined // ended meanwhile
  }
}

const idOf = (path: string): string | undefined =>
  orNothing(() => {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  })

/** The machine's own engines, which nobody on a host can write to. */
const realEngines = (): Set<string> => {
  const found = systemPath.flatMap((folder) => findTool('dockerd', [folder]) ?? [])
  return new Set(found.flatMap((path) => idOf(path) ?? []))
}

/** makedev(3) in reverse. */
const major = (device: bigint): bigint => ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
const minor = (device: bigint): bigint => (device & 0xffn) | ((device >> 12n) & ~0xffn)

/**
 * How ss(8) names a socket's file. The kernel gives it the device in its own numbers, of which ss takes major and minor as
 * if they were stat(2)'s.
 */
export const fileInWords = ({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string => {
  const inKernel = (major(dev) << 20n) | minor(dev)
  return `ino:${ino} dev:${major(inKernel)}/${minor(inKernel)}`
}

/** The socket that listens at this file, in what `ss -H -x -l -e` prints: `… 4711 * 0 <-> ino:4 dev:1/25 peers:`. */
export function parseListener(printed: string, file: Pick<BigIntStats, 'dev' | 'ino'>): string | undefined {
  const line = printed.split('\n').find((one) => ` ${one} `.includes(` ${fileInWords(file)} `))
  const inode = / (\d+) +\* +0 /.exec(line ?? '')?.[1]
  return inode === undefined ? undefined : `socket:[${inode}]`
}

const holding = (pid: number, socket: string): Owner | undefined => {
  const fds = orNothing(() => readdirSync(`/proc/${pid}/fd`)) ?? []
  const fd = fds.find((one) => orNothing(() => readlinkSync(`/proc/${pid}/fd/${one}`)) === socket)
  return fd === undefined ? undefined : { pid, fd, socket }
}

/**
 * True when all programs mapped into the process come from where its own does: nothing that a student has written was
 * loaded with it (ld.so(8), LD_PRELOAD). `/proc/PID/maps`, proc_pid_maps(5).
 */
export function isUnmixed(maps: string): boolean {
  const devices = maps.split('\n').flatMap((line) => {
    const [, mode = '', , device = '', inode = '0'] = line.split(/\s+/)
    return mode.includes('x') && inode !== '0' ? [device] : []
  })
  return new Set(devices).size === 1
}

const allPids = (): number[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []))

const isReal = (pid: number, engines: Set<string>): boolean => engines.has(idOf(`/proc/${pid}/exe`) ?? '')

const impostor = (what: string): LabError =>
  new LabError(
    'cannotRun',
    'engine-impostor',
    `What answers at /var/run/docker.sock is not the Docker Engine: ${what}.`,
    'Start the engine anew: sudo service docker restart',
  )

/** Who else it is, for a sentence. */
const describe = (socket: string | undefined): string => {
  const owner = socket === undefined ? undefined : allPids().flatMap((pid) => holding(pid, socket) ?? [])[0]
  if (!owner) return 'no engine has made that socket'
  const program = orNothing(() => readlinkSync(`/proc/${owner.pid}/exe`)) ?? 'a process that has ended'
  return `it is ${program}`
}

const findEngine = (socket: string): Owner => {
  const engines = realEngines()
  const owner = allPids()
    .filter((pid) => isReal(pid, engines))
    .flatMap((pid) => holding(pid, socket) ?? [])[0]
  if (!owner) throw impostor(describe(socket))
  if (!isUnmixed(readFileSync(`/proc/${owner.pid}/maps`, 'utf8')))
    throw impostor('something has been loaded into it')
  return owner
}

/**
 * Vouches for the engine of the host whose init has this pid for the agent: the returned function throws LabError
 * `engine-impostor` when the socket file is not one on which this machine's own dockerd listens. A student is root on the
 * host, and may put anything there; to a program of his own no question is asked.
 */
export function createVoucher(hostPid: number): (file: BigIntStats) => Promise<void> {
  let known: { file: string; owner: Owner } | undefined
  const holds = ({ pid, fd, socket }: Owner): boolean =>
    orNothing(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) === socket && isReal(pid, realEngines())
  return async (file) => {
    const words = `${fileInWords(file)} ${file.ctimeNs}`
    if (known?.file === words && holds(known.owner)) return
    const filter = names.flatMap((name, index) => [...(index > 0 ? ['or'] : []), 'src', name])
    const netns = `/proc/${hostPid}/ns/net`
    const { stdout } = await runCommand(['ss', '-H', '-x', '-l', '-e', ...filter], { ...limits, netns })
    const socket = parseListener(stdout, file)
    if (socket === undefined) throw impostor(describe(socket))
    known = { file: words, owner: findEngine(socket) }
  }
}
