import { changesBetween } from '../change/changes-between.ts'
import type { Change } from '../change/change.ts'
import type { Command } from '../change/command.ts'
import { commandText } from '../change/command-text.ts'
import { describeChange } from '../change/describe-change.ts'
import { inverseOf } from '../change/inverse-of.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import type { CommandResult } from '../world/run-command.ts'

/** What taking back needs of the world it is done in. */
export interface Hands {
  look: () => Promise<Snapshot>
  /** Runs a command on the host, without a shell. */
  run: (command: Command) => Promise<Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr'>>
  /** Waits for the kernel and the engine to follow. */
  settle: () => Promise<void>
}

/** All of it safe to show. */
export interface TakenBack {
  /** What is as it was again, in words. */
  undone: string[]
  /** The commands that were typed for it, in their order. */
  typed: string[]
  /** What is still not as it was, and which commands failed, in words. */
  left: string[]
  /** The host as it is now. */
  after: Snapshot
}

/** What is taken back may bring to light what else there is to do: an engine that runs again has containers to start. */
const mostRounds = 3
const mostLooks = 10
/** Of one answer; a host has far fewer changes between two commands. */
const mostLines = 50

/** What runs again because we have started it was never stopped, to a person. */
const isOurDoing = (change: Change, typed: ReadonlySet<string>): boolean => {
  if (change.kind === 'engine-restarted') return typed.has('service docker start')
  if (change.kind !== 'container-restarted' || change.links.length > 0) return false
  return typed.has(commandText(['docker', 'start', change.container.name]))
}

const failure = (text: string, { exitCode, stdout, stderr }: Awaited<ReturnType<Hands['run']>>): string =>
  `\`${text}\` failed: ${stderr.trim() || stdout.trim() || `exit code ${exitCode}`}`

const oneLine = (text: string): string => clip(safeText(text, { multiline: false }), { maxBytes: 1000 }).text

/** Types the commands; notes which of them have been done, and what the others said. */
async function typeAll(
  commands: Command[],
  { run }: Hands,
  typed: Set<string>,
  failures: Map<string, string>,
): Promise<void> {
  for (const command of commands) {
    const text = commandText(command)
    const result = await run(command)
    if (result.exitCode === 0) {
      typed.add(text)
      failures.delete(text)
    } else failures.set(text, failure(text, result))
  }
}

/**
 * Brings a host from `now` back to what it was at `start`, as far as inverses are known, and looks whether it is.
 * `known` are differences that no longer count, in words.
 */
export async function takeBack(
  start: Snapshot,
  now: Snapshot,
  known: ReadonlySet<string>,
  hands: Hands,
): Promise<TakenBack> {
  const typed = new Set<string>()
  const failures = new Map<string, string>()
  const seen = new Set<string>()
  const differences = (snapshot: Snapshot): Change[] =>
    changesBetween(start, snapshot).filter(
      (change) => !isOurDoing(change, typed) && !known.has(describeChange(change)),
    )
  const open = (snapshot: Snapshot): Command[] =>
    differences(snapshot)
      .toReversed()
      .flatMap((change) => inverseOf(change) ?? [])
      .filter((command) => !typed.has(commandText(command)))
  let after = now
  for (let round = 0; round < mostRounds; round++) {
    for (const change of differences(after)) seen.add(describeChange(change))
    const commands = open(after)
    if (commands.length === 0) break
    await typeAll(commands, hands, typed, failures)
    after = await hands.look()
    for (let looks = 1; looks < mostLooks && open(after).length > 0; looks++) {
      await hands.settle()
      after = await hands.look()
    }
  }
  const left = differences(after).map(describeChange)
  const problems = left.length === 0 ? [] : [...failures.values()].map(oneLine)
  return {
    undone: [...seen].filter((text) => !left.includes(text)).slice(0, mostLines),
    typed: [...typed].map(oneLine).slice(0, mostLines),
    left: [...left, ...problems].slice(0, mostLines),
    after,
  }
}
