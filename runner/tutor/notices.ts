interface NoticeOptions {
  /** Writes to the student's terminal. */
  print: (text: string) => void
  /** Only above a prompt that is still to come, never by moving the cursor. */
  plain: boolean
  /** Calls back after so many milliseconds; effects are arguments. */
  later?: (work: () => void, ms: number) => unknown
}

/** So long nothing more must come before a line counts as a prompt that waits. */
const quietMs = { ours: 8, foreign: 150 }
/** Bytes: a line that is longer is no prompt. */
const longestTail = 4096
/** Alternate screen (xterm's private modes 47, 1047, 1049): a program that has the whole screen for itself. */
// oxlint-disable-next-line no-control-regex
const screenSwitch = /\u001b\[\?(?:47|1047|1049)([hl])/g
// oxlint-disable-next-line no-control-regex
const steering = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007]*(?:\u0007|$)|.)/g
/** What begins a line as a line feed does: the cursor is put somewhere, or the screen is erased (clear(1), Ctrl-L). */
// oxlint-disable-next-line no-control-regex
const fresh = /\n|\u001b\[[\d;]*[Hf]|\u001b\[[23]J|\u001bc/g
/** Bytes: a longer one of these is not expected. */
const longestFresh = 16

/** What stands on the last line when `text` has followed `tail` on it. */
function lastLine(tail: string, text: string): string {
  const whole = tail + text
  const from = Math.max(0, tail.length - longestFresh) // it may have come in two pieces
  let start = 0
  for (const found of whole.slice(from).matchAll(fresh)) start = from + found.index + found[0].length
  return whole.slice(start)
}

/** The prompt of a shell that leaves no marks, as in a container: `/ # `, `root@box:/# `, `bash-5.2$ `. */
const foreignPrompt = /^[^\n]{0,120}[#$>%] $/

/**
 * Decides when lines of the tutor's own may be printed among what a shell prints: above a prompt, never into a program's
 * output. A prompt that stands there already is erased and printed again below the lines, together with what has been
 * typed behind it.
 */
export class NoticeBoard {
  readonly #print: (text: string) => void
  readonly #plain: boolean
  readonly #later: (work: () => void, ms: number) => unknown
  #pending: string[] = []
  #phase: 'prompt' | 'running' | 'held' = 'running'
  #typed = false
  #otherScreen = false
  /** What stands on the last line, as it was printed. */
  #tail = ''
  #revision = 0

  constructor({ print, plain, later = setTimeout }: NoticeOptions) {
    this.#print = print
    this.#plain = plain
    this.#later = later
  }

  /** What the shell has printed; goes on to the terminal. */
  output(text: string): void {
    this.#print(text)
    for (const [, way] of text.matchAll(screenSwitch)) this.#otherScreen = way === 'h'
    this.#tail = lastLine(this.#tail, text)
    this.#whenQuiet()
  }

  /** The student has pressed keys. */
  input(): void {
    this.#typed = true
    this.#revision += 1
  }

  /** A command begins to run. */
  begin(): void {
    this.#phase = 'running'
  }

  /** A prompt is about to be printed: the best moment. */
  prompt(): void {
    this.#phase = 'prompt'
    this.#typed = false
    if (this.#pending.length > 0 && this.#plain && this.#tail !== '') this.#print('\r\n')
    if (this.#tail === '' || this.#plain) this.#flush()
    this.#whenQuiet()
  }

  /** While the tutor itself prints, nothing of the board's is. */
  hold(): void {
    this.#phase = 'held'
  }

  /** Lines to be printed as soon as they can be. */
  add(lines: string[]): void {
    this.#pending.push(...lines)
    this.#whenQuiet()
  }

  #whenQuiet(): void {
    this.#revision += 1
    if (this.#pending.length === 0 || this.#plain) return
    const { revision, ms } = {
      revision: this.#revision,
      ms: this.#phase === 'prompt' ? quietMs.ours : quietMs.foreign,
    }
    this.#later(() => {
      if (revision === this.#revision && this.#promptWaits()) this.#printAbovePrompt()
    }, ms)
  }

  #promptWaits(): boolean {
    if (this.#otherScreen || this.#phase === 'held' || this.#tail.length > longestTail) return false
    const shown = this.#tail.replace(steering, '')
    return this.#phase === 'prompt' ? shown !== '' : foreignPrompt.test(shown)
  }

  #printAbovePrompt(): void {
    const tail = this.#tail
    this.#print(this.#typed ? '\r\n' : '\r\u001b[K')
    this.#flush()
    this.#print(tail)
    this.#tail = tail
  }

  #flush(): void {
    const lines = this.#pending
    this.#pending = []
    for (const line of lines) this.#print(`${line}\r\n`)
  }
}
