import { readFile } from 'node:fs/promises'
import { chooseFault } from '../course/choose-fault.ts'
import type { Explanation, ExplainRequest } from '../explain/explanation.ts'
import { judgeLab } from '../judge/judge.ts'
import { checksFor, reportFor } from '../judge/narrow.ts'
import { stepsHere } from '../judge/lacking.ts'
import type { LabReport } from '../judge/verdict.ts'
import { LabError } from '../lab-error.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import type { Orders } from '../world/boot.ts'
import { onHost } from '../world/host.ts'
import { runCommand } from '../world/run-command.ts'
import { BootedLab } from './booted-lab.ts'
import { CommandHistory } from './command-history.ts'
import { explainWay } from './explain-way.ts'
import { plantFault } from './plant-fault.ts'
import { LiveLab } from './live-lab.ts'
import { performSubmission } from './perform-submission.ts'
import { playScript } from './play.ts'
import type {
  AnswerReply,
  AnswerRequest,
  CheckRequest,
  LiveEvent,
  CommandReply,
  CommandReport,
  PlayEvent,
  PlayRequest,
  ReleaseRequest,
  RevealedFault,
  SeedRequest,
  SubmissionReply,
  SubmissionRequest,
  UndoReply,
  WorldStatus,
} from './protocol.ts'
import { releaseAsker } from './release-asker.ts'
import { showExhibit } from './show-exhibit.ts'

/** How long the kernel and the engine may take to follow a change before a failing check is judged anew. */
const settleMs = 60

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, settleMs))

/** For one command that takes something back. */
const undoMs = 30_000

/** What is done in a world: its lab is judged, followed, explained, played, broken, and taken back. */
export class LabAgent {
  readonly #lab: BootedLab
  readonly #history: CommandHistory
  #live: Promise<LiveLab> | undefined

