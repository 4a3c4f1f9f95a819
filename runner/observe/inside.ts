import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { open, readlink, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { LabError, isErrno } from '../lab-error.ts'

/** open(2): a handle that can be walked from and looked at, but never waits for a FIFO or a device. Node does not name it. */
const pathOnly = 0o10000000
const mostLinks = 40
const mostSteps = 400
const procfsMagic = 0x9fa0

/** What a path on a host leads to. */
export type Inside =
  /** `handle` is an O_PATH one (open(2)); the caller closes it. */
  | { kind: 'file'; handle: FileHandle; stats: BigIntStats }
  /** One of the kernel's own links in /proc, whose text names what it leads to: `net:[4026532288]`. */
  | { kind: 'kernel-link'; text: string }

const handlePath = (handle: FileHandle): string => `/proc/self/fd/${handle.fd}`

const tooLong = (path: string): LabError =>
  new LabError('cannotRun', 'path-too-long', `${path} leads through too many folders or symbolic links.`)

/** Directories from the host's root down to where we are; `..` goes up and never out. */
class Walk {
  readonly #handles: FileHandle[]

  constructor(root: FileHandle) {
    this.#handles = [root]
  }

  get here(): FileHandle {
    const handle = this.#handles.at(-1)
    if (!handle) throw new TypeError('a walk has no root')
    return handle
  }

  async up(): Promise<void> {
    if (this.#handles.length > 1) await this.#handles.pop()?.close()
  }

  async toRoot(): Promise<void> {
    while (this.#handles.length > 1) await this.up()
  }

  enter(handle: FileHandle): void {
    this.#handles.push(handle)
  }

  /** Where we are becomes the caller's, the others are closed. */
  async finish(): Promise<FileHandle> {
    const last = this.here
    this.#handles.pop()
    await this.close()
    return last
  }

  async close(): Promise<void> {
    await Promise.all(this.#handles.splice(0).map((handle) => handle.close()))
  }
}

const wordsOf = (path: string): string[] => path.split('/').filter((word) => word !== '' && word !== '.')

/** The link's text, and whether it is one of procfs's own, which do not lead where they say. */
const readLink = async (walk: Walk, word: string): Promise<{ text: string; ofKernel: boolean }> => {
  const text = await readlink(`${handlePath(walk.here)}/${word}`)
  const looksSo = /^[a-z_]+:\[\d+\]$/.test(text)
  return { text, ofKernel: looksSo && (await statfs(handlePath(walk.here))).type === procfsMagic }
}

const walkPath = async (walk: Walk, path: string): Promise<Inside> => {
  const words = wordsOf(path)
  let links = 0
  let steps = 0
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (++steps > mostSteps || links > mostLinks) throw tooLong(path)
    if (word === '..') {
      await walk.up()
      continue
    }
    const next = await open(`${handlePath(walk.here)}/${word}`, pathOnly | constants.O_NOFOLLOW)
    if (!(await next.stat()).isSymbolicLink()) {
      walk.enter(next)
      continue
    }
    await next.close()
    links++
    const { text, ofKernel } = await readLink(walk, word)
    if (ofKernel && words.length === 0) return { kind: 'kernel-link', text }
    if (text.startsWith('/')) await walk.toRoot()
    words.unshift(...wordsOf(text))
  }
  const handle = await walk.finish()
  return { kind: 'file', handle, stats: await handle.stat({ bigint: true }) }
}

/**
 * Finds `path` on the host whose init has this pid for the agent, as a process of the host would: symbolic links are
 * followed inside the host's root and never out of it, by handles, so that nothing can be swapped underway.
 * Throws Node's errors (ENOENT, …) and LabError `path-too-long`.
 */
export async function findInside(pid: number, path: string): Promise<Inside> {
  const walk = new Walk(await open(`/proc/${pid}/root`, pathOnly | constants.O_DIRECTORY))
  try {
    return await walkPath(walk, path)
  } finally {
    await walk.close()
  }
}

/** A path by which the agent (and, with `pid`, its children) can reach an open handle while it is open. */
export const pathOf = (handle: FileHandle, pid: number | 'self' = 'self'): string =>
  `/proc/${pid}/fd/${handle.fd}`

/** True for errors that mean: there is nothing at that path. */
export const isNothingThere = (error: unknown): boolean =>
  isErrno(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ESRCH')
