import type { ValuesSheet } from '../../course/values/sheet.ts'
import type { OwnValue } from '../../course/values/value.ts'
import type { SubmissionFacts } from '../result.ts'

/** How a bundle's own account of itself can be held against what comes of it. */
export interface BundleClaims {
  points: number
  maxPoints: number
}

/** What somebody has handed in: a script to be run, or why it is none. */
export interface Submission {
  student: string
  /** Its path below the folder of submissions, as it is. */
  file: string
  /** Null when it could not be read. */
  facts: SubmissionFacts | null
  /** What bash is given; null when it is refused. */
  script: string | null
  /** Why it is no submission, in one sentence; null when it is one. */
  refused: string | null
  /** What the instructor should know of it. */
  notes: string[]
  /** When it was last written, in milliseconds since the epoch; null when that is not known. */
  writtenAt: number | null
  /** Of a bundle; null for a script. */
  claims: BundleClaims | null
  /** The file of values that a bundle was made with; null for one without, and for a script. */
  sheet: ValuesSheet | null
  /** The student's own values, by which it is judged; none where all are judged alike. */
  own: OwnValue[]
}

/** Thrown where something is read that is no submission; the message is the sentence for the report. */
export class Refused extends Error {}