  constructor(orders: Orders) {
    this.#history = new CommandHistory(orders.lab, {
      look: () => this.#lookForAll(),
      run: async (command) => {
        const { host } = await this.#lab.firstHost()
        return runCommand(onHost(host, command), { timeoutMs: undoMs })
      },
      settle,
    })
    // Who boots waits for no more than the engine; a host that cannot be looked at has nothing to take back.
    this.#lab = new BootedLab(orders, () => void this.#remember().catch(() => undefined))
  }

  get status(): WorldStatus {
    return this.#lab.status
  }

  settled(): Promise<WorldStatus> {
    return this.#lab.settled()
  }

  snapshot(): Promise<Snapshot> {
    return this.#lab.snapshot()
  }

  snapshots(): Promise<Snapshot[]> {
    return this.#lab.snapshots()
  }

  /** From now on, `undo` leads back to here. Nobody types in a world that ends with its command. */
  async #remember(): Promise<void> {
    if (!this.#lab.orders.leashed) await this.#history.begin()
  }

  /** What is read when a command has ended is for those who follow the lab, too. */
  async #lookForAll(): Promise<Snapshot> {
    const snapshot = await this.snapshot()
    void this.#live?.then((live) => live.look(this.#lab.viewOf(snapshot)))
    return snapshot
  }

  /** Judges the lab; while a check does not pass, waits for changes on the host and judges again, for `waitMs` at most. */
  async check({ waitMs, evidence, steps, only }: CheckRequest): Promise<LabReport> {
    const [{ checks: all }, { host, watch }] = await Promise.all([this.#lab.code(), this.#lab.firstHost()])
    const few = only === true ? steps : undefined
    const checks = few ? checksFor(all, few) : all
    const deadline = Date.now() + waitMs
    for (;;) {
      const report = await judgeLab(checks, await this.#lab.view(), {
        lab: this.#lab.orders.lab,
        titles: this.#lab.orders.titles,
        show: (exhibit) => showExhibit(exhibit, host),
        evidence,
        lacking: this.#lab.lacking,
      })
      const left = deadline - Date.now()
      const waitedFor = stepsHere(report).filter(({ id }) => steps?.includes(id) ?? true)
      if (left <= 0 || waitedFor.every(({ status }) => status === 'pass'))
        return few ? reportFor(report, few) : report
      if (await watch.nextChange(left)) await settle()
    }
  }

  /** The lab as it is followed while somebody works on it; nothing of it runs before somebody follows. */
  #liveLab(): Promise<LiveLab> {
    const make = async (): Promise<LiveLab> => {
      const [{ checks }, { watch }] = await Promise.all([this.#lab.code(), this.#lab.firstHost()])
      const onChange = (listener: () => void): (() => void) => watch.onChange(listener)
      return new LiveLab({ checks, lacking: this.#lab.lacking, view: () => this.#lab.view(), onChange })
    }
    return (this.#live ??= make())
  }

  /** Tells what turns on the host, until the returned function is called. */
  async follow(step: string | null, tell: (event: LiveEvent) => void): Promise<() => void> {
    const live = await this.#liveLab()
    live.attend(step)
    return live.follow(tell)
  }

  async attend(step: string | null): Promise<void> {
    const live = await this.#liveLab()
    live.attend(step)
  }

  async release(request: ReleaseRequest): Promise<void> {
    const { host } = await this.#lab.firstHost()
    await releaseAsker(request, host)
  }

  /** Walks the way from one place to another; see explain/explanation.ts. */
  async explain(request: ExplainRequest): Promise<Explanation> {
    return explainWay(await this.#lab.firstHost(), request)
  }

  /** Plays what was asked for; steps that cannot run on this machine are left out. */
  async play(request: PlayRequest, tell: (event: PlayEvent) => void): Promise<void> {
    const [{ script }, { host }] = await Promise.all([this.#lab.code(), this.#lab.firstHost()])
    const steps = request.steps?.filter((id) => this.#lab.lacking[id] === undefined)
    await playScript(script, { ...request, ...(steps && { steps }) }, host, tell)
    await this.#remember()
  }

  /** A command on the host has ended: what has changed since the last look. */
  command(report: CommandReport): Promise<CommandReply> {
    return this.#history.report(report)
  }

  /** Takes back what the last command has changed. */
  undo(): Promise<UndoReply> {
    return this.#history.undo()
  }

  /** Runs what somebody has handed in; how it is judged then is for `check` to say. */
  async submission(request: SubmissionRequest): Promise<SubmissionReply> {
    const [{ checks }, { host }] = await Promise.all([this.#lab.code(), this.#lab.firstHost()])
    return performSubmission(request, { host, checks, view: () => this.#lab.view() })
  }

  /** Makes the lab with one fault in it, and keeps to itself which. */
  async break({ seed }: SeedRequest): Promise<void> {
    const [{ script }, { host }] = await Promise.all([this.#lab.code(), this.#lab.firstHost()])
    const check = (): Promise<LabReport> => this.check({ waitMs: 0, evidence: 'failed' })
    await plantFault(chooseFault(this.#lab.orders.lab, script.faults, seed), { script, host, check })
    await this.#remember()
  }

  async reveal({ seed }: SeedRequest): Promise<RevealedFault> {
    const { script, checks } = await this.#lab.code()
    const { id, title, kills } = chooseFault(this.#lab.orders.lab, script.faults, seed)
    const all = checks.steps.flatMap(({ step, checks: own }) =>
      own.map((check) => ({ id: check.id, title: check.title, step })),
    )
    return { id, title, kills: all.filter((check) => kills.includes(check.id)) }
  }

  /** Holds a student's answer against what the host says now. */
  async answer({ question, answer }: AnswerRequest): Promise<AnswerReply> {
    const { checks } = await this.#lab.code()
    const find = checks.answers[question]
    if (!find)
      throw new LabError(
        'usage',
        'question-unknown',
        `The lab has no question “${question}”.`,
        `It has: ${Object.keys(checks.answers).join(', ')}.`,
      )
    const found = find(await this.#lab.view())
    if ('cannotTell' in found) return { right: null, cannotTell: found.cannotTell }
    return { right: found.answers.includes(answer.trim().toLowerCase()) }
  }
}

/** The orders that the command which booted this world left for the agent. */
export const readOrders = async (path = '/run/lab/orders.json'): Promise<Orders> =>
  JSON.parse(await readFile(path, 'utf8')) as Orders
