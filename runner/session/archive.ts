import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { isErrno } from '../lab-error.ts'
import type { Places } from '../world/places.ts'
import { notesFile, readNotes } from './notes.ts'
import type { OwnFile } from './own-file.ts'
import { Progress, progressFile, readHeldProgress } from './progress.ts'
import { LabId, Time } from './shapes.ts'
import { tellProgress, tellTranscript, type Notice } from './tell-damage.ts'
import { TranscriptEntry } from './transcript-entry.ts'
import { readHeldTranscript, transcriptFile } from './transcript.ts'

/** All that is kept of a student's work in one lab. */
export const LabRecord = v.object({
  lab: LabId,
  /** Null for a lab of which there are only notes or a transcript. */
  progress: v.nullable(Progress),
  /** Markdown. */
  notes: v.nullable(v.string()),
  transcript: v.array(TranscriptEntry),
})
export type LabRecord = v.InferOutput<typeof LabRecord>

/** What `lab export` writes and `lab import` takes in; docs/schema/archive.schema.json. */
export const Archive = v.object({
  format: v.literal('vethlab-progress'),
  schemaVersion: v.literal(1),
  exportedAt: Time,
  labs: v.array(LabRecord),
})
export type Archive = v.InferOutput<typeof Archive>

export const archiveText = (labs: LabRecord[], exportedAt: number): string =>
  `${JSON.stringify({ format: 'vethlab-progress', schemaVersion: 1, exportedAt, labs } satisfies Archive, null, 1)}\n`

/** The three files of a lab. */
export const filesOf = (places: Pick<Places, 'data'>, lab: string): OwnFile[] => [
  progressFile(places, lab),
  notesFile(places, lab),
  transcriptFile(places, lab),
]

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** The numbers of the labs of which anything is kept, also of those that this course does not have. */
export function labsKept(places: Pick<Places, 'data'>): string[] {
  const names = filesOf(places, '00').flatMap(({ path }) => namesIn(dirname(path)))
  const ids = names
    .map((name) => /^(\d\d)\.(?:json|md|jsonl)$/.exec(name)?.[1])
    .filter((id) => id !== undefined)
  return [...new Set(ids)].sort()
}

/** What is kept of a lab, for who holds the data; what is damaged is set aside, and told. */
export function readHeldRecord(places: Pick<Places, 'data'>, lab: string, notice: Notice): LabRecord {
  const read = readHeldProgress(places, lab)
  const transcript = readHeldTranscript(places, lab)
  tellProgress(lab, read, notice)
  tellTranscript(lab, transcript, notice)
  return {
    lab,
    progress: existsSync(progressFile(places, lab).path) ? read.progress : null,
    notes: readNotes(places, lab)?.toString() ?? null,
    transcript: transcript.entries,
  }
}
