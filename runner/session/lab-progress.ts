import type { Lab, LabStep } from '../course/lab.ts'
import type { LabProgress } from '../draw/progress.ts'
import { standing, type Progress } from './progress.ts'
import { leftOut, stepsAssisted, stepsDone, whereIs } from './whereabouts.ts'

type ShownStep = Pick<LabStep, 'id' | 'number' | 'title'>

const shown = ({ id, number, title }: LabStep): ShownStep => ({ id, number, title })

/** How far a student is in a lab, to be drawn or printed as JSON; steps that the lab has no more are left out. */
export function labProgress(lab: Pick<Lab, 'steps'>, progress: Progress) {
  const at = whereIs(lab, progress)
  const hints = lab.steps.flatMap((step) => {
    const rung = progress.hints[step.id] ?? 0
    return rung === 0 ? [] : [{ ...shown(step), rung, rungs: step.hints.length }]
  })
  return {
    standing: standing(progress),
    steps: lab.steps.length,
    done: stepsDone(lab, progress).map(shown),
    at: at ? shown(at) : null,
    assisted: stepsAssisted(lab, progress).map(shown),
    passedOver: leftOut(lab, progress).map(shown),
    hints,
  } satisfies LabProgress
}
