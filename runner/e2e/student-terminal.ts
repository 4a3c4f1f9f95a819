import headless from '@xterm/headless'
import { loadPty, type Pty } from '../tutor/pty.ts'
import type { Person } from './stage.ts'
import { waitUntil } from './wait-until.ts'

interface TerminalOptions {
  columns?: number
  rows?: number
  env?: Record<string, string>
}

const patienceMs = 60_000
/** Rows: so many that no text is shown in pages, unless a test is about that. */
const roomy = 200
/** A person at 300 words a minute; faster than that is a paste. */
const keyMs = 5

/** A person in front of a real terminal: a pseudo-terminal in which `lab` runs, and an emulator that shows the screen. */
export class StudentTerminal {
  readonly #pty: Pty
  readonly #screen: headless.Terminal
  #ending: number | undefined
  #bytes = ''

  private constructor(pty: Pty, { columns = 80, rows = roomy }: TerminalOptions) {
    this.#pty = pty
    this.#screen = new headless.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true })
    pty.onData((bytes) => {
      this.#bytes += bytes
      this.#screen.write(Buffer.from(bytes, 'latin1'))
    })
    pty.onExit(({ exitCode }) => (this.#ending = exitCode))
    // What a terminal answers to a program that asks it something.
    this.#screen.onData((answer) => pty.write(answer))
  }

  static async open(person: Person, args: string[], options: TerminalOptions = {}): Promise<StudentTerminal> {
    const openPty = await loadPty()
    if (!openPty) throw new Error('@lydell/node-pty cannot be loaded: run npm ci')
    const [program, ...words] = [...person.prefix, ...person.command, ...args] as [string, ...string[]]
    const env = { ...person.env, TERM: 'xterm-256color', ...options.env }
    const { columns = 80, rows = roomy } = options
    return new StudentTerminal(openPty([program, ...words], { columns, rows, env }), options)
  }

  /** Everything that has scrolled by and stands there, without empty lines at the end. */
  get text(): string {
    const buffer = this.#screen.buffer.active
    const lines = Array.from(
      { length: buffer.length },
      (_, index) => buffer.getLine(index)?.translateToString(true) ?? '',
    )
    return lines.join('\n').trimEnd()
  }

  /** The bytes that came, latin1. */
  get bytes(): string {
    return this.#bytes
  }

  /** The exit code, once it has ended. */
  get ending(): number | undefined {
    return this.#ending
  }

  /** Types a line key by key, and Enter. */
  async line(text: string): Promise<void> {
    await this.keys(text)
    await this.keys('\r')
  }

  /** Presses keys one after the other, in UTF-8. */
  async keys(text: string): Promise<void> {
    for (const key of text) {
      this.#pty.write(Buffer.from(key, 'utf8').toString('latin1'))
      await new Promise((resolve) => setTimeout(resolve, keyMs))
    }
  }

  /** All at once, as the mouse does it. */
  paste(text: string): void {
    this.#pty.write(Buffer.from(text, 'utf8').toString('latin1'))
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows)
    this.#screen.resize(columns, rows)
  }

  /** Waits until the text matches, counted from `after` occurrences on. */
  async until(wanted: RegExp | string, times = 1): Promise<void> {
    const found = (): boolean => {
      const { text } = this
      if (typeof wanted === 'string') return text.split(wanted).length - 1 >= times
      return (
        [...text.matchAll(new RegExp(wanted.source, `${wanted.flags.replace('g', '')}g`))].length >= times
      )
    }
    try {
      await waitUntil(`the terminal shows ${String(wanted)}`, found, patienceMs)
    } catch (error) {
      throw new Error(`${String(error)}; it shows:\n${this.text.slice(-3000)}`, { cause: error })
    }
  }

  /** Waits for a prompt behind which nothing has been typed yet. */
  async prompt(): Promise<void> {
    await waitUntil(
      'there is a prompt',
      () => /\[lab \d\d\] \S+@\S+:\S+[#$]$/.test(this.text),
      patienceMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it shows:\n${this.text.slice(-3000)}`, { cause: error })
    })
  }

  /** Waits for the end of `lab`, and gives its exit code. */
  async end(): Promise<number> {
    await waitUntil('lab has ended', () => this.#ending !== undefined, patienceMs)
    return this.#ending ?? -1
  }

  kill(signal: string): void {
    if (this.#ending === undefined) this.#pty.kill(signal)
  }
}
