import type { Lab, LabStep } from '../course/lab.ts'
import type { Lacking } from '../judge/lacking.ts'
import type { Progress } from './progress.ts'

/** Progress of a student who goes to this step; null is past the last one. */
export const moveTo = (progress: Progress, step: string | null): Progress => ({ ...progress, at: step })

/** Progress of a student who goes on from this step before it is true; one that he has had true before is none. */
export function passOver(progress: Progress, step: string): Progress {
  if (progress.steps[step] !== undefined) return progress
  return { ...progress, passedOver: [...new Set([...(progress.passedOver ?? []), step])] }
}

/** The steps that were passed over and have never been true since, in the lab's order. */
export const leftOut = ({ steps }: Pick<Lab, 'steps'>, progress: Progress): LabStep[] =>
  steps.filter(({ id }) => (progress.passedOver ?? []).includes(id) && progress.steps[id] === undefined)

/** The steps that were true at least once, in the lab's order. */
export const stepsDone = ({ steps }: Pick<Lab, 'steps'>, progress: Progress): LabStep[] =>
  steps.filter(({ id }) => progress.steps[id] !== undefined)

/** The steps that the author's script has done, or that were true only with its help, in the lab's order. */
export const stepsAssisted = ({ steps }: Pick<Lab, 'steps'>, progress: Progress): LabStep[] =>
  steps.filter(({ id }) => progress.solved.includes(id) || progress.steps[id]?.assisted === true)

/** The first step that was never true and can be on this machine; undefined when there is none. */
export const firstOpen = (
  { steps }: Pick<Lab, 'steps'>,
  progress: Progress,
  lacking: Lacking = {},
): LabStep | undefined =>
  steps.find(({ id }) => progress.steps[id] === undefined && lacking[id] === undefined)

/**
 * The step at which a student goes on: where he was, or, when that is not known or the lab has no such step any more,
 * the first that was never true. Undefined for who is past the last one.
 */
export function whereIs(
  lab: Pick<Lab, 'steps'>,
  progress: Progress,
  lacking: Lacking = {},
): LabStep | undefined {
  if (progress.at === null) return undefined
  return lab.steps.find(({ id }) => id === progress.at) ?? firstOpen(lab, progress, lacking)
}
