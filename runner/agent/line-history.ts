import { changesBetween } from '../change/changes-between.ts'
import { describeChange } from '../change/describe-change.ts'
import type { Check, LabChecks } from '../judge/check.ts'
import { look } from '../judge/judge.ts'
import { onlyLooking } from '../judge/live.ts'
import type { View } from '../judge/view.ts'
import type { Snapshot } from '../observe/snapshot.ts'
import type { LineFinding, LineLook } from './protocol.ts'

/** A line in a loop is looked at so often. */
const mostOfLine = 20
const mostLooks = 600
const mostChanges = 5

const unknown: LineFinding = { status: null, code: null, text: null }

const same = (one: LineFinding | undefined, other: LineFinding): boolean =>
  one?.status === other.status && one.code === other.code && one.text === other.text

const findingOf = async (check: Check, view: View): Promise<LineFinding> => {
  const found = await look(check, view)
  return found.status === 'pass'
    ? { status: 'pass', code: null, text: null }
    : { status: found.status, code: found.diagnosis.code, text: found.diagnosis.text }
}

const lookAlone = async (check: Check, view: View): Promise<LineFinding> => {
  const quiet = onlyLooking(view)
  const found = await findingOf(check, quiet.view)
  return quiet.withheld() ? unknown : found
}

/**
 * What becomes of a lab's checks while a script runs, line by line. Each is looked at whatever it waits for, so that what
 * went wrong early is seen early. Those of `probe` are probed as soon as what they wait for passes.
 */
export class LineHistory {
  readonly #checks: Check[]
  readonly #probe: ReadonlySet<string>
  readonly #view: () => Promise<View>
  readonly #looksAt = new Map<number, number>()
  readonly #looks: LineLook[] = []
  #known = new Map<string, LineFinding>()
  #before: Snapshot | undefined
  #count = 0
  /** Looks that are asked for at the same time are made one after the other. */
  #turn: Promise<void> = Promise.resolve()

  constructor(lab: LabChecks, probe: readonly string[], view: () => Promise<View>) {
    this.#checks = lab.steps.flatMap(({ checks }) => checks)
    this.#probe = new Set(probe)
    this.#view = view
  }

  get looks(): LineLook[] {
    return this.#looks
  }

  /** Looks at the host as `line` has left it; a line that has been looked at often enough is passed over. */
  async lookAfter(line: number): Promise<void> {
    const times = this.#looksAt.get(line) ?? 0
    if (times >= mostOfLine || this.#count >= mostLooks) return
    this.#looksAt.set(line, times + 1)
    this.#count += 1
    this.#turn = this.#turn.then(() => this.#look(line, false))
    await this.#turn
  }

  /** The same at the end, whatever has been looked at before. */
  lookLast(line: number): Promise<void> {
    this.#turn = this.#turn.then(() => this.#look(line, true))
    return this.#turn
  }

  async #look(line: number, isLast: boolean): Promise<void> {
    const view = await this.#view()
    const changes = this.#before ? changesBetween(this.#before, view.snapshot) : []
    this.#before = view.snapshot
    const alone = await Promise.all(
      this.#checks.map(async (check) => [check.id, await lookAlone(check, view)] as const),
    )
    const found = new Map(alone)
    // In the lab's order, in which a check comes after those that it waits for.
    for (const check of this.#checks)
      if (this.#isToProbe(check, found))
        found.set(check.id, await this.#probeOrKeep(check, view, changes.length > 0 || isLast))
    const changed = [...found].filter(([id, finding]) => !same(this.#known.get(id), finding))
    this.#known = found
    if (changed.length > 0)
      this.#looks.push({
        line,
        findings: Object.fromEntries(changed),
        changes: changes.slice(0, mostChanges).map(describeChange),
      })
  }

  /** A probe that fails takes its time: it is not made again before something has changed. */
  async #probeOrKeep(check: Check, view: View, hasChanged: boolean): Promise<LineFinding> {
    const before = this.#known.get(check.id)
    return before?.status === 'fail' && !hasChanged ? before : findingOf(check, view)
  }

  #isToProbe({ id, after = [] }: Check, found: ReadonlyMap<string, LineFinding>): boolean {
    return (
      this.#probe.has(id) &&
      found.get(id)?.status === null &&
      after.every((one) => found.get(one)?.status === 'pass')
    )
  }
}
