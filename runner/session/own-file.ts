import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import { draftOf, sweepDrafts } from '../world/sweep-drafts.ts'

/** A file in which something of the student's is kept. */
export interface OwnFile {
  path: string
  /** For a sentence: `Your progress in lab 03`. */
  what: string
  /** Begins the codes of its errors: `progress-unreadable`, `progress-unwritable`. */
  code: 'progress' | 'notes' | 'transcript'
  /** Bytes; no file of its kind is ever larger. */
  most: number
}

/** What is at a file's path; `unusable` is what nobody has written for us: a folder, a pipe, something huge. */
export type Found = { kind: 'absent' } | { kind: 'bytes'; bytes: Buffer } | { kind: 'unusable'; why: string }

const unreadable = ({ path, what, code }: OwnFile, error: unknown): LabError =>
  new LabError(
    'cannotRun',
    `${code}-unreadable`,
    `${what} cannot be read: ${causeText(error)}.`,
    `Mend the permissions of ${path}.`,
    error,
  )

/** LabError `progress-unwritable` (or `notes-`, `transcript-`) for what was thrown. */
export const unwritable = ({ path, what, code }: OwnFile, error: unknown): LabError =>
  new LabError(
    'cannotRun',
    `${code}-unwritable`,
    `${what} cannot be saved: ${causeText(error)}.`,
    `Free some space or mend the permissions of ${dirname(dirname(path))}.`,
    error,
  )

const ownerOnly = 0o600
/** What umask(2) leaves of it. */
export const forAll = 0o666

/** Does `use` with an open file and closes it; `mode` is that of a new one, open(2). */
export function withOpen<Result>(
  path: string,
  flags: number,
  use: (handle: number) => Result,
  mode = ownerOnly,
): Result {
  // A named pipe in a file's place would make an open without O_NONBLOCK wait for ever.
  const handle = openSync(path, flags | constants.O_NONBLOCK, mode)
  try {
    return use(handle)
  } finally {
    closeSync(handle)
  }
}

/** Reads a file of the student's; LabError when it is there and may not be read. */
export function readOwn(file: OwnFile): Found {
  try {
    return withOpen(file.path, constants.O_RDONLY, (handle): Found => {
      const about = fstatSync(handle)
      if (!about.isFile()) return { kind: 'unusable', why: 'it is no file' }
      if (about.size > file.most) return { kind: 'unusable', why: `it is larger than ${file.most} bytes` }
      return { kind: 'bytes', bytes: readFileSync(handle) }
    })
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return { kind: 'absent' }
    if (isErrno(error, 'ENXIO')) return { kind: 'unusable', why: 'it is no file' }
    throw unreadable(file, error)
  }
}

/** Moves away what cannot be used, and returns where to; nothing is lost. */
export function setAside(file: OwnFile, kind: 'damaged' | 'newer', now: number): string {
  const aside = `${file.path}.${kind}-${now}`
  try {
    renameSync(file.path, aside)
    return aside
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** A rename lasts through a loss of power once its folder is on the disk. */
const syncFolder = (folder: string): void => withOpen(folder, constants.O_RDONLY, fsyncSync)

function writeDraft(path: string, content: string | Buffer, mode = ownerOnly): void {
  const { O_WRONLY, O_CREAT, O_TRUNC } = constants
  withOpen(
    draftOf(path),
    O_WRONLY | O_CREAT | O_TRUNC,
    (handle) => {
      writeFileSync(handle, content)
      fsyncSync(handle)
    },
    mode,
  )
}

function takePlace(path: string): void {
  renameSync(draftOf(path), path)
  syncFolder(dirname(path))
}

/** Replaces one file as a whole, for its owner alone without a `mode`; throws what Node throws, and leaves no draft. */
export function replaceFile(path: string, content: string, mode?: number): void {
  try {
    writeDraft(path, content, mode)
    takePlace(path)
  } finally {
    if (existsSync(draftOf(path))) rmSync(draftOf(path), { force: true })
  }
}

/** Makes a folder of ours when it is missing, and removes what killed commands have left in it. */
function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  sweepDrafts(folder)
}

function saving(file: OwnFile, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw unwritable(file, error)
  }
}

/**
 * Replaces files as wholes: all drafts are on the disk before the first of them takes its place, so that a full disk
 * changes nothing. Who reads meanwhile sees an old file or a new one.
 */
export function writeOwn(files: readonly { file: OwnFile; content: string | Buffer }[]): void {
  try {
    for (const { file, content } of files)
      saving(file, () => {
        prepareFolder(dirname(file.path))
        writeDraft(file.path, content)
      })
    for (const { file } of files) saving(file, () => takePlace(file.path))
  } finally {
    for (const draft of files.map(({ file }) => draftOf(file.path)))
      if (existsSync(draft)) rmSync(draft, { force: true })
  }
}
