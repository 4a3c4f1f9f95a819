import type { Lab, LabStep } from '../course/lab.ts'
import { namesOf, stepsHere } from '../judge/lacking.ts'
import type { LabReport } from '../judge/verdict.ts'
import { LabError } from '../lab-error.ts'

/** The step that a person means by `4` or `bridge`; LabError `step-unknown` names the lab's own. */
export function findStep(lab: Lab, wanted: string): LabStep {
  const step = lab.steps.find(({ id, number }) => id === wanted || String(number) === wanted)
  if (step) return step
  throw new LabError(
    'usage',
    'step-unknown',
    `Lab ${lab.id} has no step “${wanted.slice(0, 40)}”.`,
    `Its steps: ${lab.steps.map(({ id, number }) => `${number} ${id}`).join(', ')}.`,
  )
}

/** Throws LabError `step-lacking` when one of these steps cannot run on this machine. */
export function refuseLacking({ steps }: LabReport, wanted: readonly string[]): void {
  const found = steps.find(({ id, lacks }) => lacks !== undefined && wanted.includes(id))
  if (!found) return
  throw new LabError(
    'cannotRun',
    'step-lacking',
    `The step “${found.title}” cannot run here: the kernel of this machine has no ${namesOf(found.lacks ?? [])}.`,
    '`lab doctor` says what would mend that; the step counts neither way.',
  )
}

/** The first step that is not done now and can be done on this machine; undefined when there is none. */
export function currentStep(lab: Lab, report: LabReport): LabStep | undefined {
  const open = stepsHere(report).find(({ status }) => status !== 'pass')
  return lab.steps.find(({ id }) => id === open?.id)
}
