import type { LabScript } from '../course/script.ts'
import { cannotRun, type Finding, type LabChecks } from './check.ts'
import type { LabReport, StepReport } from './verdict.ts'
import { enumerate } from '../enumerate.ts'

/** What this machine lacks, by the id of the step that needs it: `{ ipvlan: ['ipvlan'] }`; mostly empty. */
export type Lacking = Readonly<Record<string, readonly string[]>>

/** Names in a sentence: `ipvlan and vxlan`. */
export const namesOf = (lacks: readonly string[]): string => enumerate(lacks)

/** The finding of each check of a step that this machine cannot carry; nobody has looked at the host. */
export const lackingFinding = (lacks: readonly string[]): Finding =>
  cannotRun(
    'lacking',
    `The kernel of this machine has no ${namesOf(lacks)}, so this step cannot run here; that is no mistake of yours and counts neither way.`,
  )

/** The checks of steps that cannot run here, by their ids, with what is lacking. */
export const lackingChecks = ({ steps }: LabChecks, lacking: Lacking): Map<string, readonly string[]> =>
  new Map(
    steps.flatMap(({ step, checks }) => {
      const lacks = lacking[step]
      return lacks ? checks.map(({ id }) => [id, lacks] as const) : []
    }),
  )

/** A lab's checks without those of steps that cannot run here. */
export const checksHere = (checks: LabChecks, lacking: Lacking): LabChecks => ({
  ...checks,
  steps: checks.steps.filter(({ step }) => lacking[step] === undefined),
})

/** The steps of a report that can be done on this machine. */
export const stepsHere = ({ steps }: Pick<LabReport, 'steps'>): StepReport[] =>
  steps.filter(({ lacks }) => lacks === undefined)

/** A lab's script without the steps that cannot run here, and without the faults that are about them. */
export function scriptHere(script: LabScript, checks: LabChecks, lacking: Lacking): LabScript {
  const away = lackingChecks(checks, lacking)
  return {
    ...script,
    steps: Object.fromEntries(Object.entries(script.steps).filter(([id]) => lacking[id] === undefined)),
    faults: script.faults.filter(({ kills }) => !kills.some((id) => away.has(id))),
  }
}
