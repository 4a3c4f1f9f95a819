import type { Lab } from '../course/lab.ts'
import { stepNeedsOf } from '../course/step-needs.ts'
import { checksHere, lackingChecks, namesOf, scriptHere, type Lacking } from '../judge/lacking.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import type { Places } from '../world/places.ts'
import type { LabCode } from './load-lab-code.ts'

/** What of a lab could be neither proven nor refuted on this machine. */
export interface Unproven {
  /** What the machine lacks: `ipvlan`. */
  lacks: string[]
  /** Ids of checks, none of which was looked at. */
  checks: string[]
  /** Ids of faults, none of which was planted. */
  faults: string[]
}

/** What this machine lacks for the lab's steps, as an agent in a world finds it; no world where no step needs anything. */
export const lackingOf = async (places: Places, lab: Lab): Promise<Lacking> =>
  Object.keys(stepNeedsOf(lab)).length === 0
    ? {}
    : withOwnWorld(places, lab, 'verify', ({ status }) => Promise.resolve(status.lacking))

/** A lab without the steps that this machine cannot carry, and without all that is about them. */
export const cutDown = (
  lab: Lab,
  { script, checks }: LabCode,
  lacking: Lacking,
): { lab: Lab; code: LabCode } => ({
  lab: { ...lab, steps: lab.steps.filter(({ id }) => lacking[id] === undefined) },
  code: { script: scriptHere(script, checks, lacking), checks: checksHere(checks, lacking) },
})

/** The part of a lab that is the same on every machine. */
export const everywhere = (lab: Lab, code: LabCode): LabCode => cutDown(lab, code, stepNeedsOf(lab)).code

/** What no proof on this machine says anything about; undefined when that is nothing. */
export function unprovenOf({ script, checks }: LabCode, lacking: Lacking): Unproven | undefined {
  const away = lackingChecks(checks, lacking)
  if (away.size === 0) return undefined
  const faults = script.faults.filter(({ kills }) => kills.some((id) => away.has(id)))
  return {
    lacks: [...new Set([...away.values()].flat())],
    checks: [...away.keys()],
    faults: faults.map(({ id }) => id),
  }
}

/** The same as a sentence for the end of a report, with its line feed. */
export const describeUnproven = ({ lacks, checks, faults }: Unproven): string =>
  `Not proven here, for want of ${namesOf(lacks)}: the checks ${checks.join(', ')}; the faults ${faults.join(', ')}.\n`
