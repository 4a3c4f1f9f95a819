import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import type { Duplex, Readable } from 'node:stream'
import { LabError } from '../lab-error.ts'
import { onHost, type Host } from '../world/host.ts'
import { Tail } from './tail.ts'

export interface RunLimits {
  timeMs: number
  /** Of standard output and standard error together. */
  outputBytes: number
}

export interface SubmissionEnding {
  /** By itself, or for a limit. */
  how: 'exit' | 'time' | 'output'
  /** 128 + signal number when a signal ended it; null when it was ended for a limit. */
  exitCode: number | null
  /** The end of what it printed, as it is. */
  output: string
  truncated: boolean
  durationMs: number
}

/** What bash is given as the script's name, in root's home on the host. */
export const submissionFile = 'submission.sh'

const keptBytes = 4096
const signalBase = 128
/** After its end, for what is still in the pipes. */
const drainMs = 200

const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // it ended by itself a moment ago
  }
}

const gone = async (streams: Readable[], timeoutMs: number): Promise<void> => {
  const closed = streams.map(
    (stream) => new Promise<void>((resolve) => (stream.closed ? resolve() : stream.once('close', resolve))),
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)))
  await Promise.race([Promise.all(closed), late])
  clearTimeout(timer)
}

const command = ({ pid }: Pick<Host, 'pid'>, traced: boolean): [string, ...string[]] => {
  const bash = ['/bin/bash', submissionFile]
  const words = traced ? ['/usr/bin/env', 'BASH_ENV=/opt/vethlab/tell-lines.bash', ...bash] : bash
  const start = `cat >${submissionFile} && exec "$@" </dev/null`
  return onHost({ pid }, ['/bin/bash', '-c', start, 'bash', ...words])
}

/**
 * Runs a submission as one bash on the host, as root, with nothing to read, until it ends or breaks a limit. What it has
 * started in the background lives on, unless it broke one. With `door`, tell-lines.bash tells on the stream that is handed
 * over what line it is at; `tail` has what was printed until then.
 */
export function runSubmission(
  script: string,
  host: Pick<Host, 'pid'>,
  { timeMs, outputBytes }: RunLimits,
  door?: (door: Duplex, tail: Tail) => void,
): Promise<SubmissionEnding> {
  const [program, ...words] = command(host, door !== undefined)
  const started = performance.now()
  const stdio = ['pipe', 'pipe', 'pipe', ...(door ? (['pipe'] as const) : [])] as const
  const child = spawn(program, words, { stdio: [...stdio], detached: true, cwd: '/' })
  const [stdin, stdout, stderr, third] = child.stdio
  if (!stdin || !stdout || !stderr) throw new LabError('internal', 'no-pipes', 'A shell has no pipes.')
  const tail = new Tail(keptBytes)
  if (door) door(third as Duplex, tail)
  let how: SubmissionEnding['how'] = 'exit'
  const stop = (why: 'time' | 'output'): void => {
    if (how !== 'exit') return
    how = why
    killGroup(child)
  }
  for (const stream of [stdout, stderr] as Readable[])
    stream.on('data', (part: Buffer) => {
      tail.add(part)
      if (tail.total <= outputBytes) return
      stop('output')
      // Who has left the group goes on talking to nobody.
      stream.destroy()
    })
  stdin.on('error', () => undefined) // the shell has ended before it has read everything
  stdin.end(script)
  const timer = setTimeout(() => stop('time'), timeMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      const durationMs = Math.round(performance.now() - started)
      void gone([stdout, stderr] as Readable[], drainMs).then(() =>
        resolve({
          how,
          exitCode: how === 'exit' ? (code ?? signalBase + constants.signals[signal ?? 'SIGKILL']) : null,
          output: tail.text,
          truncated: tail.total > keptBytes,
          durationMs,
        }),
      )
    })
  })
}
