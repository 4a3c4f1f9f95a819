import type { Turn } from '../judge/live.ts'
import type { TranscriptEntry } from '../session/transcript-entry.ts'

interface RecorderOptions {
  /** Short name of the terminal. */
  terminal: string
  write: (entry: TranscriptEntry) => void
  now?: () => number
  later?: (work: () => void, ms: number) => NodeJS.Timeout
}

/** What turns within this time after a command is put down to it: an engine or a probe may take a moment. */
const settleMs = 2000

/**
 * Keeps what is typed, what it has changed and which checks it has turned, one entry a command. What is typed into a program
 * (a password, say) never comes here: the shell tells its command lines, and nobody records keys.
 */
export class Recorder {
  readonly #terminal: string
  readonly #write: (entry: TranscriptEntry) => void
  readonly #now: () => number
  readonly #later: (work: () => void, ms: number) => NodeJS.Timeout
  #open: TranscriptEntry | undefined
  /** Of a command that still runs. */
  #meanwhile: TranscriptEntry['turned'] | undefined
  #timer: NodeJS.Timeout | undefined

  constructor({ terminal, write, now = Date.now, later = setTimeout }: RecorderOptions) {
    this.#terminal = terminal
    this.#write = write
    this.#now = now
    this.#later = later
  }

  /** A command begins to run: what turns from now on is its doing. */
  begin(): void {
    this.close()
    this.#meanwhile = []
  }

  /** A command has ended. Returns where to note what it has changed, which is known a little later. */
  command(command: string, exitCode: number): (changes: string[]) => void {
    this.close()
    const entry: TranscriptEntry = {
      at: this.#now(),
      terminal: this.#terminal,
      command,
      exitCode,
      changes: [],
      turned: this.#meanwhile ?? [],
    }
    this.#meanwhile = undefined
    this.#open = entry
    this.#timer = this.#later(() => this.close(), settleMs)
    return (changes) => void entry.changes.push(...changes)
  }

  /** Checks have turned: by the command that runs or ended a moment ago; else by nobody's that is known. */
  turned(turns: readonly Turn[]): void {
    // What only waits no longer, and is not true all the same, is no outcome.
    const outcomes = turns.filter(({ from, to }) => from === 'pass' || to === 'pass')
    const noted = outcomes.map(({ id, title, step, from, to }) => ({ id, title, step, from, to }))
    const running = this.#meanwhile ?? this.#open?.turned
    running?.push(...noted)
  }

  /** Writes what is open. */
  close(): void {
    clearTimeout(this.#timer)
    const entry = this.#open
    this.#open = undefined
    if (entry) this.#write(entry)
  }
}
