import { join } from 'node:path'
import * as v from 'valibot'
import type { LabReport } from '../judge/verdict.ts'
import type { Places } from '../world/places.ts'
import { Game } from './games.ts'
import { holdData } from './hold-data.ts'
import { readOwn, setAside, writeOwn, type OwnFile } from './own-file.ts'
import { StepId, Time } from './shapes.ts'

export const Progress = v.object({
  schemaVersion: v.literal(1),
  lab: v.string(),
  startedAt: Time,
  /** When each step was first seen done, in milliseconds since the epoch. */
  steps: v.record(StepId, v.object({ doneAt: Time, assisted: v.boolean() })),
  /** The highest rung that was shown, by step. */
  hints: v.record(StepId, v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Steps that the author's script has done. */
  solved: v.array(StepId),
  /** Questions answered right. */
  answers: v.array(v.string()),
  /** When all checks passed for the first time. */
  finishedAt: v.nullable(Time),
  /** Break games, the newest last; who has never played one has none. */
  games: v.exactOptional(v.array(Game)),
  /** The step that the student is at; null when he is past the last one. Who has never used the tutor has none. */
  at: v.exactOptional(v.nullable(StepId)),
  /** Steps that the student went on from before they were true. */
  passedOver: v.exactOptional(v.array(StepId)),
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

/** Bytes; more than a hundred games and all that can be noted of a lab take. */
const most = 1024 * 1024

export const progressFile = ({ data }: Pick<Places, 'data'>, lab: string): OwnFile => ({
  path: join(data, 'progress', `${lab}.json`),
  what: `Your progress in lab ${lab}`,
  code: 'progress',
  most,
})

export interface ReadProgress {
  progress: Progress
  /** What a file that could not be understood was, and where it is now; null when all was well. */
  setAside: { path: string; why: 'damaged' | 'newer' } | null
}

type Understood = { kind: 'none' } | { kind: 'some'; progress: Progress } | { kind: 'damaged' | 'newer' }

const isNewer = (value: unknown): boolean =>
  v.is(v.object({ schemaVersion: v.pipe(v.number(), v.integer(), v.minValue(2)) }), value)

/** What a text says of a lab's progress. */
function understand(text: string, lab: string): Understood {
  try {
    const value: unknown = JSON.parse(text)
    const { success, output } = v.safeParse(Progress, value)
    if (success && output.lab === lab) return { kind: 'some', progress: output }
    return { kind: isNewer(value) ? 'newer' : 'damaged' }
  } catch {
    return { kind: 'damaged' } // no JSON at all: the caller sets it aside
  }
}

function look(file: OwnFile, lab: string): Understood {
  const found = readOwn(file)
  if (found.kind === 'absent') return { kind: 'none' }
  return found.kind === 'bytes' ? understand(found.bytes.toString(), lab) : { kind: 'damaged' }
}

/** The same as `readProgress`, for who holds the data. */
export function readHeldProgress(places: Pick<Places, 'data'>, lab: string, now = Date.now()): ReadProgress {
  const file = progressFile(places, lab)
  const found = look(file, lab)
  if (found.kind === 'some') return { progress: found.progress, setAside: null }
  const progress = fresh(lab, now)
  if (found.kind === 'none') return { progress, setAside: null }
  return { progress, setAside: { path: setAside(file, found.kind, now), why: found.kind } }
}

/** A student's progress in a lab. A file that cannot be understood is set aside, never lost and never a crash. */
export function readProgress(places: Pick<Places, 'data'>, lab: string, now = Date.now()): ReadProgress {
  const found = look(progressFile(places, lab), lab)
  if (found.kind === 'some') return { progress: found.progress, setAside: null }
  if (found.kind === 'none') return { progress: fresh(lab, now), setAside: null }
  // Somebody else may be about to set it aside, too, and must not take away what comes in its place.
  return holdData(places, () => readHeldProgress(places, lab, now))
}

export const progressText = (progress: Progress): string => `${JSON.stringify(progress, null, 1)}\n`

/** Writes progress atomically; who has read it before holds the data from then on. */
export const writeProgress = (places: Pick<Places, 'data'>, progress: Progress): void =>
  writeOwn([{ file: progressFile(places, progress.lab), content: progressText(progress) }])

/** Progress in which these steps are done: first times are noted, with whether help was used. Nothing is ever unearned. */
export function recordSteps(progress: Progress, done: readonly string[], now: number): Progress {
  const first = done.filter((id) => progress.steps[id] === undefined)
  const steps = first.map((id) => [id, { doneAt: now, assisted: progress.solved.includes(id) }] as const)
  return { ...progress, steps: { ...progress.steps, ...Object.fromEntries(steps) } }
}

/** Progress after a report of the whole lab. */
export function recordReport(progress: Progress, report: LabReport, now: number): Progress {
  const done = report.steps.filter(({ status }) => status === 'pass').map(({ id }) => id)
  return {
    ...recordSteps(progress, done, now),
    finishedAt: progress.finishedAt ?? (report.status === 'pass' ? now : null),
  }
}

/** How a lab stands, in a word for `lab list`. */
export function standing(progress: Progress): 'not started' | 'in progress' | 'done' | 'done with help' {
  if (progress.finishedAt !== null) return progress.solved.length > 0 ? 'done with help' : 'done'
  const touched =
    Object.keys(progress.steps).length + Object.keys(progress.hints).length + progress.solved.length
  return touched > 0 || progress.at !== undefined ? 'in progress' : 'not started'
}
