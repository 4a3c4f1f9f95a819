import type { Diagnosis, Evidence, Status } from '../judge/verdict.ts'

/**
 * How the grading of one submission ended. `timed-out` and `over-limit`: it broke a limit, and was judged as it stood then.
 * `refused`: it is no submission, and no world was booted for it. `ungradable`: our fault, after retries; never 0 points.
 */
export type Outcome = 'graded' | 'timed-out' | 'over-limit' | 'refused' | 'ungradable'

/** Who may see a check's result: the student always, only after the due date, or the instructor alone. */
export type Visibility = 'always' | 'after-due' | 'never'

/** A line of a submission that turned a check red. */
export interface BlamedLine {
  /** Counted from 1. */
  number: number
  text: string
  /** What it did, in one sentence. */
  what: string
}

/** One check of one submission. */
export interface GradedCheck {
  id: string
  /** The id of the step that it belongs to. */
  step: string
  title: string
  status: Status
  points: number
  maxPoints: number
  visibility: Visibility
  expected: string
  actual: string
  diagnosis: Diagnosis | null
  evidence: Evidence[]
  /** Null when no line did it, or nobody asked. */
  line: BlamedLine | null
  /** The whole sentence for people: "line 7 put B into the wrong container; nothing after it repaired that". */
  attribution: string | null
}

export interface SubmissionFacts {
  /** Its path below the folder of submissions. */
  file: string
  sha256: string
  bytes: number
  kind: 'script' | 'bundle'
  /** Fingerprint of the key that has signed a bundle; absent for a script. */
  signedBy?: string
}

/** How the submission's own shell ended, which is no grade. */
export interface ScriptEnding {
  /** 128 + signal number when a signal ended it; null when it was ended for a limit. */
  exitCode: number | null
  /** The end of what it printed, 4 KiB at most. */
  output: string
  /** It has printed more than that. */
  truncated: boolean
  /** Lines of which a command failed, as many right scripts have them; absent where nobody has followed its lines. */
  failed?: FailedCommand[]
}

export interface FailedCommand {
  /** Counted from 1. */
  line: number
  text: string
  exitCode: number
  /** The last line of what it printed. */
  said: string
}

/** What a result depends on besides the submission. */
export interface GradingEnvironment {
  engine: string
  kernel: string
  vethlab: string
  labHash: string
  checksHash: string
}

/** The result of one submission; all text in it comes from a hostile place, and is made safe where it is shown. */
export interface GradeRecord {
  /** The name of the file or folder, or the roster's. */
  student: string
  submission: SubmissionFacts | null
  lab: string
  outcome: Outcome
  /** Why it was not simply graded, for people; null when it was. */
  problem: string | null
  /** Null when it is ungradable. */
  points: number | null
  maxPoints: number
  late: { days: number; factor: number } | null
  checks: GradedCheck[]
  seed: string | null
  environment: GradingEnvironment
  /** Milliseconds since the epoch. */
  startedAt: number
  durationMs: number
  /** Worlds that were booted for it, those that died included. */
  attempts: number
  /** "The bundle's signature does not hold", "a script made for another's values", … */
  notes: string[]
  /** Absent where nothing was run. */
  script?: ScriptEnding
  /** SHA-256 of all that the verdicts depend on: who finds the same need not run it again. Absent where nothing was run. */
  inputs?: string
}

export interface RosterRow {
  student: string
  name: string | null
  email: string | null
  id: string | null
  /** Milliseconds since the epoch. */
  due: number | null
}

/** What `lab grade` writes to results.json; docs/schema/grade.schema.json. */
export interface ClassResults {
  schemaVersion: 1
  lab: {
    id: string
    title: string
    steps: { id: string; number: number; title: string }[]
    /** Fingerprint of the key from which each student has values of his own; absent where all are judged alike. */
    valuesKey?: string
  }
  /** Milliseconds since the epoch. */
  gradedAt: number
  roster: RosterRow[]
  /** One for each submission, sorted by student; who is on the roster and has handed in nothing has none. */
  records: GradeRecord[]
}
