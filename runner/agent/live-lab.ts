import type { LabChecks } from '../judge/check.ts'
import type { Lacking } from '../judge/lacking.ts'
import {
  afterTrying,
  judgeByLooking,
  judgeByProbing,
  toProbe,
  turnsBetween,
  type LiveVerdicts,
  type Turn,
} from '../judge/live.ts'
import type { View } from '../judge/view.ts'
import type { LiveEvent } from './protocol.ts'

interface LiveSource {
  checks: LabChecks
  lacking: Lacking
  /** Reads the host anew. */
  view: () => Promise<View>
  /** Calls at every change on the host, until the returned function is called. */
  onChange: (listener: () => void) => () => void
}

/** One command makes several events; they are looked at together. */
const gatherMs = 20

/**
 * Watches a lab while somebody works on it: after each change on the host it looks anew and tells what has become true and
 * what is no longer. Probes are made for the step that is attended to, and for no other.
 */
export class LiveLab {
  readonly #source: LiveSource
  readonly #listeners = new Set<(event: LiveEvent) => void>()
  #known: LiveVerdicts = new Map()
  #step: string | null = null
  #looking: Promise<void> | undefined
  #lookAgain = false
  #probing: Promise<void> | undefined
  #probeAgain = false
  #unfollow: (() => void) | undefined
  #soon: NodeJS.Timeout | undefined

  constructor(source: LiveSource) {
    this.#source = source
  }

  /** Tells from now on what turns; first, how everything stands. Returns what ends it. */
  async follow(listener: (event: LiveEvent) => void): Promise<() => void> {
    await this.look()
    const { checks } = this.#source
    const ids = checks.steps.map((one) => [one.step, one.checks.map(({ id }) => id)] as const)
    listener({
      kind: 'standing',
      checks: Object.fromEntries(ids),
      turns: turnsBetween(checks, new Map(), this.#known),
    })
    this.#listeners.add(listener)
    this.#unfollow ??= this.#source.onChange(() => this.#lookSoon())
    return () => this.#leave(listener)
  }

  /** The step whose checks are probed, too, from now on. */
  attend(step: string | null): void {
    this.#step = step
    this.#probeSoon()
  }

  /** Looks at the host; resolves when it has been looked at from now on. `seen` is a view taken just now. */
  look(seen?: View): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true
      return this.#looking.then(() => this.#looking)
    }
    this.#looking = this.#lookOnce(seen).finally(() => {
      this.#looking = undefined
      if (!this.#lookAgain) return
      this.#lookAgain = false
      void this.look()
    })
    return this.#looking
  }

  async #lookOnce(seen: View | undefined): Promise<void> {
    const { checks, lacking, view } = this.#source
    this.#learn(await judgeByLooking(checks, seen ?? (await view()), this.#known, lacking))
    this.#probeSoon()
  }

  #learn(found: LiveVerdicts): void {
    const turns = turnsBetween(this.#source.checks, this.#known, found)
    this.#known = found
    if (turns.length > 0) this.#tell({ kind: 'turned', turns })
  }

  #tell(event: { kind: 'turned'; turns: Turn[] }): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** One round of probes at a time: what changes meanwhile is probed in the next. */
  #probeSoon(): void {
    if (this.#probing) {
      this.#probeAgain = true
      return
    }
    this.#probing = this.#probeOnce().finally(() => {
      this.#probing = undefined
      if (!this.#probeAgain) return
      this.#probeAgain = false
      this.#probeSoon()
    })
  }

  async #probeOnce(): Promise<void> {
    const { checks, view } = this.#source
    const wanted = this.#step === null ? [] : toProbe(checks, this.#step, this.#known)
    if (wanted.length === 0 || this.#listeners.size === 0) return
    const probed = await judgeByProbing(wanted, await view())
    // What has been looked at meanwhile goes before: a check that waits now is not brought back.
    const still = [...probed].flatMap(([id, found]) => {
      const known = this.#known.get(id)
      return known?.needsProbe === true ? [[id, afterTrying(known, found)] as const] : []
    })
    this.#learn(new Map([...this.#known, ...still]))
  }

  #leave(listener: (event: LiveEvent) => void): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#unfollow?.()
    this.#unfollow = undefined
    clearTimeout(this.#soon)
    this.#soon = undefined
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      this.look().catch(() => undefined) // the host is being thrown away: there is nothing left to look at
    }, gatherMs)
  }
}
