import type { Places } from '../world/places.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface Setting {
  terminal: Terminal
  places: Places
}

/** The words and options of one call, as commander has sorted them. */
export interface Call {
  args: string[]
  options: Record<string, string | boolean | undefined>
}

/** A command's work; resolves to the exit code. What a person can mend is thrown as LabError. */
export type Run = (call: Call, setting: Setting) => Promise<number>

/** One command, as data: help, parsing and completion come from this. */
export interface Command {
  name: string
  /** commander's notation: `<lab>`, `[step]`, `[command...]`. */
  args: string
  summary: string
  options?: [flags: string, summary: string][]
  /** More than the summary says, for the command's own help. */
  details?: string
  load: () => Promise<{ run: Run }>
  /** Commands that begin with this one's name: `lab grade merge`. */
  commands?: Command[]
}

/** The option of every command that reports. */
export const json: [flags: string, summary: string] = ['--json', 'print the result as JSON (docs/schema)']

/** The first word of a call; commander has made sure that it is there. */
export const firstWord = ({ args }: Call): string => args[0] ?? ''
