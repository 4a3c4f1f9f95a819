import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { LabError, causeText } from '../lab-error.ts'
import { draftOf } from './sweep-drafts.ts'
import { curatedEtc, writtenEtc } from './curated-etc.ts'

/** Raised when the layout of a skeleton changes, so that old ones are not used. */
const skeletonVersion = 3
const emptyFolders = [
  'dev',
  'home',
  'hosts',
  'mnt',
  'opt/.sys',
  'opt/images',
  'proc',
  'root',
  'run',
  'srv',
  'sys',
  'tmp',
  'usr',
  'var',
] as const
/** Folders that are links into /usr on most machines and real on a few. */
const usrFolders = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'] as const

/** The folders of the machine's root that a world must bind beside /usr, because they are no links into it. */
export const realUsrFolders = (root = '/'): string[] =>
  usrFolders.filter((name) => existsSync(join(root, name)) && !lstatSync(join(root, name)).isSymbolicLink())

function* walk(path: string): Generator<string> {
  const found = lstatSync(path)
  yield `${path} ${found.mode} ${found.size} ${found.mtimeMs}`
  if (found.isDirectory()) for (const name of readdirSync(path).sort()) yield* walk(join(path, name))
}

const fingerprint = (sources: string[]): string => {
  const hash = createHash('sha256').update(`skeleton ${skeletonVersion}\n${JSON.stringify(writtenEtc)}`)
  for (const source of sources) for (const line of walk(source)) hash.update(`${line}\n`)
  return hash.digest('hex').slice(0, 16)
}

/** Opens it to every reader, whatever the umask was: the world's other ids are not its owner. */
const openUp = (path: string): void => {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  if (!found.isDirectory()) return chmodSync(path, found.mode | 0o444 | (found.mode & 0o100 ? 0o111 : 0))
  chmodSync(path, 0o755)
  for (const name of readdirSync(path)) openUp(join(path, name))
}

const discard = (draft: string): void => {
  try {
    rmSync(draft, { recursive: true, force: true })
  } catch {
    // The cache is no folder: what is wrong with it is told by whoever wanted to write there.
  }
}

const fill = (root: string, machine: string, runtime: string): void => {
  for (const folder of emptyFolders) mkdirSync(join(root, folder), { recursive: true, mode: 0o755 })
  for (const name of usrFolders) {
    const source = join(machine, name)
    if (!existsSync(source)) continue
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), join(root, name))
    else mkdirSync(join(root, name))
  }
  symlinkSync('/run', join(root, 'var/run'))
  for (const name of curatedEtc) {
    const source = join(machine, 'etc', name)
    if (!existsSync(source)) continue
    mkdirSync(dirname(join(root, 'etc', name)), { recursive: true })
    cpSync(source, join(root, 'etc', name), { recursive: true, verbatimSymlinks: true })
  }
  mkdirSync(join(root, 'etc'), { recursive: true })
  writeFileSync(join(root, 'opt/node'), '') // mount point for a node that stands outside /usr
  for (const [name, text] of Object.entries(writtenEtc)) writeFileSync(join(root, 'etc', name), text)
  cpSync(runtime, join(root, 'opt/vethlab'), { recursive: true })
}

/**
 * The read-only root folder that every world of this machine shares: mount points, a curated /etc and the runner's own
 * built files (`runtime`), copied once and kept in `cache` under a name made from their content.
 * Returns its path. Two commands may make it at once: each fills its own folder, the rename decides.
 */
export function makeSkeleton(cache: string, runtime: string, machine = '/'): string {
  const sources = [...curatedEtc.map((name) => join(machine, 'etc', name)), runtime].filter((path) =>
    existsSync(path),
  )
  const target = join(cache, `skeleton-${fingerprint(sources)}`)
  if (existsSync(target)) return target
  const draft = draftOf(target)
  discard(draft) // left by a command that was killed
  try {
    fill(draft, machine, runtime)
    openUp(draft)
    renameSync(draft, target)
  } catch (error) {
    discard(draft)
    if (existsSync(target)) return target
    throw new LabError(
      'cannotRun',
      'cache-unwritable',
      `Cannot prepare the world's root folder in ${cache}: ${causeText(error)}.`,
      'Free some disk space there, then run the command again.',
      error,
    )
  }
  return target
}
