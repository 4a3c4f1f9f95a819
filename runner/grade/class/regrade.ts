import type { GradeRecord } from '../result.ts'

/** A record that says something else than the one before it. */
export interface Difference {
  student: string
  /** The submission, the lab, the checks, the engine and vethlab are the same: then it should not differ. */
  equalInput: boolean
  /** `exit.clean: pass before, now fail`. */
  changes: string[]
}

const changesBetween = (before: GradeRecord, after: GradeRecord): string[] => {
  const statuses = new Map(before.checks.map(({ id, status }) => [id, status]))
  const outcome = before.outcome === after.outcome ? [] : [`${before.outcome} before, now ${after.outcome}`]
  const checks = after.checks
    .filter(({ id, status }) => statuses.size > 0 && statuses.get(id) !== status)
    .map(({ id, status }) => `${id}: ${statuses.get(id) ?? 'not there'} before, now ${status}`)
  return [...outcome, ...checks]
}

/** What is not as it was before, whatever the marks are. */
export function compareRecords(before: GradeRecord, after: GradeRecord): Difference | undefined {
  const changes = changesBetween(before, after)
  if (changes.length === 0) return undefined
  const equalInput = before.inputs !== undefined && before.inputs === after.inputs
  return { student: after.student, equalInput, changes }
}

/** The same as a note in the new record. */
export const noteOf = ({ equalInput, changes }: Difference): string =>
  equalInput
    ? `Graded again on equal input, with another result: ${changes.join('; ')}. One of the two is wrong.`
    : `Graded again on other input: ${changes.join('; ')}.`
