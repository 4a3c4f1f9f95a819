/** The four verdicts; never one for another. `skipped`: a check it depends on did not pass. `cannot-run`: we could not look. */
export type Status = 'pass' | 'fail' | 'skipped' | 'cannot-run'

/** Why a check failed: a stable code, and one sentence that says what and where, never how to mend it. */
export interface Diagnosis {
  code: string
  text: string
}

/** A command that a student can type on the host to see the same, and what it printed when we did. */
export interface Evidence {
  command: string
  output: string
  truncated: boolean
}

export interface CheckReport {
  id: string
  title: string
  status: Status
  points: number
  maxPoints: number
  expected: string
  actual: string
  diagnosis: Diagnosis | null
  evidence: Evidence[]
}

export interface StepReport {
  id: string
  title: string
  status: Status
  checks: CheckReport[]
  /** What this machine lacks for the step, which therefore cannot run and counts neither way; absent when nothing is. */
  lacks?: string[]
}

/** What `lab check --json` prints; docs/schema/check.schema.json. */
export interface LabReport {
  schemaVersion: 1
  lab: string
  status: Status
  points: number
  maxPoints: number
  durationMs: number
  /** The engine's version, null when none answered. */
  engine: string | null
  steps: StepReport[]
}

/** One verdict for several: a failure outranks a check that could not run, that one a skipped one; all passed is passed. */
export function combine(statuses: Status[]): Status {
  const found = (['fail', 'cannot-run', 'skipped'] as const).find((status) => statuses.includes(status))
  return found ?? 'pass'
}
