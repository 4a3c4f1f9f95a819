import type { LabScript } from '../course/script.ts'
import type { LabChecks } from '../judge/check.ts'
import { scriptHere, type Lacking } from '../judge/lacking.ts'
import type { View } from '../judge/view.ts'
import { causeText, LabError } from '../lab-error.ts'
import { createHostSource, type HostSource } from '../observe/host-source.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import { takeSnapshot } from '../observe/take-snapshot.ts'
import type { Orders } from '../world/boot.ts'
import type { Host } from '../world/host.ts'
import { serveNames } from '../world/outside.ts'
import { followBoot } from './boot-hosts.ts'
import { captureOutside } from './capture-outside.ts'
import { guardLinks } from './guard-links.ts'
import { serveIperf } from './iperf-server.ts'
import { readOutsideNeighbours } from './outside-neighbours.ts'
import { probes } from './probes.ts'
import type { WorldStatus } from './protocol.ts'
import { tryNeeds } from './try-needs.ts'
import { HostWatch } from './watch-host.ts'
import { Website } from './website.ts'

/** What the build makes of a lab's script and checks: `/opt/vethlab/labs/NN.mjs`. */
interface LabCode {
  script: LabScript
  checks: LabChecks
}

export interface WatchedHost {
  host: Host
  source: HostSource
  watch: HostWatch
}

/** A world and its lab, from the moment in which it begins to boot: its hosts, its code, and how it is looked at. */
export class BootedLab {
  readonly orders: Orders
  readonly #startedAt = Date.now()
  #readyAfterMs: number | null = null
  #problem: LabError | null = null
  #hosts: WatchedHost[] = []
  #lacking: Lacking = {}
  readonly #website = new Website(readOutsideNeighbours)
  readonly #booted: Promise<void>

  /** `ready` is called at the end of a boot that went well. */
  constructor(orders: Orders, ready: () => void) {
    this.orders = orders
    this.#booted = this.#boot().then(ready, (error: unknown) => {
      this.#problem = error instanceof LabError ? error : new LabError('internal', 'boot', causeText(error))
    })
  }

  get status(): WorldStatus {
    return {
      phase: this.#problem ? 'failed' : this.#readyAfterMs === null ? 'booting' : 'ready',
      lab: this.orders.lab,
      startedAt: this.#startedAt,
      readyAfterMs: this.#readyAfterMs,
      engine: this.orders.engine,
      hosts: this.#hosts.map(({ host: { name, address, pid } }) => ({ name, address, pid })),
      lacking: this.#lacking,
      problem: this.#problem && {
        code: this.#problem.code,
        message: this.#problem.message,
        next: this.#problem.next ?? null,
      },
    }
  }

  /** What of the lab this machine cannot carry; known when the boot has ended. */
  get lacking(): Lacking {
    return this.#lacking
  }

  /** Waits for the end of the boot, good or bad. */
  async settled(): Promise<WorldStatus> {
    await this.#booted
    return this.status
  }

  async #boot(): Promise<void> {
    const [hosts, lacking] = await Promise.all([followBoot(this.orders), tryNeeds(this.orders.stepNeeds)])
    this.#lacking = lacking
    await Promise.all([serveNames(), this.#website.serve()])
    if (this.orders.measures) serveIperf()
    this.#hosts = hosts.map((host) => {
      const source = createHostSource(host)
      return { host, source, watch: new HostWatch(source) }
    })
    for (const { watch } of this.#hosts) watch.start()
    guardLinks(hosts, (problem) => {
      this.#problem = problem
    })
    this.#readyAfterMs = Date.now() - this.#startedAt
  }

  async firstHost(): Promise<WatchedHost> {
    await this.#booted
    const [first] = this.#hosts
    if (first && !this.#problem) return first
    throw this.#problem ?? new LabError('internal', 'no-host', 'This world has no host.')
  }

  /** The lab's checks, and its script as far as this machine can play it. */
  async code(): Promise<LabCode> {
    await this.#booted
    const path = new URL(`./labs/${this.orders.lab}.mjs`, import.meta.url).href
    const { script, checks } = (await import(path)) as LabCode
    return { script: scriptHere(script, checks, this.#lacking), checks }
  }

  async snapshot(): Promise<Snapshot> {
    const { source, watch } = await this.firstHost()
    return takeSnapshot(source, { history: watch.ended, attached: watch.attached })
  }

  /** One of each host, taken one after the other: they share the names in the world's /run/netns. */
  async snapshots(): Promise<Snapshot[]> {
    await this.firstHost()
    const all: Snapshot[] = []
    for (const { source, watch } of this.#hosts)
      all.push(await takeSnapshot(source, { history: watch.ended, attached: watch.attached }))
    return all
  }

  async view(): Promise<View> {
    return this.viewOf(await this.snapshot())
  }

  viewOf(snapshot: Snapshot): View {
    return {
      snapshot,
      probes,
      outsideLog: this.#website.visits,
      captureOutside,
      lookAgain: () => this.snapshot(),
    }
  }
}
