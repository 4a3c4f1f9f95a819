import { spawn, type ChildProcess } from 'node:child_process'
import stripAnsi from 'strip-ansi'
import { LabError } from '../lab-error.ts'
import { safeText } from '../observe/safe-text.ts'

/** What came of a line that was typed. */
export interface TypedResult {
  output: string
  exitCode: number
}

interface TypeOptions {
  /** Press Ctrl-C when this many lines have come. */
  interruptAfterLines?: number
  /** The line opens or ends a shell, so that what is typed right behind it may be lost on the way. */
  changesShell?: boolean
  /** The command does not end: do not wait for it. */
  keepsRunning?: boolean
}

const againMs = 400
/** A new shell prints its prompt and what it is told meanwhile; from here on it is as quiet as the first. */
const quietShell =
  'stty -echo rows 200 cols 400; bind "set enable-bracketed-paste off"; PS1= PS2= PROMPT_COMMAND=; set +H'
/** What a mark looks like when the shell has printed it, as a pattern: its number and the exit code, between separators. */
const mark = (number: string): string => `\\r*\\n\u001e${number} (\\d+)\u001e\\r*\\n`
const controls: Record<string, string> = { '^C': '\u0003', '^D': '\u0004', '^P': '\u0010', '^Q': '\u0011' }

/** A real terminal (script(1)) with a bash in it, into which lines are typed one after the other. */
export class Terminal {
  readonly #child: ChildProcess
  readonly #timeoutMs: number
  #received = ''
  #marks = 0
  #ended: Error | undefined

  /** `enter` is the command line that runs a command where the terminal shall stand; each line has `timeoutMs`. */
  constructor(enter: (command: string[]) => [string, ...string[]], timeoutMs: number) {
    const [program, ...words] = enter(['script', '-qfec', 'bash --norc --noprofile', '/dev/null'])
    this.#timeoutMs = timeoutMs
    this.#child = spawn(program, words, { stdio: 'pipe' })
    const listen = (part: Buffer): void => void (this.#received += part.toString())
    this.#child.stdout?.on('data', listen)
    this.#child.stderr?.on('data', listen)
    this.#child.stdin?.on('error', (error) => (this.#ended ??= error))
    this.#child.on('error', (error) => (this.#ended ??= error))
    this.#child.on('close', () => (this.#ended ??= new Error('the terminal has closed')))
  }

  async open(): Promise<void> {
    await this.#settleShell()
  }

  /** Types a line (`^P^Q`: presses these keys) and waits until its command has ended, or opened a shell that answers. */
  async type(
    line: string,
    { interruptAfterLines, changesShell = false, keepsRunning = false }: TypeOptions = {},
  ): Promise<TypedResult | undefined> {
    const keys = /^(?:\^[A-Z])+$/.test(line) ? (line.match(/\^[A-Z]/g) ?? []) : []
    this.#send(keys.length > 0 ? keys.map((key) => controls[key] ?? '').join('') : `${line}\n`)
    if (keepsRunning) return undefined
    if (interruptAfterLines !== undefined) {
      await this.#until(() => fullLines(plain(this.#received)) >= interruptAfterLines, line)
      this.#send('\u0003')
    }
    const repeats = changesShell || keys.length > 0 || interruptAfterLines !== undefined
    // The key may come before a command has begun, or to a loop between two of its commands: then nobody is interrupted.
    const isInterrupt = line === '^C' || interruptAfterLines !== undefined
    const result = await this.#mark(line, repeats, isInterrupt ? controls['^C'] : '')
    if (changesShell) await this.#settleShell()
    return result
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }

  async #settleShell(): Promise<void> {
    this.#send(`${quietShell}\n`)
    await this.#mark('a new shell', true)
  }

  #send(text: string): void {
    if (!this.#ended) this.#child.stdin?.write(text)
  }

  /**
   * Has the shell print a mark with the last command's exit code, and takes what stands before it. `repeats`: asks again
   * while there is no answer, after pressing `key` once more.
   */
  async #mark(line: string, repeats: boolean, key = ''): Promise<TypedResult> {
    this.#marks += 1
    // The shell makes the separators from `\036`, so that an echo of the typed line is no mark.
    const order = `printf '\\n\\036${this.#marks} %d\\036\\n' $?\n`
    const wanted = new RegExp(mark(String(this.#marks)))
    let sentAt = Date.now()
    // An interrupted bash drops the first character that comes; an empty line changes nothing.
    this.#send(repeats ? `\n${order}` : order)
    const found = await this.#until(() => {
      if (repeats && Date.now() - sentAt > againMs) {
        sentAt = Date.now()
        this.#send(key === '' ? order : `${key}\n${order}`)
      }
      return wanted.exec(this.#received) ?? undefined
    }, line)
    const before = this.#received.slice(0, found.index)
    this.#received = this.#received.slice(found.index + found[0].length)
    return { output: plain(before), exitCode: Number(found[1]) }
  }

  async #until<Thing>(look: () => Thing | undefined | false, line: string): Promise<Thing> {
    const deadline = Date.now() + this.#timeoutMs
    for (;;) {
      const found = look()
      if (found !== undefined && found !== false) return found
      if (this.#ended || Date.now() > deadline)
        throw new LabError(
          'internal',
          'terminal-stuck',
          `“${line}” ${this.#ended ? `cannot be typed: ${this.#ended.message}` : `does not end within ${this.#timeoutMs} ms`}; so far: ${plain(this.#received)}`,
          undefined,
          this.#ended,
        )
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

const fullLines = (text: string): number =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.trim() !== '').length

/** Late answers to repeated orders are none of the output. */
const plain = (text: string): string => safeText(stripAnsi(text.replace(new RegExp(mark('\\d+'), 'g'), '')))
