import * as v from 'valibot'
import type { Status } from '../judge/verdict.ts'
import { clip } from '../observe/safe-text.ts'
import { Time } from './shapes.ts'

const statuses = ['pass', 'fail', 'skipped', 'cannot-run'] as const satisfies readonly Status[]
const Verdict = v.picklist(statuses)

/** One command of a student's, and what came of it. */
export const TranscriptEntry = v.object({
  /** When the command ended. */
  at: Time,
  /** Short name of the terminal it was typed in. */
  terminal: v.string(),
  /** As typed. */
  command: v.string(),
  /** Null when nobody knows. */
  exitCode: v.nullable(v.pipe(v.number(), v.integer())),
  /** What it changed, in words. */
  changes: v.array(v.string()),
  /** The checks that have another verdict since; `from` is null for the first one that a check got. */
  turned: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      step: v.string(),
      from: v.nullable(Verdict),
      to: Verdict,
    }),
  ),
})
export type TranscriptEntry = v.InferOutput<typeof TranscriptEntry>

const mostChanges = 50
const mostTurned = 100

const shorten = (text: string, maxBytes: number): string => {
  const kept = clip(text, { maxBytes, maxLines: maxBytes })
  return kept.truncated ? `${kept.text}…` : kept.text
}

/** An entry whose line takes some 100 KiB at most, whatever was typed. */
export const boundEntry = ({
  at,
  terminal,
  command,
  exitCode,
  changes,
  turned,
}: TranscriptEntry): TranscriptEntry => ({
  at,
  terminal: shorten(terminal, 40),
  command: shorten(command, 4096),
  exitCode,
  changes: changes.slice(0, mostChanges).map((text) => shorten(text, 300)),
  turned: turned.slice(0, mostTurned).map(({ id, title, step, from, to }) => ({
    id: shorten(id, 100),
    title: shorten(title, 200),
    step: shorten(step, 100),
    from,
    to,
  })),
})

/** The entry that a line of JSON is; undefined for a line that is none. */
export function readEntry(line: string): TranscriptEntry | undefined {
  try {
    return v.parse(TranscriptEntry, JSON.parse(line))
  } catch {
    return undefined // damaged: the caller counts it
  }
}
