import type { Status } from '../../judge/verdict.ts'
import type { GradeRecord } from '../result.ts'
import type { Standing } from './read-rows.ts'

interface Word {
  /** For who sees; a font of every system has it. */
  sign: string
  /** For everybody. */
  word: string
}

const statuses: Record<Status, Word> = {
  pass: { sign: '✓', word: 'pass' },
  fail: { sign: '✗', word: 'fail' },
  skipped: { sign: '·', word: 'skipped' },
  'cannot-run': { sign: '!', word: 'cannot run' },
}

const standings: Record<Standing, Word> = {
  graded: { sign: '●', word: 'graded' },
  'timed-out': { sign: '◔', word: 'timed out' },
  'over-limit': { sign: '▲', word: 'broke a limit' },
  refused: { sign: '⊘', word: 'refused' },
  ungradable: { sign: '?', word: 'ungradable' },
  missing: { sign: '–', word: 'nothing handed in' },
}

export const statusWord = (status: Status): Word => statuses[status]
export const standingWord = (standing: Standing): Word => standings[standing]

/** What each standing means for a mark, in one sentence. */
export const standingMeans: Record<Standing, string> = {
  graded: 'It ran to its end and was judged.',
  'timed-out': 'It broke the time limit, and was judged as it stood then.',
  'over-limit': 'It broke a limit, and was judged as it stood then.',
  refused: 'What was handed in is no submission, so nothing was run. That is no mark.',
  ungradable: 'It could not be graded, through no fault of the student. That is no mark, and not zero.',
  missing: 'Nothing was handed in. That is no mark.',
}

/** Points as people write them: at most two decimals. */
export const pointsText = (points: number): string => String(Number(points.toFixed(2)))

/** `13.6 of 17`, or that there is no mark. */
export const markText = (points: number | null, maxPoints: number): string =>
  points === null ? 'no mark' : `${pointsText(points)} of ${pointsText(maxPoints)}`

/** `2 days late, factor 0.9`; nothing for who is in time. */
export function lateText(late: GradeRecord['late']): string | null {
  if (late === null || late.days === 0) return null
  const days = `${late.days} ${late.days === 1 ? 'day' : 'days'} late`
  return late.factor === 1 ? days : `${days}, factor ${pointsText(late.factor)}`
}

/** A moment to the minute, the same for every reader: `2026-11-26 22:21 UTC`. */
export const momentText = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
