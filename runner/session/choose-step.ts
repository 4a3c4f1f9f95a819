import type { Lab, LabStep } from '../course/lab.ts'
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

/** The first step that is not done now; undefined when all are. */
export function currentStep(lab: Lab, report: LabReport): LabStep | undefined {
  const open = report.steps.find(({ status }) => status !== 'pass')
  return lab.steps.find(({ id }) => id === open?.id)
}
