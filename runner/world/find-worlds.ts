import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import type { Places } from './places.ts'
import { runCommand } from './run-command.ts'
import { draftOf, isDraft, staleDrafts } from './sweep-drafts.ts'
import { findTool } from './tools.ts'
import { worldFolder, type WorldFolder } from './world-folder.ts'

/** How long an init may take to become the world's after runc has noted its number. */
const newbornMs = 2000

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // gone, or not ours to read: then it is none of our processes either
  }
}

const commandLine = (pid: string): string[] => readOrNothing(`/proc/${pid}/cmdline`).split('\0')

/** The machine's processes that carry this world's id in their command line: its init, and runc while it boots. */
function processesOf(id: string): { init: number | undefined; booting: boolean } {
  const wanted = [`vethlab-world-${id}`, `vethlab-${id}`] as const
  let init: number | undefined
  let booting = false
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const words = commandLine(name)
    // Only the init has it as the word after its script; runc init has runc's words.
    if (words[3] === wanted[0] && words[1] === '-c') init = Number(name)
    else if (words.includes(wanted[1])) booting = true
  }
  return { init, booting }
}

/** What tells a world from the others that had or will have its name; empty when there is none. */
export const worldId = ({ idFile }: Pick<WorldFolder, 'idFile'>): string => readOrNothing(idFile)

/** The machine's process id of a world's init, or undefined when the world has ended. */
export function worldInit(folder: WorldFolder): number | undefined {
  const id = worldId(folder)
  if (id === '') return undefined
  const pid = readOrNothing(folder.pidFile)
  // The usual case costs one look; the id makes sure that the number has not been given to another process.
  if (pid !== '' && commandLine(pid)[3] === `vethlab-world-${id}`) return Number(pid)
  return processesOf(id).init
}

/** True while a command still makes this world: its folder stands, its init does not run yet. */
export function isBeingMade(folder: WorldFolder): boolean {
  const id = worldId(folder)
  if (id !== '' && processesOf(id).booting) return true
  const maker = readOrNothing(folder.makerFile)
  if (maker !== '' && commandLine(maker).some((word) => word.includes('cli.mjs') || word.includes('vitest')))
    return true
  return isNewborn(folder) || worldInit(folder) !== undefined
}

/**
 * True for the moment between the return of `runc run --detach` and its init's turning into the world's, in which runc
 * gives the process several names: it must be as young as the note of its number.
 */
function isNewborn({ pidFile }: WorldFolder): boolean {
  if (processAgeMs(readOrNothing(pidFile)) >= newbornMs) return false
  return Date.now() - (statSync(pidFile, { throwIfNoEntry: false })?.mtimeMs ?? 0) < newbornMs
}

/**
 * How long a process has been running, by proc(5); Infinity when it has ended, reaped or not. Clock ticks are 1/100 s on
 * Linux.
 */
function processAgeMs(pid: string): number {
  const stat = pid === '' ? '' : readOrNothing(`/proc/${pid}/stat`)
  const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (words[0] === 'Z' || words[0] === 'X') return Number.POSITIVE_INFINITY
  const startTicks = Number(words[19])
  const uptimeSeconds = Number(readOrNothing('/proc/uptime').split(' ')[0])
  const age = (uptimeSeconds - startTicks / 100) * 1000
  return Number.isNaN(age) ? Number.POSITIVE_INFINITY : age
}

/** All worlds that have a folder, dead or alive. */
export function allWorlds(places: Pick<Places, 'state'>): WorldFolder[] {
  try {
    return readdirSync(places.state)
      .filter((name) => !isDraft(name))
      .sort()
      .map((name) => worldFolder(places, name))
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return []
    throw new LabError(
      'cannotRun',
      'folder-unreadable',
      `The folder of running labs cannot be read: ${causeText(error)}.`,
      `Remove ${places.state}, or set XDG_RUNTIME_DIR to a folder of yours.`,
      error,
    )
  }
}

/**
 * Has runc delete a world's container where that is more than its folder: real root's worlds have cgroups, and a runc
 * that was killed after it had made its init, and before it noted the number, leaves that init waiting for ever.
 */
async function deleteContainer(folder: WorldFolder): Promise<void> {
  const { pidFile, runc } = folder
  const container = `vethlab-${worldId(folder)}`
  const program = findTool('runc')
  if (program === undefined || !existsSync(join(runc, container))) return
  if (process.getuid?.() !== 0 && existsSync(pidFile)) return
  // A half-made container cannot be deleted by runc; the folder goes all the same.
  await runCommand([program, '--root', runc, 'delete', '--force', container], { timeoutMs: 5000 })
}

/**
 * Removes what is left of a world that has ended or was never quite made. Several may do it at once: the first to take
 * the folder away removes it, and its name is free from then on. With `id` that world, and not the next one of its name.
 */
export async function clearWorld(folder: WorldFolder, id = worldId(folder)): Promise<void> {
  if (worldId(folder) !== id) return
  const draft = draftOf(`${folder.path}.${randomBytes(4).toString('hex')}`)
  try {
    renameSync(folder.path, draft)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return
    throw error
  }
  const taken = worldFolder({ state: dirname(draft) }, basename(draft))
  await deleteContainer(taken)
  rmSync(taken.path, { recursive: true, force: true, maxRetries: 3 })
}

/** Clears every world that has ended, as after a `kill -9` or a reboot. */
export async function sweepWorlds(places: Pick<Places, 'state'>): Promise<void> {
  for (const folder of allWorlds(places)) {
    const id = worldId(folder)
    if (worldInit(folder) === undefined && !isBeingMade(folder)) await clearWorld(folder, id)
  }
  if (!existsSync(places.state)) return
  for (const name of staleDrafts(places.state)) await clearWorld(worldFolder(places, name))
}
