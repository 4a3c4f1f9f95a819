import type { ClassResults, GradedCheck } from '../result.ts'

/** A check, as the class as a whole has it. */
export type CheckHead = Pick<GradedCheck, 'id' | 'step' | 'title' | 'maxPoints' | 'visibility'>

/** The checks that any record has, once, in the order of the lab's steps. */
export function listChecks({ lab, records }: Pick<ClassResults, 'lab' | 'records'>): CheckHead[] {
  const found = new Map<string, CheckHead>()
  for (const record of records)
    for (const check of record.checks) if (!found.has(check.id)) found.set(check.id, check)
  const place = (step: string): number => {
    const index = lab.steps.findIndex(({ id }) => id === step)
    return index === -1 ? lab.steps.length : index
  }
  // Array.prototype.sort is stable: within a step the order is the records'.
  return [...found.values()].sort((one, other) => place(one.step) - place(other.step))
}

/** The title of a step with its number, or its id when the lab has no such step (any more). */
export function stepTitle({ steps }: ClassResults['lab'], id: string): string {
  const step = steps.find((one) => one.id === id)
  return step ? `${step.number}. ${step.title}` : id
}
