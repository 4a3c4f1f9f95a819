import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import { claimFolder } from '../world/claim-folder.ts'
import { endWorld } from '../world/end-world.ts'
import { sweepWorlds } from '../world/find-worlds.ts'
import { hostBundle } from '../world/host-bundle.ts'
import { findIdentity, type Identity } from '../world/identity.ts'
import { ownFolder, type Places } from '../world/places.ts'
import { runCommand } from '../world/run-command.ts'
import { makeSkeleton } from '../world/skeleton.ts'
import { findTool } from '../world/tools.ts'
import { cleaningUp } from '../world/cleaning-up.ts'
import { worldBundle } from '../world/world-bundle.ts'
import { worldFolder, type WorldFolder } from '../world/world-folder.ts'
import { hostCommand, hostRootfs, worldScript } from './sandbox-script.ts'

/** What one test in the sandbox came to. */
export interface ProbeResult {
  exitCode: number
  words: string
}

export interface SandboxReport {
  /** Why the sandbox's world did not start, in the words of runc or of our own; null when it did. */
  refusal: string | null
  /** By name: `world`, `host` and the probes of sandbox-script.ts. */
  results: Map<string, ProbeResult>
}

/** Reads the lines that sandbox-script.ts's `tell` prints. */
export function parseResults(text: string): Map<string, ProbeResult> {
  const lines = text.split('\n').map((line) => line.split('\t'))
  return new Map(
    lines
      .filter((parts) => parts.length === 3)
      .map(([id = '', code, words = '']) => [id, { exitCode: Number(code), words: words.trim() }]),
  )
}

/** The files of a world of its own that has the sandbox's script in the agent's place, and one host. */
function fillFolder(
  folder: WorldFolder,
  id: string,
  { identity, asRoot }: { identity: Identity; asRoot: boolean },
): void {
  const runtime = join(folder.path, 'runtime')
  const host = join(folder.exchange, 'host')
  for (const path of [runtime, folder.exchange, host]) mkdirSync(path, { mode: 0o700 })
  const ofHost = hostBundle('doctor', hostRootfs)
  ofHost.process.args = hostCommand
  writeFileSync(join(host, 'config.json'), JSON.stringify(ofHost))
  const { uid, gid } = identity.worldRoot
  if (asRoot) for (const path of [folder.exchange, host, join(host, 'config.json')]) chownSync(path, uid, gid)
  const ofWorld = worldBundle({
    id,
    skeleton: makeSkeleton(folder.path, runtime),
    exchange: folder.exchange,
    images: folder.exchange,
    node: process.execPath,
    identity,
    hosts: [],
  })
  ofWorld.process.args = ['/bin/sh', '-c', worldScript, `vethlab-world-${id}`]
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify(ofWorld))
}

/** What runc complains of: the messages of its log (logfmt), warnings left out; any other text as it is. */
export function readRuncWords(text: string): string {
  const entries = [...text.matchAll(/level=(\w+) msg="((?:[^"\\]|\\.)*)"/g)]
  const messages = entries
    .filter(([, level]) => level === 'error' || level === 'fatal')
    .map(([, , words]) => String(words))
  if (messages.length > 0) return messages.join('; ').replaceAll('\\"', '"')
  return entries.length > 0 ? '' : text.trim()
}

/** The environment that boot.ts gives runc. */
const environment = (): Record<string, string> => {
  const given = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return { ...Object.fromEntries(given), PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` }
}

async function runWorld(folder: WorldFolder, id: string, runc: string): Promise<SandboxReport> {
  const words = ['run', '--bundle', folder.path, '--pid-file', folder.pidFile, `vethlab-${id}`]
  const result = await runCommand([runc, '--root', folder.runc, ...words], {
    env: environment(),
    timeoutMs: 30_000, // a second where the machine is not busy
  })
  const results = parseResults(result.stdout)
  if (results.has('world')) return { refusal: null, results }
  const said = readRuncWords(result.stderr)
  const ending = result.timedOut ? 'runc did not come to an end' : `runc ended with ${result.exitCode}`
  return { refusal: said || ending, results }
}

async function trySandbox(places: Pick<Places, 'state'>): Promise<SandboxReport> {
  const runc = findTool('runc')
  if (runc === undefined) throw new LabError('cannotRun', 'program-missing', 'The program runc is missing.')
  const identity = findIdentity()
  await ownFolder(places.state)
  await sweepWorlds(places)
  const asRoot = process.getuid?.() === 0
  const id = randomBytes(8).toString('hex')
  const folder = worldFolder(places, `doctor-${id}`)
  const work = async (): Promise<SandboxReport> => {
    // Its maker's name stays as long as the folder does: no other command may take it for a dead world's.
    claimFolder(folder)
    writeFileSync(folder.idFile, id)
    fillFolder(folder, id, { identity, asRoot })
    return runWorld(folder, id, runc)
  }
  return cleaningUp(work, () => endWorld(folder))
}

/**
 * Boots a bare world with a bare host, as boot.ts and host.ts do but without agent and engine, and has the host try
 * what the labs need of the kernel. Leaves nothing behind. What the machine refuses is part of the report.
 */
export async function runSandbox(places: Pick<Places, 'state'>): Promise<SandboxReport> {
  try {
    return await trySandbox(places)
  } catch (error) {
    const isMachines =
      error instanceof LabError ||
      isErrno(error, 'ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EINVAL', 'EROFS', 'EMFILE')
    if (!isMachines) throw error
    return { refusal: causeText(error), results: new Map() }
  }
}
