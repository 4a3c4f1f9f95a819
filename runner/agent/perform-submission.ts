import type { Duplex } from 'node:stream'
import stripAnsi from 'strip-ansi'
import type { LabChecks } from '../judge/check.ts'
import type { View } from '../judge/view.ts'
import { safeText } from '../observe/safe-text.ts'
import type { Host } from '../world/host.ts'
import { followLines, readAnnouncement } from './follow-lines.ts'
import { LineHistory } from './line-history.ts'
import type { FailedLine, SubmissionReply, SubmissionRequest } from './protocol.ts'
import { runSubmission, submissionFile, type SubmissionEnding } from './run-submission.ts'
import type { Tail } from './tail.ts'

interface Bench {
  host: Pick<Host, 'pid'>
  checks: LabChecks
  view: () => Promise<View>
}

const replyOf = (ending: SubmissionEnding, lines: SubmissionReply['lines']): SubmissionReply => ({
  ...ending,
  output: safeText(stripAnsi(ending.output)),
  lines,
})

const mostFailed = 50
const longestSaid = 300

/** The last line of what was printed, which mostly says what was wrong. */
function lastWords(printed: string): string {
  const lines = stripAnsi(printed).split('\n')
  const text = safeText(lines.findLast((line) => line.trim() !== '')?.trim() ?? '', { multiline: false })
  return text.length > longestSaid ? `${text.slice(0, longestSaid)}…` : text
}

/** Follows a submission from line to line. */
class Follower {
  readonly #history: LineHistory
  readonly #lines: readonly string[]
  readonly #failed = new Map<number, FailedLine>()
  /** The line that is run; 0 before the first. */
  #line = 0
  /** Bytes that had been printed before it. */
  #printed = 0
  #tail: Tail | undefined

  constructor(history: LineHistory, script: string) {
    this.#history = history
    this.#lines = script.split('\n')
  }

  listen(door: Duplex, tail: Tail): void {
    this.#tail = tail
    followLines(door, (message) => this.#hear(message))
  }

  /** A command is announced before it is run: what is seen then is the work of the one before. */
  async #hear(message: string): Promise<void> {
    const { line, exitCode } = readAnnouncement(message, submissionFile, this.#lines)
    await this.#history.lookAfter(this.#line)
    this.#note(exitCode)
    this.#line = line ?? this.#line
  }

  async end({ exitCode }: SubmissionEnding): Promise<SubmissionReply['lines']> {
    await this.#history.lookLast(this.#line)
    this.#note(exitCode ?? 0)
    return {
      looks: this.#history.looks,
      last: this.#line === 0 ? null : this.#line,
      failed: [...this.#failed.values()].sort((one, other) => one.line - other.line),
    }
  }

  #note(exitCode: number): void {
    const printed = this.#tail?.since(this.#printed) ?? ''
    this.#printed = this.#tail?.total ?? 0
    if (exitCode === 0 || this.#line === 0 || this.#failed.size >= mostFailed) return
    this.#failed.set(this.#line, { line: this.#line, exitCode, said: lastWords(printed) })
  }
}

/** Runs a submission on the host; with `follow`, looks at what each of its lines has done. */
export async function performSubmission(
  { script, timeMs, outputBytes, follow }: SubmissionRequest,
  { host, checks, view }: Bench,
): Promise<SubmissionReply> {
  const limits = { timeMs, outputBytes }
  if (!follow) return replyOf(await runSubmission(script, host, limits), null)
  const follower = new Follower(new LineHistory(checks, follow.probe, view), script)
  const ending = await runSubmission(script, host, limits, (door, tail) => follower.listen(door, tail))
  return replyOf(ending, await follower.end(ending))
}
