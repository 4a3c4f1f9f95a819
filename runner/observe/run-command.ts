import { causeText, LabError } from '../lab-error.ts'
import { runCommand as run } from '../world/run-command.ts'
import type { RunOptions, RunResult } from './host-source.ts'

/** The agent's own tools, and a language in which they print what is documented. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

const failure = (code: string, command: string[], what: string): LabError =>
  new LabError('cannotRun', code, `${command[0]} ${what}.`)

/**
 * Runs `command`, in the network namespace `netns` if given, with bounded time and output. A command that ends by
 * itself resolves, whatever its exit code; half an answer is none. Rejects with LabError `command-missing`,
 * `command-timeout` or `command-too-much`.
 */
export async function runCommand(command: string[], options: RunOptions): Promise<RunResult> {
  const { netns, timeoutMs, maxBytes, input = '' } = options
  const [program = '', ...words] =
    netns === undefined ? command : ['nsenter', `--net=${netns}`, '--', ...command]
  const result = await run([program, ...words], {
    env: environment,
    cwd: '/',
    timeoutMs,
    maxBytes,
    input,
  }).catch((error: unknown) => {
    throw failure('command-missing', command, `could not be started (${causeText(error)})`)
  })
  if (result.timedOut) throw failure('command-timeout', command, `took longer than ${timeoutMs} ms`)
  if (result.truncated) throw failure('command-too-much', command, `printed more than ${maxBytes} bytes`)
  const { stdout, stderr, exitCode } = result
  return { stdout, stderr, exitCode }
}
