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
  run: (command: Command) => Promise<Pick<CommandResult, 'exitCode' | 'stdout' | 'stderr' | 'timedOut'>>
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
/** Of one round: who has written a thousand rules gets a few hundred back, and is told of the others. */
const mostCommands = 200
/** Of one answer; a host has far fewer changes between two commands. */
const mostLines = 50

/** What runs again because we have started it was never stopped, to a person. */
const isOurDoing = (change: Change, typed: ReadonlySet<string>): boolean => {
  if (change.kind === 'engine-restarted') return typed.has('service docker start')
  if (change.kind !== 'container-restarted' || change.links.length > 0) return false
  return typed.has(commandText(['docker', 'start', change.container.name]))
}

const failure = (
  text: string,
  { exitCode, stdout, stderr, timedOut }: Awaited<ReturnType<Hands['run']>>,
): string =>
  timedOut
    ? `\`${text}\` did not end in time.`
    : `\`${text}\` failed: ${stderr.trim() || stdout.trim() || `exit code ${exitCode}`}`

const oneLine = (text: string): string => clip(safeText(text, { multiline: false }), { maxBytes: 1000 }).text

/**
 * Types the commands; notes which of them have been done, and what the others said. False when one does not end: nobody
 * waits for the next one then.
 */
async function typeAll(
  commands: Command[],
  { run }: Hands,
  typed: Set<string>,
  failures: Map<string, string>,
): Promise<boolean> {
  for (const command of commands) {
    const text = commandText(command)
    const result = await run(command)
    if (result.exitCode === 0) {
      typed.add(text)
      failures.delete(text)
    } else failures.set(text, failure(text, result))
    if (result.timedOut) return false
  }
  return true
}

/** Looks until all is done, or as long as it is worth waiting for. */
async function lookUntil(isDone: (now: Snapshot) => boolean, { look, settle }: Hands): Promise<Snapshot> {
  let now = await look()
  for (let looks = 1; looks < mostLooks && !isDone(now); looks++) {
    await settle()
    now = await look()
  }
  return now
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
      .slice(0, mostCommands)
  let after = now
  for (let round = 0; round < mostRounds; round++) {
    for (const change of differences(after)) seen.add(describeChange(change))
    const commands = open(after)
    if (commands.length === 0) break
    const allEnded = await typeAll(commands, hands, typed, failures)
    after = await (allEnded ? lookUntil((one) => open(one).length === 0, hands) : hands.look())
    if (!allEnded) break
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
