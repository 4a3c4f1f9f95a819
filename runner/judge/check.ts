import type { Diagnosis } from './verdict.ts'
import type { View } from './view.ts'

/** A command to be shown as evidence: where it is run, and its words. Nothing goes through a shell. */
export type Exhibit =
  | { on: 'host'; command: [string, ...string[]] }
  /** In a container's network namespace; `hostPid` is the process id a student would name. */
  | { on: 'container'; netns: string; hostPid: number; command: [string, ...string[]] }
  /** A docker sub-command, put to the host's engine. */
  | { on: 'engine'; command: [string, ...string[]] }

/** What looking at the host gave. */
export type Finding =
  | { status: 'pass'; actual: string; exhibits: Exhibit[] }
  | { status: 'fail'; actual: string; diagnosis: Diagnosis; exhibits: Exhibit[] }
  | { status: 'cannot-run'; actual: string; diagnosis: Diagnosis; exhibits: Exhibit[] }

/** One thing that must be true of a host: what is expected, in words, and how to find out. */
export interface Statement {
  expected: string
  judge(view: View): Finding | Promise<Finding>
}

export interface Check {
  /** Unique within the lab: `route.default`. */
  id: string
  title: string
  points: number
  /** Ids of checks without which this one says nothing: if one of them does not pass, this one is skipped. */
  after?: string[]
  is: Statement
}

export interface StepChecks {
  /** The id of the walkthrough's step. */
  step: string
  /** The step builds nothing but tries what those before it have built, and so passes as soon as they do. */
  tryOut?: true
  checks: Check[]
}

/** The right answers to a question, read from the student's own host; the first is the one to show. */
export type Answer = (view: View) => { answers: string[] } | { cannotTell: string }

export interface LabChecks {
  steps: StepChecks[]
  /** By question id. */
  answers: Record<string, Answer>
}

export const pass = (actual: string, ...exhibits: Exhibit[]): Finding => ({
  status: 'pass',
  actual,
  exhibits,
})

export const fail = (code: string, text: string, actual: string, ...exhibits: Exhibit[]): Finding => ({
  status: 'fail',
  actual,
  diagnosis: { code, text },
  exhibits,
})

export const cannotRun = (code: string, text: string, ...exhibits: Exhibit[]): Finding => ({
  status: 'cannot-run',
  actual: 'not known',
  diagnosis: { code, text },
  exhibits,
})
