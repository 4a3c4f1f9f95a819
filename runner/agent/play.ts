import { spawn } from 'node:child_process'
import stripAnsi from 'strip-ansi'
import { $ as zx, ProcessOutput, type Shell } from 'zx/core'
import type { LabScript, Look, Play } from '../course/script.ts'
import { causeText, LabError } from '../lab-error.ts'
import { safeText } from '../observe/safe-text.ts'
import { onHost, type Host } from '../world/host.ts'
import { runCommand } from '../world/run-command.ts'
import type { PlayEvent, PlayRequest } from './protocol.ts'

/** What a program printed, without its colours and with every other control character shown. */
const plainText = (text: string): string => safeText(stripAnsi(text))

/** Makes a command of a lab's script one with a student's own values. */
export type Render = (command: string) => string

const asItIs: Render = (command) => command

const commandMs = 60_000

interface HostShellOptions {
  render?: Render
  /** A line fails with the first of its commands that does, not with the last one only. */
  strict?: boolean
  /** Milliseconds that a command may take; then all of it is killed. */
  timeoutMs?: number
}

/** zx's `$`, with bash on the host as its shell; what it runs and what that prints becomes events. */
export function hostShell(
  host: Pick<Host, 'pid'>,
  tell: (event: PlayEvent) => void,
  { render = asItIs, strict = false, timeoutMs = commandMs }: HostShellOptions = {},
): Shell {
  return zx({
    shell: '/bin/bash',
    prefix: strict ? 'set -e; ' : '',
    postfix: '',
    verbose: true,
    timeout: timeoutMs,
    timeoutSignal: 'SIGKILL',
    detached: true, // a process group of its own: zx looks for children among its own user's, and a host's are another's
    spawn: ((command: string, _: string[], options: object) => {
      const [program, ...words] = onHost(host, ['/bin/bash', '-c', render(command)])
      return spawn(program, words, { ...options, shell: false, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    }) as typeof spawn,
    log: (entry) => {
      if (entry.kind === 'cmd') tell({ kind: 'command', text: safeText(render(entry.cmd)) })
      if (entry.kind === 'stdout' || entry.kind === 'stderr') {
        tell({ kind: 'output', stream: entry.kind, text: plainText(entry.data.toString()) })
      }
    },
  })
}

const known = <Thing>(kind: string, name: string, things: Record<string, Thing>): Thing => {
  const thing = things[name]
  if (thing !== undefined) return thing
  throw new LabError(
    'usage',
    `${kind}-unknown`,
    `The lab's script has no ${kind} “${name}”.`,
    `It has: ${Object.keys(things).join(', ')}.`,
  )
}

interface Scene {
  step: string
  play: Play
}

/** Which plays a request means, in order. */
export function scenes(script: LabScript, request: PlayRequest): Scene[] {
  const fault =
    request.fault === undefined
      ? undefined
      : known('fault', request.fault, Object.fromEntries(script.faults.map((one) => [one.id, one])))
  const variant =
    request.variant === undefined ? undefined : known('variant', request.variant, script.variants)
  const steps = request.steps ?? Object.keys(script.steps)
  const chosen = steps
    .filter((step) => !fault?.without?.includes(step))
    .map((step): Scene => ({ step, play: variant?.steps[step] ?? known('step', step, script.steps) }))
  return fault?.plant ? [...chosen, { step: `fault ${fault.id}`, play: fault.plant }] : chosen
}

/** What a person is told of a play that went wrong: the command, and what it said last. */
function failureText(error: unknown, command: string): string {
  if (!(error instanceof ProcessOutput)) return safeText(causeText(error))
  if (error.signal === 'SIGKILL')
    return `“${command}” was killed: a command of a script may take ${commandMs / 1000} s.`
  const said = plainText(error.stderr.trim() || error.stdout.trim())
  return `“${command}” failed (exit ${error.exitCode ?? error.signal})${said && `: ${said}`}`
}

const typingMs = 120_000

/**
 * Types commands into one bash on the host, so that variables live on, as a student's shell does. A command that fails
 * does not end it: what the commands have achieved is for the checks to say.
 */
async function typeCommands(
  commands: string[],
  host: Pick<Host, 'pid'>,
  tell: (event: PlayEvent) => void,
): Promise<void> {
  const result = await runCommand(onHost(host, ['/bin/bash', '-c', commands.join('\n')]), {
    timeoutMs: typingMs,
  })
  tell({ kind: 'output', stream: 'stdout', text: plainText(result.stdout) })
  tell({ kind: 'output', stream: 'stderr', text: plainText(result.stderr) })
}

/** Performs a lab's plays on a host, one after the other, until one fails. `render` gives its commands their values. */
export async function playScript(
  script: LabScript,
  request: PlayRequest,
  host: Pick<Host, 'pid'>,
  tell: (event: PlayEvent) => void,
  render: Render = asItIs,
): Promise<void> {
  if (request.commands) {
    await typeCommands(request.commands, host, tell)
    tell({ kind: 'done' })
    return
  }
  let command = ''
  const hear = (event: PlayEvent): void => {
    if (event.kind === 'command') command = event.text
    tell(event)
  }
  // A proof must do all that it says; a step goes on where a student has done a part of it.
  const strict = request.fault !== undefined || request.variant !== undefined
  const $ = hostShell(host, hear, { render, strict })
  const look: Look = request.fault === undefined ? $ : () => Promise.resolve()
  for (const { step, play } of scenes(script, request)) {
    tell({ kind: 'step', id: step })
    try {
      await play({ $, look })
    } catch (error) {
      tell({ kind: 'failed', step, message: failureText(error, command) })
      return
    }
  }
  tell({ kind: 'done' })
}
