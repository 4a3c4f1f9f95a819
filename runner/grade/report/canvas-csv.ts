import type { ClassResults } from '../result.ts'
import { nameOf, readRows, type Row } from './read-rows.ts'
import { writeCsv } from './write-csv.ts'

const head = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section']

/** A row whose first field has these words is taken for the assignment's own, wherever it stands. */
const harmless = (name: string): string => name.replaceAll('Points Possible', 'points possible')

/** Who has a row, and who has a mark but is left out, as the roster does not know them. */
export function canvasTable(results: ClassResults): { rows: Row[]; leftOut: Row[] } {
  const onRoster = new Set(results.roster.map(({ student }) => student))
  const marked = readRows(results).filter(({ points }) => points !== null)
  return {
    rows: marked.filter(({ student }) => onRoster.has(student)),
    leftOut: marked.filter(({ student }) => !onRoster.has(student)),
  }
}

/**
 * A CSV for Canvas's gradebook import, in the layout of its own export (lib/gradebook_importer.rb there). `ID` is Canvas's
 * own number for a student and stays empty, as the roster's ids could be somebody else's there: the roster's id is the
 * SIS one, and the login is the e-mail address or what the student is called here. An empty grade would take one away,
 * so who has no mark has no row.
 */
export function renderCanvasCsv(results: ClassResults): string {
  const maxPoints = Math.max(0, ...results.records.map((record) => record.maxPoints))
  const rows = canvasTable(results).rows.map((row) => [
    harmless(nameOf(row)),
    null,
    row.id,
    row.email ?? row.student,
    null,
    row.points,
  ])
  return writeCsv(
    [...head, `Lab ${results.lab.id}: ${results.lab.title}`],
    [['    Points Possible', null, null, null, null, maxPoints], ...rows],
  )
}
