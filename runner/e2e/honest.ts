import type { LabReport } from '../judge/verdict.ts'
import type { Ring } from './arena.ts'

/** How each check stands, by its id. */
export const statuses = (report: LabReport): Record<string, string> =>
  Object.fromEntries(report.steps.flatMap(({ checks }) => checks.map(({ id, status }) => [id, status])))

/** The ids of those that pass. */
export const green = (report: LabReport): string[] =>
  Object.entries(statuses(report)).flatMap(([id, status]) => (status === 'pass' ? [id] : []))

export const allGreen = (report: LabReport): boolean =>
  Object.keys(statuses(report)).length === green(report).length

interface Verdict {
  /** Milliseconds. */
  took: number
  /** `ping.outside cannot-run`. */
  notGreen: string[]
}

/** Somebody who has solved the lab, and whose checks are made all the while. */
export class Honest {
  readonly #ring: Ring
  readonly #working: Promise<void>
  #stopped = false
  readonly #verdicts: Verdict[] = []

  constructor(ring: Ring) {
    this.#ring = ring
    this.#working = this.#work()
  }

  async #check(): Promise<void> {
    const begun = performance.now()
    const found = Object.entries(statuses(await this.#ring.check()))
    const notGreen = found.flatMap(([id, status]) => (status === 'pass' ? [] : [`${id} ${status}`]))
    this.#verdicts.push({ took: performance.now() - begun, notGreen })
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      await this.#check()
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }

  /** Makes a last check in quiet, and ends the world. */
  async stop(): Promise<Verdict[]> {
    this.#stopped = true
    await this.#working
    await this.#check()
    await this.#ring.end()
    return this.#verdicts
  }
}
