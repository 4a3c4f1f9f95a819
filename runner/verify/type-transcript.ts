import { LabError } from '../lab-error.ts'
import type { LabWorld } from '../session/lab-world.ts'
import { enterCommand } from '../world/enter.ts'
import { worldInit } from '../world/find-worlds.ts'
import { Terminal, type TypedResult } from './terminal.ts'
import { describeMismatch, outputMatches, type TypedCommand } from './transcript.ts'

const commandMs = 30_000
/** The kernel tells of a link that has lost its carrier up to a second late. */
const settleMs = 3000
const againMs = 200

/** A person's terminal on a world's first host. */
export async function openTerminal({ folder, status }: LabWorld): Promise<Terminal> {
  const init = worldInit(folder)
  const host = status.hosts[0]?.name
  if (init === undefined || host === undefined)
    throw new LabError('cannotRun', 'world-gone', 'The lab world has ended.', 'Start it again: `lab start`.')
  const terminal = new Terminal(
    (command) => enterCommand({ init, host, command, terminal: false, env: { TERM: 'dumb' } }),
    commandMs,
  )
  await terminal.open()
  return terminal
}

/** Stands among a page's output where the key is pressed; some shells and programs print it too, some do not. */
const interrupt = '^C'
const withoutInterrupt = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.trim() !== interrupt)

const optionsOf = ({ text, opens, inner, expected, keepsRunning }: TypedCommand) => {
  const lines = expected.indexOf(interrupt)
  return {
    keepsRunning,
    changesShell: opens || (inner && /^(exit|\^P\^Q)$/.test(text)),
    ...(lines >= 0 && { interruptAfterLines: lines }),
  }
}

/** What a shell prints when it is opened is its prompt, which is the terminal's matter. */
const holds = ({ opens, exitCode, expected }: TypedCommand, actual: TypedResult): boolean =>
  (exitCode === undefined || exitCode === actual.exitCode) &&
  (opens || outputMatches(withoutInterrupt(expected), withoutInterrupt(actual.output.split('\n')).join('\n')))

/** Commands that only look: who has looked a moment too early looks again. */
const onlyLooks =
  /^(sudo )?(nsenter --net=\S+ )?(ip (address|addr|a|link|route)( show( \S+)?)?|brctl show( \S+)?|ifconfig|ls \S+)$/

/** Undefined when it gave what the page shows, else what it gave. */
async function typeCommand(terminal: Terminal, command: TypedCommand): Promise<TypedResult | undefined> {
  const deadline = Date.now() + settleMs
  for (;;) {
    const result = await terminal.type(command.text, optionsOf(command))
    if (!result || holds(command, result)) return undefined
    if (!onlyLooks.test(command.text) || Date.now() > deadline) return result
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}

/**
 * Types a transcript on a world's host, in order, into as many terminals as it has. Returns what differs from the page, a
 * text for each command; a command that does not end in time is the last.
 */
export async function typeTranscript(
  world: LabWorld,
  page: string,
  commands: readonly TypedCommand[],
): Promise<string[]> {
  const terminals = new Map<string, Terminal>()
  const problems: string[] = []
  try {
    for (const command of commands) {
      const terminal = terminals.get(command.terminal) ?? (await openTerminal(world))
      terminals.set(command.terminal, terminal)
      const wrong = await typeCommand(terminal, command)
      if (wrong) problems.push(describeMismatch(page, command, wrong))
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    problems.push(`docs/documents/${page}: ${error.message}`)
  } finally {
    for (const terminal of terminals.values()) terminal.close()
  }
  return problems
}
