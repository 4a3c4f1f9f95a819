import type { ClassResults } from '../result.ts'
import { feedbackText } from './feedback.ts'
import { readRows, type Row } from './read-rows.ts'
import { viewForStudent } from './student-view.ts'
import { writeCsv } from './write-csv.ts'

const identities = [
  { header: 'ID number', of: ({ id }: Row) => id },
  { header: 'Email address', of: ({ email }: Row) => email },
] as const

/** Whom an import is about, and by which of the roster's ids; who has a mark and no such id is left out. */
export interface MoodleTable {
  columns: (typeof identities)[number][]
  rows: Row[]
  leftOut: Row[]
}

/**
 * Moodle's importer (grade/import/csv/classes/load_data.php) sets who has a row: a user that it does not know ends the whole
 * import, a row without a user gets the user of the row before, and an empty grade takes one away. With both ids
 * each row must have both, as the instructor chooses at the import which of them counts.
 */
export function moodleTable(results: ClassResults): MoodleTable {
  const marked = readRows(results).filter(({ points }) => points !== null)
  const known = marked.filter((row) => identities.some(({ of }) => of(row)))
  const complete = identities.filter(({ of }) => known.every(of))
  const columns = complete.length > 0 ? complete : identities.slice(0, 1)
  const hasAll = (row: Row): boolean => columns.every(({ of }) => of(row))
  return { columns, rows: marked.filter(hasAll), leftOut: marked.filter((row) => !hasAll(row)) }
}

/** A CSV for Moodle's “Import grades”. Feedback stands beside its grade, as feedback alone would take the grade away. */
export function renderMoodleCsv(results: ClassResults, now: number): string {
  const { columns, rows } = moodleTable(results)
  const title = `Lab ${results.lab.id}: ${results.lab.title}`
  return writeCsv(
    [...columns.map(({ header }) => header), title, `${title} (feedback)`],
    rows.map((row) => [
      ...columns.map(({ of }) => of(row)),
      row.points,
      feedbackText(viewForStudent(row, results.lab, now)),
    ]),
  )
}
