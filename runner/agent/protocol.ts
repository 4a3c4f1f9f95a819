import type { Lacking } from '../judge/lacking.ts'
import type { Turn } from '../judge/live.ts'

/** How far a world has come. */
export type Phase = 'booting' | 'ready' | 'failed'

/** GET /status: what the agent says of its world. */
export interface WorldStatus {
  phase: Phase
  lab: string
  /** Milliseconds since the epoch. */
  startedAt: number
  /** Milliseconds from the agent's start until the engine answered and had its images; null before. */
  readyAfterMs: number | null
  /** The engine's version, as its own program says it. */
  engine: string
  hosts: { name: string; address: string; pid: number }[]
  /** The lab's steps that cannot run on this machine; empty until the boot has ended. */
  lacking: Lacking
  /** Why the boot failed. */
  problem: { code: string; message: string; next: string | null } | null
}

/** POST /check. */
export interface CheckRequest {
  /** How long to wait, on events, for a check that does not pass yet. */
  waitMs: number
  evidence: 'failed' | 'all'
  /** Wait for these steps only; for all when absent. */
  steps?: string[]
  /** Look at these steps only, and report no others. */
  only?: boolean
}

/** POST /play: which of the lab's plays to perform on the host, in the script's order. */
export interface PlayRequest {
  /** All steps when absent. */
  steps?: string[]
  variant?: string
  /** Planted after the steps. */
  fault?: string
  /** A walkthrough's own commands, typed into one shell, instead of the script's steps. */
  commands?: string[]
}

/** POST /play answers with these, one JSON object a line. */
export type PlayEvent =
  | { kind: 'step'; id: string }
  | { kind: 'command'; text: string }
  | { kind: 'output'; stream: 'stdout' | 'stderr'; text: string }
  | { kind: 'failed'; step: string; message: string }
  | { kind: 'done' }

/** POST /live and POST /attend: the step whose checks may be probed while the student works; null for none. */
export interface AttendRequest {
  step: string | null
}

/** POST /live answers with these, one JSON object a line, until the caller goes away. */
export type LiveEvent =
  /** The first: the ids of each step's checks, and how those stand that are known. */
  { kind: 'standing'; checks: Record<string, string[]>; turns: Turn[] } | { kind: 'turned'; turns: Turn[] }

/** POST /release: `lab …` was typed on the host, and its process waits there for the exit code. */
export interface ReleaseRequest {
  /** By its number on the host. */
  asker: number
  exitCode: number
  /** What it prints itself; empty where that was said to the terminal. */
  output: string
}

/** POST /answer. */
export interface AnswerRequest {
  question: string
  answer: string
}

export type AnswerReply = { right: true } | { right: false } | { right: null; cannotTell: string }

/** POST /break and POST /reveal: the seed that chooses one of the lab's faults. */
export interface SeedRequest {
  seed: number
}

/** What POST /reveal answers. */
export interface RevealedFault {
  id: string
  title: string
  /** The checks that it turns red, and the ids of their steps. */
  kills: { id: string; title: string; step: string }[]
}

/** POST /command: a command that was typed on the host has ended. */
export interface CommandReport {
  /** Short name of the terminal. */
  terminal: string
  /** As typed. */
  command: string
  /** Null where nobody knows. */
  exitCode: number | null
}

/** What POST /command answers: what is different on the host since the last look. */
export interface CommandReply {
  changes: {
    /** One sentence, safe to show. */
    text: string
    /** A way to take it back is known. */
    undoable: boolean
  }[]
}

/** What POST /undo answers; all texts are safe to show. */
export interface UndoReply {
  /** What was taken back, as typed; empty for what nobody has reported. */
  command: string
  /** What is as it was before, one sentence each. */
  undone: string[]
  /** The commands that did it, in their order. */
  typed: string[]
  /** What is still not as it was, one sentence each. */
  left: string[]
}

/** POST /submission: a script that somebody has handed in, to be run on the host. */
export interface SubmissionRequest {
  script: string
  timeMs: number
  /** Of standard output and standard error together. */
  outputBytes: number
  /** Look at the host after each line; checks that only a probe can decide are probed when they stand here, by their ids. */
  follow: { probe: string[] } | null
}

/** What looking, or a probe, says of a check, whatever it waits for. */
export interface LineFinding {
  /** Null where only a probe could tell and none was made. */
  status: 'pass' | 'fail' | 'cannot-run' | null
  /** Of the diagnosis; null where there is none. */
  code: string | null
  text: string | null
}

/** What has become different with a line of a submission. */
export interface LineLook {
  /** From 1; 0 is the host before the first. */
  line: number
  /** The checks that are found otherwise than after the line before, by their ids. */
  findings: Record<string, LineFinding>
  /** What is different on the host since the line before, in words; the first of many. */
  changes: string[]
}

/** A line of which a command has said that it failed; many a right script has such. */
export interface FailedLine {
  line: number
  exitCode: number
  /** The last line of what it printed, made safe. */
  said: string
}

/** What POST /submission answers. */
export interface SubmissionReply {
  /** How it ended: by itself, or because its time or its output was more than it may have. */
  how: 'exit' | 'time' | 'output'
  /** 128 + signal number when a signal ended it; null when it was ended for a limit. */
  exitCode: number | null
  /** The end of what it printed, made safe, about 4 KiB at most. */
  output: string
  truncated: boolean
  durationMs: number
  /** Null when nobody has followed its lines. */
  lines: {
    /** In the order of time: a line in a loop comes again. */
    looks: LineLook[]
    /** The line it was at when it ended; null when it never came to one. */
    last: number | null
    /** Lines of which a command has ended with another exit code than 0, each once, in the order of the script. */
    failed: FailedLine[]
  } | null
}

/** The body of an answer that is no 200. */
export interface Refusal {
  error: { code: string; message: string; next: string | null }
}
