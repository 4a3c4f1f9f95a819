import type { LabScript } from '../course/script.ts'
import { substitution } from '../course/values/substitute.ts'
import { valuesStep, type OwnValue } from '../course/values/value.ts'
import type { LabChecks, StepChecks } from '../judge/check.ts'
import { scriptHere, type Lacking } from '../judge/lacking.ts'
import type { Orders } from '../world/boot.ts'
import type { Render } from './play.ts'

/** What the build makes of a lab's script and checks: `/opt/vethlab/labs/NN.mjs`. */
export interface BuiltLab {
  script: LabScript
  checks: LabChecks
  /** The checks of a student's own values. */
  ownValues: (own: readonly OwnValue[]) => StepChecks
}

/** A lab as this world has it. */
export interface LabInWorld {
  script: LabScript
  checks: LabChecks
  /** Gives a command of the script the student's own values. */
  render: Render
}

/** The lab's checks, those of the student's own values among them, and its script as far as this machine can play it. */
export async function loadLab({ lab, own }: Orders, lacking: Lacking): Promise<LabInWorld> {
  const path = new URL(`./labs/${lab}.mjs`, import.meta.url).href
  const { script, checks, ownValues } = (await import(path)) as BuiltLab
  const here = scriptHere(script, checks, lacking)
  if (own.length === 0) return { script: here, checks, render: substitution([]) }
  // The steps before it have done all that it asks for.
  const nothing = { [valuesStep]: () => Promise.resolve() }
  return {
    script: { ...here, steps: { ...here.steps, ...nothing } },
    checks: { ...checks, steps: [...checks.steps, ownValues(own)] },
    render: substitution(own),
  }
}
