import { readFile } from 'node:fs/promises'
import { chooseFault } from '../course/choose-fault.ts'
import type { LabScript } from '../course/script.ts'
import type { Explanation, ExplainRequest } from '../explain/explanation.ts'
import type { LabChecks } from '../judge/check.ts'
import { judgeLab } from '../judge/judge.ts'
import { checksFor, reportFor } from '../judge/narrow.ts'
import { scriptHere, stepsHere, type Lacking } from '../judge/lacking.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { View } from '../judge/view.ts'
import { causeText, LabError } from '../lab-error.ts'
import { createHostSource, type HostSource } from '../observe/host-source.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import { takeSnapshot } from '../observe/take-snapshot.ts'
import type { Orders } from '../world/boot.ts'
import { onHost, type Host } from '../world/host.ts'
import { serveNames } from '../world/outside.ts'
import { runCommand } from '../world/run-command.ts'
import { followBoot } from './boot-hosts.ts'
import { captureOutside } from './capture-outside.ts'
import { CommandHistory } from './command-history.ts'
import { explainWay } from './explain-way.ts'
import { serveIperf } from './iperf-server.ts'
import { plantFault } from './plant-fault.ts'
import { LiveLab } from './live-lab.ts'
import { readOutsideNeighbours } from './outside-neighbours.ts'
import { playScript } from './play.ts'
import { probes } from './probes.ts'
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
  UndoReply,
  WorldStatus,
} from './protocol.ts'
import { releaseAsker } from './release-asker.ts'
import { showExhibit } from './show-exhibit.ts'
import { tryNeeds } from './try-needs.ts'
import { HostWatch } from './watch-host.ts'
import { Website } from './website.ts'

/** What the build makes of a lab's script and checks: `/opt/vethlab/labs/NN.mjs`. */
interface LabCode {
  script: LabScript
  checks: LabChecks
}

interface WatchedHost {
  host: Host
  source: HostSource
  watch: HostWatch
}

/** How long the kernel and the engine may take to follow a change before a failing check is judged anew. */
const settleMs = 60

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, settleMs))

/** For one command that takes something back. */
const undoMs = 30_000

/** One world and its lab: boots it, looks at it, judges it, plays the author's script on it. */
export class LabAgent {
  readonly #orders: Orders
  readonly #startedAt = Date.now()
  #readyAfterMs: number | null = null
  #problem: LabError | null = null
  #hosts: WatchedHost[] = []
  #lacking: Lacking = {}
  readonly #website = new Website(readOutsideNeighbours)
  readonly #history: CommandHistory
  readonly #booted: Promise<void>
  #live: Promise<LiveLab> | undefined

