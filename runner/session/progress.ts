import {
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
  fsyncSync,
  closeSync,
  existsSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { LabReport } from '../judge/verdict.ts'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import type { Places } from '../world/places.ts'
import { Game } from './games.ts'

const Time = v.pipe(v.number(), v.integer())
const Progress = v.object({
  schemaVersion: v.literal(1),
  lab: v.string(),
  startedAt: Time,
  /** When each step was first seen done, in milliseconds since the epoch. */
  steps: v.record(v.string(), v.object({ doneAt: Time, assisted: v.boolean() })),
  /** The highest rung that was shown, by step. */
  hints: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Steps that the author's script has done. */
  solved: v.array(v.string()),
  /** Questions answered right. */
  answers: v.array(v.string()),
  /** When all checks passed for the first time. */
  finishedAt: v.nullable(Time),
  /** Break games, the newest last; who has never played one has none. */
  games: v.exactOptional(v.array(Game)),
})
export type Progress = v.InferOutput<typeof Progress>

const fresh = (lab: string, now: number): Progress => ({
  schemaVersion: 1,
  lab,
  startedAt: now,
  steps: {},
  hints: {},
  solved: [],
  answers: [],
  finishedAt: null,
})

const fileOf = (places: Pick<Places, 'data'>, lab: string): string =>
  join(places.data, 'progress', `${lab}.json`)

export interface ReadProgress {
  progress: Progress
  /** Where a damaged file was set aside; null when all was well. */
  setAside: string | null
}

/** A student's progress in a lab. A file that cannot be understood is set aside, never lost and never a crash. */
export function readProgress(places: Pick<Places, 'data'>, lab: string, now = Date.now()): ReadProgress {
  const file = fileOf(places, lab)
  try {
    const progress = understand(readFileSync(file, 'utf8'))
    if (progress?.lab === lab) return { progress, setAside: null }
    const setAside = `${file}.damaged-${now}`
    renameSync(file, setAside)
    return { progress: fresh(lab, now), setAside }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return { progress: fresh(lab, now), setAside: null }
    throw new LabError(
      'cannotRun',
      'progress-unreadable',
      `Your progress in lab ${lab} cannot be read: ${causeText(error)}.`,
      `Mend the permissions of ${file}.`,
      error,
    )
  }
}

/** Undefined for a text that is no progress. */
const understand = (text: string): Progress | undefined => {
  try {
    return v.parse(Progress, JSON.parse(text))
  } catch {
    return undefined // damaged: the caller sets it aside
  }
}

/** Writes progress atomically: a draft, fsync, rename. */
export function writeProgress(places: Pick<Places, 'data'>, progress: Progress): void {
  const file = fileOf(places, progress.lab)
  const draft = `${file}.${process.pid}.new`
  try {
    mkdirSync(join(places.data, 'progress'), { recursive: true, mode: 0o700 })
    const handle = openSync(draft, 'w', 0o600)
    try {
      writeSync(handle, `${JSON.stringify(progress, null, 1)}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(draft, file)
  } catch (error) {
    if (existsSync(draft)) rmSync(draft, { force: true })
    throw new LabError(
      'cannotRun',
      'progress-unwritable',
      `Your progress in lab ${progress.lab} cannot be saved: ${causeText(error)}.`,
      `Free some space or mend the permissions of ${places.data}.`,
      error,
    )
  }
}

/** Progress after a report: steps that pass for the first time are noted, with whether help was used. Nothing is ever unearned. */
export function recordReport(progress: Progress, report: LabReport, now: number): Progress {
  const done = report.steps.filter(({ id, status }) => status === 'pass' && progress.steps[id] === undefined)
  const steps = Object.fromEntries(
    done.map(({ id }) => [id, { doneAt: now, assisted: progress.solved.includes(id) }]),
  )
  return {
    ...progress,
    steps: { ...progress.steps, ...steps },
    finishedAt: progress.finishedAt ?? (report.status === 'pass' ? now : null),
  }
}

/** How a lab stands, in a word for `lab list`. */
export function standing(progress: Progress): 'not started' | 'in progress' | 'done' | 'done with help' {
  if (progress.finishedAt !== null) return progress.solved.length > 0 ? 'done with help' : 'done'
  const touched =
    Object.keys(progress.steps).length + Object.keys(progress.hints).length + progress.solved.length
  return touched > 0 ? 'in progress' : 'not started'
}
