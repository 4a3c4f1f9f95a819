import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { LabError } from '../lab-error.ts'
import type { RunOptions, RunResult } from './host-source.ts'

/** The agent's own tools, and a language in which they print what is documented. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Names may hold any bytes: what is no UTF-8 is read byte by byte, so that two names never become one. */
const decode = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/** The whole process group: a shell's children would keep its output open. */
const killGroup = (child: ChildProcessWithoutNullStreams): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it ended by itself a moment ago
  }
}

const failure = (code: string, command: string[], what: string): LabError =>
  new LabError('cannotRun', code, `${command[0]} ${what}.`)

/**
 * Runs `command`, in the network namespace `netns` if given, with bounded time and output. A command that ends by
 * itself resolves, whatever its exit code. Rejects with LabError `command-missing`, `command-timeout`,
 * `command-too-much` or `command-killed`.
 */
export function runCommand(command: string[], options: RunOptions): Promise<RunResult> {
  const [file = '', ...words] =
    options.netns === undefined ? command : ['nsenter', `--net=${options.netns}`, '--', ...command]
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { env: environment, cwd: '/', detached: true, stdio: 'pipe' })
    const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] }
    let size = 0
    const stop = (code: string, what: string): void => {
      reject(failure(code, command, what))
      killGroup(child)
    }
    const timer = setTimeout(
      () => stop('command-timeout', `took longer than ${options.timeoutMs} ms`),
      options.timeoutMs,
    )
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > options.maxBytes) stop('command-too-much', `printed more than ${options.maxBytes} bytes`)
        else output[name].push(chunk)
      })
    }
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(failure('command-missing', command, `could not be started (${error.message})`))
    })
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer)
      if (exitCode === null) reject(failure('command-killed', command, `was ended by ${signal}`))
      else {
        const [stdout, stderr] = [output.stdout, output.stderr].map((chunks) => decode(Buffer.concat(chunks)))
        resolve({ stdout: stdout ?? '', stderr: stderr ?? '', exitCode })
      }
    })
    // a command that does not read its input is not an error
    child.stdin.on('error', () => child.stdin.destroy())
    child.stdin.end(options.input ?? '')
  })
}
