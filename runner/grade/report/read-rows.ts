import type { ClassResults, GradeRecord, Outcome, RosterRow } from '../result.ts'

/** How it stands with one student: how the grading ended, or `missing`, when there is nothing of theirs to grade. */
export type Standing = Outcome | 'missing'

/** One student in a report: on the roster, with a submission, or both. */
export interface Row extends RosterRow {
  standing: Standing
  /** The mark; null when there is none, which is not zero points. */
  points: number | null
  maxPoints: number
  record: GradeRecord | null
}

/** Outcomes after which the checks have said something about the work. */
const judged: readonly Standing[] = ['graded', 'timed-out', 'over-limit']

export const isJudged = ({ standing }: Pick<Row, 'standing'>): boolean => judged.includes(standing)

const stranger = (student: string): RosterRow => ({ student, name: null, email: null, id: null, due: null })

/** Like people sort names with numbers in them; the same on every machine. */
const byStudent = new Intl.Collator('en', { numeric: true })

const compare = (one: Row, other: Row): number =>
  byStudent.compare(one.student, other.student) || (one.student < other.student ? -1 : 1)

/** Everybody who is on the roster or has handed in something, once, sorted by student. */
export function readRows({ roster, records }: ClassResults): Row[] {
  const members = new Map(roster.map((member) => [member.student, member]))
  const handedIn = new Set(records.map(({ student }) => student))
  const maxPoints = Math.max(0, ...records.map((record) => record.maxPoints))
  const withRecord = records.map((record): Row => {
    const standing = record.outcome
    const points = judged.includes(standing) ? record.points : null
    const member = members.get(record.student) ?? stranger(record.student)
    return { ...member, standing, points, maxPoints: record.maxPoints || maxPoints, record }
  })
  const without = roster
    .filter(({ student }) => !handedIn.has(student))
    .map((member): Row => ({ ...member, standing: 'missing', points: null, maxPoints, record: null }))
  return [...withRecord, ...without].sort(compare)
}

/** What a person is called in a report. */
export const nameOf = ({ name, student }: Pick<Row, 'name' | 'student'>): string => name ?? student
