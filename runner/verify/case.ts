import type { PlayRequest } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import type { LabScript } from '../course/script.ts'
import type { LabChecks } from '../judge/check.ts'
import type { LabReport, Status } from '../judge/verdict.ts'

/** The verdict of every check, by id. */
export type Verdicts = Record<string, Status>

/** One proof of a lab, made in a world of its own: what is done there, and what must come of it. */
export interface Case {
  kind: 'untouched' | 'walkthrough' | 'script' | 'variant' | 'fault'
  name: string
  play: PlayRequest | null
  /** What is wrong with these verdicts, in sentences; none when the proof holds. */
  judge(verdicts: Verdicts): string[]
}

export const verdictsOf = (report: LabReport): Verdicts =>
  Object.fromEntries(report.steps.flatMap(({ checks }) => checks.map(({ id, status }) => [id, status])))

const allPass = (verdicts: Verdicts): string[] =>
  Object.entries(verdicts).flatMap(([id, status]) =>
    status === 'pass' ? [] : [`${id} should pass, but is ${status}`],
  )

/** On an untouched lab no step may be done: a step whose checks all pass by themselves asks for nothing. */
const noStepPasses =
  ({ steps }: LabChecks) =>
  (verdicts: Verdicts): string[] =>
    steps
      .filter(({ checks }) => checks.every(({ id }) => verdicts[id] === 'pass'))
      .map(({ step }) => `the step ${step} is done before anybody has done anything`)

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

/** A fault must turn exactly the checks that it names red; those behind them may wait, all others stay green. */
const killsExactly = (checks: LabChecks, kills: readonly string[]): Case['judge'] => {
  const waiting = dependants(checks, kills)
  return (verdicts) =>
    Object.entries(verdicts).flatMap(([id, status]) => {
      if (kills.includes(id)) return status === 'fail' ? [] : [`${id} should fail, but is ${status}`]
      if (status === 'pass' || (status === 'skipped' && waiting.has(id))) return []
      return [`${id} should not be touched, but is ${status}`]
    })
}

/** All proofs of one lab. */
export function casesOf(lab: Lab, script: LabScript, checks: LabChecks): Case[] {
  return [
    { kind: 'untouched', name: 'untouched', play: null, judge: noStepPasses(checks) },
    {
      kind: 'walkthrough',
      name: 'walkthrough, verbatim',
      play: { commands: lab.steps.flatMap(({ commands }) => commands) },
      judge: allPass,
    },
    { kind: 'script', name: 'script', play: {}, judge: allPass },
    ...Object.keys(script.variants).map((variant): Case => ({
      kind: 'variant',
      name: variant,
      play: { variant },
      judge: allPass,
    })),
    ...script.faults.map(({ id, kills }): Case => ({
      kind: 'fault',
      name: id,
      play: { fault: id },
      judge: killsExactly(checks, kills),
    })),
  ]
}
