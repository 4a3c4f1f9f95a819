import { constants, fstatSync, ftruncateSync, mkdirSync, readSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isErrno, LabError } from '../lab-error.ts'
import type { Places } from '../world/places.ts'
import { holdData } from './hold-data.ts'
import { readOwn, setAside, unwritable, withOpen, writeOwn, type OwnFile } from './own-file.ts'
import { boundEntry, readEntry, type TranscriptEntry } from './transcript-entry.ts'

/** Bytes at which the oldest lines of a transcript are dropped. */
export const fullTranscript = 1024 * 1024

export const transcriptFile = ({ data }: Pick<Places, 'data'>, lab: string): OwnFile => ({
  path: join(data, 'transcripts', `${lab}.jsonl`),
  what: `The transcript of lab ${lab}`,
  code: 'transcript',
  // One more line than fits, and some more: what is larger than this is not ours.
  most: 2 * fullTranscript,
})

/** The text of a transcript, whose last lines are the newest; what cannot be one is set aside by who holds the data. */
function readHeldText(file: OwnFile): { text: string; setAside: string | null } {
  const found = readOwn(file)
  if (found.kind === 'bytes') return { text: found.bytes.toString(), setAside: null }
  if (found.kind === 'absent') return { text: '', setAside: null }
  return { text: '', setAside: setAside(file, 'damaged', Date.now()) }
}

/** The newest lines, in no more than these bytes. */
function newestLines(lines: readonly string[], bytes: number): string[] {
  let left = bytes
  let first = lines.length
  while (first > 0) {
    left -= Buffer.byteLength(lines[first - 1] ?? '') + 1
    if (left < 0) break
    first--
  }
  return lines.slice(first)
}

const textOfLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** Appends to a file; when the disk is full in the middle of it, nothing was appended. */
function append(path: string, line: string): void {
  const { O_RDWR, O_APPEND, O_CREAT } = constants
  withOpen(path, O_RDWR | O_APPEND | O_CREAT, (handle) => {
    const { size } = fstatSync(handle)
    const last = Buffer.alloc(1)
    // Who was killed while he wrote has left half a line, which must not spoil this one.
    const torn = size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
    try {
      writeFileSync(handle, `${torn ? '\n' : ''}${line}\n`)
    } catch (error) {
      ftruncateSync(handle, size)
      throw error
    }
  })
}

/** True when a transcript is full, so that its oldest quarter is to be dropped. */
const makeRoom = (file: OwnFile): void => {
  const { text } = readHeldText(file)
  const lines = newestLines(linesOf(text), (fullTranscript * 3) / 4)
  writeOwn([{ file, content: textOfLines(lines) }])
}

const sizeOf = (path: string): number => {
  try {
    return withOpen(path, constants.O_RDONLY, (handle) => {
      const about = fstatSync(handle)
      return about.isFile() ? about.size : Infinity
    })
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 0
    if (isErrno(error, 'ENXIO')) return Infinity
    throw error
  }
}

/**
 * Notes a command in a lab's transcript, `<data>/transcripts/NN.jsonl`: JSON lines, about 1 MiB of them, the oldest are
 * dropped. Commands in several terminals lose nothing of each other's. LabError `transcript-unwritable`, `data-busy`.
 */
export function appendTranscript(places: Pick<Places, 'data'>, lab: string, entry: TranscriptEntry): void {
  const file = transcriptFile(places, lab)
  const line = JSON.stringify(boundEntry(entry))
  holdData(places, () => {
    try {
      mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 })
      if (sizeOf(file.path) > fullTranscript) makeRoom(file)
      append(file.path, line)
    } catch (error) {
      throw error instanceof LabError ? error : unwritable(file, error)
    }
  })
}

/** Entries as the text of a transcript, behind lines that are none; the newest, when there are more than it holds. */
export function transcriptText(entries: readonly TranscriptEntry[], others: readonly string[]): string {
  const lines = [...others, ...entries.map((entry) => JSON.stringify(entry))]
  return textOfLines(newestLines(lines, fullTranscript))
}

/** What a text of JSON lines says: the entries, the oldest first, and the lines that are none. */
function parseTranscript(text: string): { entries: TranscriptEntry[]; damaged: string[] } {
  const lines = linesOf(text).map((line) => ({ line, entry: readEntry(line) }))
  const entries = lines.map(({ entry }) => entry).filter((entry) => entry !== undefined)
  return {
    entries: entries.sort((one, other) => one.at - other.at),
    damaged: lines.filter(({ entry }) => entry === undefined).map(({ line }) => line),
  }
}

export interface Transcript {
  /** The oldest first. */
  entries: TranscriptEntry[]
  /** Number of lines that are no entries. */
  damaged: number
  /** Where something that could not be a transcript was set aside; null when all was well. */
  setAside: string | null
}

/** A lab's transcript, for who holds the data. */
export function readHeldTranscript(places: Pick<Places, 'data'>, lab: string): Transcript {
  const { text, setAside: aside } = readHeldText(transcriptFile(places, lab))
  const { entries, damaged } = parseTranscript(text)
  return { entries, damaged: damaged.length, setAside: aside }
}

/** The lines of a transcript that are no entries, for who would write it anew and holds the data. */
export const heldDamage = (places: Pick<Places, 'data'>, lab: string): string[] =>
  parseTranscript(readHeldText(transcriptFile(places, lab)).text).damaged

/** A lab's transcript; empty when nothing was noted. LabError `transcript-unreadable`. */
export function readTranscript(places: Pick<Places, 'data'>, lab: string): Transcript {
  const found = readOwn(transcriptFile(places, lab))
  if (found.kind === 'absent') return { entries: [], damaged: 0, setAside: null }
  const text = found.kind === 'bytes' ? found.bytes.toString() : '?'
  // A last line without an end may be one that is just being written.
  if (text !== '' && !text.endsWith('\n')) return holdData(places, () => readHeldTranscript(places, lab))
  const { entries, damaged } = parseTranscript(text)
  return { entries, damaged: damaged.length, setAside: null }
}
