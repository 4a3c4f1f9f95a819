import type { PlayRequest } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import type { LabScript } from '../course/script.ts'
import { deriveValues } from '../course/values/derive.ts'
import { valuesStep, type OwnValue } from '../course/values/value.ts'
import { withValues } from '../course/values/with-values.ts'
import type { LabChecks } from '../judge/check.ts'
import { stepsHere } from '../judge/lacking.ts'
import type { LabReport, Status } from '../judge/verdict.ts'

/** The verdict of every check, by id. */
export type Verdicts = Record<string, Status>

/** What is wrong with these verdicts, in sentences; none when the proof holds. */
type Judge = (verdicts: Verdicts) => string[]

/** Something to do on a host, and what must come of it. */
export interface Act {
  play: PlayRequest | null
  judge: Judge
}

/** One proof of a lab, made in a world of its own: acts, one after the other. */
export interface WorldCase {
  kind: 'untouched' | 'walkthrough' | 'script' | 'variant' | 'steps' | 'fault' | 'values'
  name: string
  acts: Act[]
  /** The lab's picture is one of what this makes. */
  pictured: boolean
  /** The lab with values of somebody's own, in whose world it is made; absent for the lab as it is. */
  own?: Lab
}

/** One proof of a lab's texts, for which no world is needed. */
export interface TextCase {
  kind: 'text'
  name: string
  find(): string[] | Promise<string[]>
}

export type Case = TextCase | WorldCase

/** The verdicts of all checks that can run on this machine. */
export const verdictsOf = (report: LabReport): Verdicts =>
  Object.fromEntries(stepsHere(report).flatMap(({ checks }) => checks.map(({ id, status }) => [id, status])))

const allPass: Judge = (verdicts) =>
  Object.entries(verdicts).flatMap(([id, status]) =>
    status === 'pass' ? [] : [`${id} should pass, but is ${status}`],
  )

type Step = LabChecks['steps'][number]

const isDone = ({ checks }: Step, verdicts: Verdicts): boolean =>
  checks.every(({ id }) => verdicts[id] === 'pass')

/** On an untouched lab no step may be done: a step whose checks all pass by themselves asks for nothing. */
const noStepPasses =
  ({ steps }: LabChecks): Judge =>
  (verdicts) =>
    steps
      .filter((step) => isDone(step, verdicts))
      .map(({ step }) => `the step ${step} is done before anybody has done anything`)

/** The next step is still to be done, unless it only tries what is there by now. */
function standsReady(next: Step, verdicts: Verdicts): string[] {
  const done = isDone(next, verdicts)
  if (done === (next.tryOut === true)) return []
  return done
    ? [`the step ${next.step} is done already`]
    : [`the step ${next.step} is called a try-out, but there is something left to do in it`]
}

/** After a step its own checks pass, and the next one can begin. */
const leadsTo =
  (own: Step, next: Step | undefined): Judge =>
  (verdicts) =>
    [
      ...own.checks
        .filter(({ id }) => verdicts[id] !== 'pass')
        .map(({ id }) => `${id} should pass, but is ${verdicts[id] ?? 'unknown'}`),
      ...(next ? standsReady(next, verdicts) : []),
    ].map((problem) => `after the step ${own.step}, ${problem}`)

/** The script's steps one by one, as `lab solve` and `lab goto` do them. */
const stepByStep = ({ steps }: LabChecks): WorldCase => ({
  kind: 'steps',
  name: 'step by step',
  pictured: false,
  acts: steps.map((own, index) => ({
    play: { steps: [own.step] },
    judge: leadsTo(own, steps[index + 1]),
  })),
})

/** Checks that wait, directly or by others, for one of `killed`. */
export function dependants({ steps }: LabChecks, killed: readonly string[]): Set<string> {
  const found = new Set<string>()
  const all = steps.flatMap(({ checks }) => checks)
  for (let grown = true; grown;) {
    grown = false
    for (const { id, after = [] } of all) {
      if (found.has(id) || !after.some((one) => killed.includes(one) || found.has(one))) continue
      found.add(id)
      grown = true
    }
  }
  return found
}