  constructor(orders: Orders) {
    this.#orders = orders
    this.#history = new CommandHistory(orders.lab, {
      look: () => this.#lookForAll(),
      run: async (command) => {
        const { host } = await this.#firstHost()
        return runCommand(onHost(host, command), { timeoutMs: undoMs })
      },
      settle,
    })
    this.#booted = this.#boot().catch((error: unknown) => {
      this.#problem = error instanceof LabError ? error : new LabError('internal', 'boot', causeText(error))
    })
  }

  get status(): WorldStatus {
    return {
      phase: this.#problem ? 'failed' : this.#readyAfterMs === null ? 'booting' : 'ready',
      lab: this.#orders.lab,
      startedAt: this.#startedAt,
      readyAfterMs: this.#readyAfterMs,
      engine: this.#orders.engine,
      hosts: this.#hosts.map(({ host: { name, address, pid } }) => ({ name, address, pid })),
      lacking: this.#lacking,
      problem: this.#problem && {
        code: this.#problem.code,
        message: this.#problem.message,
        next: this.#problem.next ?? null,
      },
    }
  }

  /** Waits for the end of the boot, good or bad. */
  async settled(): Promise<WorldStatus> {
    await this.#booted
    return this.status
  }

  async #boot(): Promise<void> {
    const [hosts, lacking] = await Promise.all([followBoot(this.#orders), tryNeeds(this.#orders.stepNeeds)])
    this.#lacking = lacking
    await Promise.all([serveNames(), this.#website.serve()])
    if (this.#orders.measures) serveIperf()
    this.#hosts = hosts.map((host) => {
      const source = createHostSource(host)
      return { host, source, watch: new HostWatch(source) }
    })
    for (const { watch } of this.#hosts) watch.start()
    this.#readyAfterMs = Date.now() - this.#startedAt
    // who boots waits for no more than the engine
    void this.#remember().catch(() => undefined) // a host that cannot be looked at has nothing to take back
  }

  /** From now on, `undo` leads back to here. Nobody types in a world that ends with its command. */
  async #remember(): Promise<void> {
    if (!this.#orders.leashed) await this.#history.begin()
  }

  async #firstHost(): Promise<WatchedHost> {
    await this.#booted
    const [first] = this.#hosts
    if (first) return first
    throw this.#problem ?? new LabError('internal', 'no-host', 'This world has no host.')
  }

  /** The lab's checks, and its script as far as this machine can play it. */
  async #labCode(): Promise<LabCode> {
    await this.#booted
    const path = new URL(`./labs/${this.#orders.lab}.mjs`, import.meta.url).href
    const { script, checks } = (await import(path)) as LabCode
    return { script: scriptHere(script, checks, this.#lacking), checks }
  }

  async snapshot(): Promise<Snapshot> {
    const { source, watch } = await this.#firstHost()
    return takeSnapshot(source, { history: watch.ended, attached: watch.attached })
  }

  /** What is read when a command has ended is for those who follow the lab, too. */
  async #lookForAll(): Promise<Snapshot> {
    const snapshot = await this.snapshot()
    void this.#live?.then((live) => live.look(this.#viewOf(snapshot)))
    return snapshot
  }

  /** One of each host, taken one after the other: they share the names in the world's /run/netns. */
  async snapshots(): Promise<Snapshot[]> {
    await this.#firstHost()
    const all: Snapshot[] = []
    for (const { source, watch } of this.#hosts)
      all.push(await takeSnapshot(source, { history: watch.ended, attached: watch.attached }))
    return all
  }

  async #view(): Promise<View> {
    return this.#viewOf(await this.snapshot())
  }

  #viewOf(snapshot: Snapshot): View {
    return {
      snapshot,
      probes,
      outsideLog: this.#website.visits,
      captureOutside,
      lookAgain: () => this.snapshot(),
    }
  }

  /** Judges the lab; while a check does not pass, waits for changes on the host and judges again, for `waitMs` at most. */
  async check({ waitMs, evidence, steps, only }: CheckRequest): Promise<LabReport> {
    const [{ checks: all }, { host, watch }] = await Promise.all([this.#labCode(), this.#firstHost()])
    const few = only === true ? steps : undefined
    const checks = few ? checksFor(all, few) : all
    const deadline = Date.now() + waitMs
    for (;;) {
      const report = await judgeLab(checks, await this.#view(), {
        lab: this.#orders.lab,
        titles: this.#orders.titles,
        show: (exhibit) => showExhibit(exhibit, host),
        evidence,
        lacking: this.#lacking,
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
      const [{ checks }, { watch }] = await Promise.all([this.#labCode(), this.#firstHost()])
      const onChange = (listener: () => void): (() => void) => watch.onChange(listener)
      return new LiveLab({ checks, lacking: this.#lacking, view: () => this.#view(), onChange })
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
    const { host } = await this.#firstHost()
    await releaseAsker(request, host)
  }

  /** Walks the way from one place to another; see explain/explanation.ts. */
  async explain(request: ExplainRequest): Promise<Explanation> {
    return explainWay(await this.#firstHost(), request)
  }

  /** Plays what was asked for; steps that cannot run on this machine are left out. */
  async play(request: PlayRequest, tell: (event: PlayEvent) => void): Promise<void> {
    const [{ script }, { host }] = await Promise.all([this.#labCode(), this.#firstHost()])
    const steps = request.steps?.filter((id) => this.#lacking[id] === undefined)
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

  /** Makes the lab with one fault in it, and keeps to itself which. */
  async break({ seed }: SeedRequest): Promise<void> {
    const [{ script }, { host }] = await Promise.all([this.#labCode(), this.#firstHost()])
    const check = (): Promise<LabReport> => this.check({ waitMs: 0, evidence: 'failed' })
    await plantFault(chooseFault(this.#orders.lab, script.faults, seed), { script, host, check })
    await this.#remember()
  }

  async reveal({ seed }: SeedRequest): Promise<RevealedFault> {
    const { script, checks } = await this.#labCode()
    const { id, title, kills } = chooseFault(this.#orders.lab, script.faults, seed)
    const all = checks.steps.flatMap(({ step, checks: own }) =>
      own.map((check) => ({ id: check.id, title: check.title, step })),
    )
    return { id, title, kills: all.filter((check) => kills.includes(check.id)) }
  }

  /** Holds a student's answer against what the host says now. */
  async answer({ question, answer }: AnswerRequest): Promise<AnswerReply> {
    const { checks } = await this.#labCode()
    const find = checks.answers[question]
    if (!find)
      throw new LabError(
        'usage',
        'question-unknown',
        `The lab has no question “${question}”.`,
        `It has: ${Object.keys(checks.answers).join(', ')}.`,
      )
    const found = find(await this.#view())
    if ('cannotTell' in found) return { right: null, cannotTell: found.cannotTell }
    return { right: found.answers.includes(answer.trim().toLowerCase()) }
  }
}

/** The orders that the command which booted this world left for the agent. */
export const readOrders = async (path = '/run/lab/orders.json'): Promise<Orders> =>
  JSON.parse(await readFile(path, 'utf8')) as Orders
