import { readFile, statfs } from 'node:fs/promises'
import { release, userInfo } from 'node:os'
import { dirname } from 'node:path'
import { isErrno, LabError } from '../lab-error.ts'
import type { Places } from '../world/places.ts'
import { runCommand } from '../world/run-command.ts'
import { findTool } from '../world/tools.ts'
import { runSandbox, type SandboxReport } from './sandbox.ts'

/** All that the doctor asks of a machine. */
export interface Machine {
  person: { name: string; uid: number }
  node: string
  kernel: string
  /** Node's name for the processor. */
  arch: string
  places: Pick<Places, 'cache' | 'state'>
  findTool: (name: string, folders?: readonly string[]) => string | undefined
  /** Text of a file; undefined where it is not there or not to be read. */
  read: (path: string) => Promise<string | undefined>
  /** What a command prints; undefined when it fails or is not there. */
  print: (command: [string, ...string[]]) => Promise<string | undefined>
  /** What this user may still write into a folder, or into the folder that it would be made in. */
  freeBytes: (path: string) => Promise<number | undefined>
  trySandbox: () => Promise<SandboxReport>
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // not there, or not for this user
  }
}

async function print([name, ...args]: [string, ...string[]]): Promise<string | undefined> {
  const program = findTool(name)
  if (program === undefined) return undefined
  try {
    const { exitCode, stdout } = await runCommand([program, ...args], { timeoutMs: 5000 })
    return exitCode === 0 ? stdout : undefined
  } catch (error) {
    if (error instanceof LabError) return undefined // made for another processor, or gone meanwhile
    throw error
  }
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch (error) {
    if (isErrno(error, 'ENOENT') && path !== dirname(path)) return freeBytes(dirname(path))
    return undefined // a file system that does not tell
  }
}

/** The machine that this process runs on. */
export function thisMachine(places: Places): Machine {
  const { username, uid } = userInfo()
  return {
    person: { name: username, uid },
    node: process.versions.node,
    kernel: release(),
    arch: process.arch,
    places,
    findTool,
    read,
    print,
    freeBytes,
    trySandbox: () => runSandbox(places),
  }
}