/** What a fault makes of a lab's checks: those that it names are red, those behind them wait, all others stay green. */
export function faultVerdicts(checks: LabChecks, kills: readonly string[]): Verdicts {
  const waiting = dependants(checks, kills)
  const verdict = (id: string): Status => (kills.includes(id) ? 'fail' : waiting.has(id) ? 'skipped' : 'pass')
  return Object.fromEntries(checks.steps.flatMap((step) => step.checks.map(({ id }) => [id, verdict(id)])))
}

const wanted: Record<Status, string> = {
  fail: 'should fail',
  pass: 'should not be touched',
  skipped: 'should wait',
  'cannot-run': 'should not run',
}

const killsExactly =
  (checks: LabChecks, kills: readonly string[]): Judge =>
  (verdicts) =>
    Object.entries(faultVerdicts(checks, kills)).flatMap(([id, expected]) =>
      verdicts[id] === expected ? [] : [`${id} ${wanted[expected]}, but is ${verdicts[id] ?? 'unknown'}`],
    )

/** The checks of these steps pass; of the others nothing is asked. */
const stepsPass =
  ({ steps }: LabChecks, ids: readonly string[]): Judge =>
  (verdicts) =>
    steps
      .filter(({ step }) => ids.includes(step))
      .flatMap(({ checks }) => checks)
      .filter(({ id }) => verdicts[id] !== 'pass')
      .map(({ id }) => `${id} should pass, but is ${verdicts[id] ?? 'unknown'}`)

/** The steps of a lab that need nothing beyond it, and so can be done wherever the lab can. */
export const plainSteps = ({ steps }: Pick<Lab, 'steps'>): string[] =>
  steps.filter(({ needs }) => needs.length === 0).map(({ id }) => id)

/**
 * The author's script, and the picture of what it makes. That picture must be the same on every machine, so steps that not
 * every machine can carry are not in it: where they can run, the picture has a performance of its own without them.
 */
function scriptCases(lab: Lab, checks: LabChecks): WorldCase[] {
  const plain = plainSteps(lab)
  const whole: WorldCase = {
    kind: 'script',
    name: 'script',
    acts: [{ play: {}, judge: allPass }],
    pictured: plain.length === lab.steps.length,
  }
  if (whole.pictured) return [whole]
  const acts: Act[] = [{ play: { steps: plain }, judge: stepsPass(checks, plain) }]
  return [whole, { ...whole, name: 'script, as on every machine', acts, pictured: true }]
}

/** Somebody's values, the same at each proof. */
const provenValues = (lab: Lab): OwnValue[] => deriveValues(Buffer.from('lab verify'), 'verify', lab)

/** All checks pass, and those of these values are among them. */
const passWith =
  (own: readonly OwnValue[]): Judge =>
  (verdicts) => [
    ...allPass(verdicts),
    ...own
      .map(({ name }) => `${valuesStep}.${name}`)
      .filter((id) => verdicts[id] === undefined)
      .map((id) => `${id} should pass, but nobody has looked`),
  ]

/** With values of one's own, what is typed and what the script does come to the same, and have them all. */
function valuesCases(lab: Lab): WorldCase[] {
  if (lab.values.length === 0) return []
  const own = withValues(lab, provenValues(lab))
  const one = (name: string, play: PlayRequest): WorldCase => ({
    kind: 'values',
    name: `${name}, with values of one’s own`,
    acts: [{ play, judge: passWith(own.own) }],
    pictured: false,
    own,
  })
  return [one('walkthrough', { commands: own.steps.flatMap(({ commands }) => commands) }), one('script', {})]
}

/** All proofs of one lab that are made in worlds; of a lab cut down to what this machine can carry. */
export function worldCases(lab: Lab, script: LabScript, checks: LabChecks): WorldCase[] {
  const one = (kind: WorldCase['kind'], name: string, play: PlayRequest | null, judge: Judge): WorldCase => ({
    kind,
    name,
    acts: [{ play, judge }],
    pictured: false,
  })
  const typed = lab.steps.flatMap(({ commands }) => commands)
  return [
    one('untouched', 'untouched', null, noStepPasses(checks)),
    one('walkthrough', 'walkthrough, verbatim', { commands: typed }, allPass),
    ...scriptCases(lab, checks),
    ...Object.keys(script.variants).map((variant) => one('variant', variant, { variant }, allPass)),
    stepByStep(checks),
    ...valuesCases(lab),
    ...script.faults.map(({ id, kills }) => one('fault', id, { fault: id }, killsExactly(checks, kills))),
  ]
}
