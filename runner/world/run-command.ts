import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { LabError } from '../lab-error.ts'

export interface CommandResult {
  stdout: string
  stderr: string
  /** 128 + signal number when a signal ended it, as shells say. */
  exitCode: number
  timedOut: boolean
  /** It said more than `maxBytes`, and was ended for it. */
  truncated: boolean
}

export interface CommandOptions {
  input?: string
  env?: Record<string, string>
  cwd?: string
  /** Milliseconds; the command is killed with SIGKILL after that. Default 10,000. */
  timeoutMs?: number
  /** For each of stdout and stderr. Default 4 MiB. */
  maxBytes?: number
  /** Run as these ids. */
  ids?: { uid: number; gid: number }
}

/** Names may hold any bytes: what is no UTF-8 is read byte by byte, so that two names never become one. `cut`: half a character at the end is left out. */
const decode = (bytes: Buffer, cut: boolean): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
  } catch {
    return bytes.toString('latin1')
  }
}

class Capture {
  readonly #parts: Buffer[] = []
  #left: number
  full = false
  constructor(maxBytes: number) {
    this.#left = maxBytes
  }
  add(part: Buffer): void {
    if (part.length > this.#left) this.full = true
    const kept = part.subarray(0, this.#left)
    this.#left -= kept.length
    if (kept.length > 0) this.#parts.push(kept)
  }
  get text(): string {
    return decode(Buffer.concat(this.#parts), this.full)
  }
}

/** Ends the whole process group of a child that was started `detached`: a shell's children would keep its output open. */
export const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it ended by itself a moment ago
  }
}

const signalBase = 128

/**
 * Runs a program with an argument list (no shell) and captures what it prints. Only a program that cannot be started
 * throws; a program that fails is a result.
 */
export function runCommand(
  [program, ...args]: [string, ...string[]],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { timeoutMs = 10_000, maxBytes = 4 * 1024 * 1024 } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'pipe',
      detached: true, // a process group of its own, so that all of it can be ended
      ...(options.env && { env: options.env }),
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      ...options.ids,
    })
    const stdout = new Capture(maxBytes)
    const stderr = new Capture(maxBytes)
    let timedOut = false
    const stop = (): void => {
      killGroup(child)
      // Who has left the group may hold the pipes open; what it would still say is not waited for.
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const timer = setTimeout(() => {
      timedOut = true
      stop()
    }, timeoutMs)
    const listen = (stream: Readable, capture: Capture): void => {
      stream.on('data', (part: Buffer) => {
        capture.add(part)
        if (capture.full) stop()
      })
    }
    listen(child.stdout, stdout)
    listen(child.stderr, stderr)
    child.stdin.on('error', () => undefined) // a program need not read its input to the end
    child.stdin.end(options.input ?? '')
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(
        new LabError(
          'cannotRun',
          'program-missing',
          `Cannot run ${program}: ${error.message}.`,
          'Run `lab doctor`.',
          error,
        ),
      )
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({
        stdout: stdout.text,
        stderr: stderr.text,
        exitCode: code ?? signalBase + constants.signals[signal ?? 'SIGKILL'],
        timedOut,
        truncated: stdout.full || stderr.full,
      })
    })
  })
}

/** The same, for commands of our own that must succeed: a failure is a LabError that quotes the command's own words. */
export async function mustRun(command: [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  const result = await runCommand(command, options)
  if (result.exitCode === 0) return result.stdout
  const said =
    result.stderr.trim() || result.stdout.trim() || (result.timedOut ? 'no answer in time' : 'no message')
  throw new LabError(
    'cannotRun',
    'command-failed',
    `\`${command.join(' ')}\` failed (exit ${result.exitCode}): ${said}`,
    'Run `lab doctor` to see what this machine lacks.',
  )
}
