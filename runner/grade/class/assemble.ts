import type { Lab } from '../../course/lab.ts'
import type { ClassResults, GradeRecord, RosterRow } from '../result.ts'
import { noteClass } from './class-notes.ts'

const byStudent = (one: { student: string }, other: { student: string }): number =>
  one.student < other.student ? -1 : Number(one.student > other.student)

/** A whole class from its records. `roster` is null where there is none. */
export const assembleClass = (
  lab: ClassResults['lab'],
  records: readonly GradeRecord[],
  roster: readonly RosterRow[] | null,
  gradedAt: number,
): ClassResults => ({
  schemaVersion: 1,
  lab,
  gradedAt,
  roster: (roster ?? []).map(({ student, name, email, id, due }) => ({ student, name, email, id, due })),
  records: noteClass(records.toSorted(byStudent), roster && new Set(roster.map(({ student }) => student))),
})

export const labFacts = ({ id, title, steps }: Lab): ClassResults['lab'] => ({
  id,
  title,
  steps: steps.map((step) => ({ id: step.id, number: step.number, title: step.title })),
})
