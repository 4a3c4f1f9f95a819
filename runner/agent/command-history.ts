import type { Change } from '../change/change.ts'
import { changesBetween } from '../change/changes-between.ts'
import { describeChange } from '../change/describe-change.ts'
import { inverseOf } from '../change/inverse-of.ts'
import { LabError } from '../lab-error.ts'
import { clip } from '../observe/safe-text.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import type { CommandReply, CommandReport, UndoReply } from './protocol.ts'
import { takeBack, type Hands } from './take-back.ts'

/** A command that has changed something, and the host as it was before and after it. */
interface Remembered {
  /** As it was typed; empty for what nobody has reported. */
  command: string
  before: Snapshot
  after: Snapshot
}

/** Commands that can be taken back, one after the other. */
const mostRemembered = 30
const mostBytes = 4096
const mostChanges = 50

const nothing = (lab: string): LabError =>
  new LabError(
    'cannotRun',
    'nothing-to-undo',
    'There is nothing to undo: what was typed since the lab began, or since `solve` last did a step, has changed nothing or is undone.',
    `A fresh host up to a step: lab goto ${lab} STEP`,
  )

/** True for what befalls a container by itself, some time after the command that made it. */
const isAftermath = (change: Change, commands: readonly Change[]): boolean =>
  change.kind.startsWith('container-') &&
  'container' in change &&
  commands.some((one) => 'container' in one && one.container.id === change.container.id)

/**
 * The host as it was after each of the last commands. One thing is done at a time: what comes meanwhile waits.
 */
export class CommandHistory {
  readonly #hands: Hands
  readonly #lab: string
  #now: Snapshot | null = null
  #commands: Remembered[] = []
  #turn: Promise<unknown> = Promise.resolve()

  constructor(lab: string, hands: Hands) {
    this.#lab = lab
    this.#hands = hands
  }

  /** Does one thing after the other, whatever becomes of the one before. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(work, work)
    this.#turn = turn.catch(() => undefined) // who asked for it is told
    return turn
  }

  /** From here on: what was before, as a script has played a step, cannot be taken back. */
  begin(): Promise<void> {
    return this.#inTurn(async () => {
      this.#commands = []
      this.#now = await this.#hands.look()
    })
  }

  /** A command has ended: looks once at the host, and tells what is different since the last look. */
  report({ command }: CommandReport): Promise<CommandReply> {
    return this.#inTurn(async () => {
      const before = this.#now
      const after = await this.#hands.look()
      this.#now = after
      const changes = before ? changesBetween(before, after) : []
      if (before && changes.length > 0) {
        const text = clip(command, { maxBytes: mostBytes, maxLines: Number.MAX_SAFE_INTEGER }).text
        this.#commands = [...this.#commands, { command: text, before, after }].slice(-mostRemembered)
      }
      return {
        changes: changes
          .slice(0, mostChanges)
          .map((change) => ({ text: describeChange(change), undoable: inverseOf(change) !== null })),
      }
    })
  }

  /** What to take back, and what an earlier undo had to leave and is no longer to be told. */
  #next(now: Snapshot): { last: Remembered; known: ReadonlySet<string> } {
    const seen = this.#now
    const last = this.#commands.at(-1)
    const since = seen ? changesBetween(seen, now) : []
    const made = last ? changesBetween(last.before, last.after) : []
    // what a program does a moment later, such as to listen, is no deed of its own
    const isDeed = (change: Change): boolean => inverseOf(change) !== null && !isAftermath(change, made)
    if (seen && since.length > 0 && (!last || since.some(isDeed)))
      return { last: { command: '', before: seen, after: now }, known: new Set() }
    if (!seen || !last) throw nothing(this.#lab)
    this.#commands = this.#commands.slice(0, -1)
    return { last, known: new Set(changesBetween(last.after, seen).map(describeChange)) }
  }

  /**
   * Takes back what has changed since the last look without being reported, or else what the last command has changed.
   * Throws LabError `nothing-to-undo`.
   */
  undo(): Promise<UndoReply> {
    return this.#inTurn(async () => {
      const now = await this.#hands.look()
      const { last, known } = this.#next(now)
      const { after, ...told } = await takeBack(last.before, now, known, this.#hands)
      this.#now = after
      return { command: last.command, ...told }
    })
  }
}
