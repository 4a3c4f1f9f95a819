import type { LabRecord } from './archive.ts'
import { mergeProgress } from './merge-progress.ts'
import type { Progress } from './progress.ts'
import { boundEntry, type TranscriptEntry } from './transcript-entry.ts'

/** Progress as it is with another's in it; either may be missing. */
export function mergedProgress(one: Progress | null, other: Progress | null): Progress | null {
  const first = one ?? other
  return first && mergeProgress(first, other ?? first)
}

/**
 * The lines of `other` that are to be appended to the notes `one`, so that nothing of either is lost: what comes after
 * the lines with which both begin, unless it is in `one` already. Empty for nothing.
 */
export function missingNotes(one: string | null, other: string | null): string {
  const [mine, theirs] = [one ?? '', other ?? ''].map((text) => text.trimEnd().split('\n')) as [
    string[],
    string[],
  ]
  const start = theirs.findIndex((line, index) => line !== mine[index])
  const rest = start === -1 ? '' : theirs.slice(start).join('\n').trimEnd()
  return rest === '' || `\n${mine.join('\n')}\n`.includes(`\n${rest}\n`) ? '' : `${rest}\n`
}

/** All entries of both, each once, in the order of time. */
export function mergeTranscripts(
  one: readonly TranscriptEntry[],
  other: readonly TranscriptEntry[],
): TranscriptEntry[] {
  const known = new Set(one.map((entry) => JSON.stringify(entry)))
  const more = other.map(boundEntry).filter((entry) => !known.has(JSON.stringify(entry)))
  return [...one, ...more].sort((a, b) => a.at - b.at)
}

/** What an import brings, of one lab. */
export interface News {
  lab: string
  /** Number of steps that were not done here. */
  steps: number
  /** Number of break games that were not known here. */
  games: number
  /** Anything else of the progress: hints, answers, earlier times, where the student is. */
  details: boolean
  notes: boolean
  /** Number of commands in the transcript that were not known here. */
  commands: number
}

const countOf = (things: object | undefined): number => Object.keys(things ?? {}).length

/** What is new of a lab when `before` has become `after`. */
export function newsOf(
  before: LabRecord,
  after: Pick<LabRecord, 'progress' | 'transcript'>,
  notes: string,
): News {
  const asMerged = mergedProgress(before.progress, null)
  return {
    lab: before.lab,
    steps: countOf(after.progress?.steps) - countOf(before.progress?.steps),
    games: countOf(after.progress?.games) - countOf(before.progress?.games),
    details: JSON.stringify(after.progress) !== JSON.stringify(asMerged),
    notes: notes !== '',
    commands: after.transcript.length - before.transcript.length,
  }
}

export const isNews = ({ details, notes, commands }: News): boolean => details || notes || commands > 0
