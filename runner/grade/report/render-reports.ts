import { recordName } from '../record-files.ts'
import type { ClassResults } from '../result.ts'
import { renderCanvasCsv } from './canvas-csv.ts'
import { renderCtrf } from './ctrf.ts'
import { renderGradescope } from './gradescope.ts'
import { renderClassPage } from './html/class-page.ts'
import { renderStudentPage } from './html/student-page.ts'
import { renderJunit } from './junit.ts'
import { renderMoodleCsv } from './moodle-csv.ts'
import { readRows } from './read-rows.ts'
import { renderResultsCsv } from './results-csv.ts'
import { viewForStudent } from './student-view.ts'
import { renderTap } from './tap.ts'

/** One text for the class in each format, by the name of its file. */
const classFiles = (results: ClassResults, now: number): Record<string, string> => ({
  'report.html': renderClassPage(results),
  'results.csv': renderResultsCsv(results),
  'junit.xml': renderJunit(results),
  'results.tap': renderTap(results),
  'ctrf.json': renderCtrf(results),
  'moodle.csv': renderMoodleCsv(results, now),
  'canvas.csv': renderCanvasCsv(results),
})

/** The reports of a class: texts by the name of their file, and those of each student by folder and name. */
export interface Reports {
  files: Record<string, string>
  folders: Record<'students' | 'gradescope', Record<string, string>>
}

/** Every report of a class as text. `now`, in milliseconds since the epoch, decides whether a due date has passed. */
export function renderReports(results: ClassResults, now: number): Reports {
  const rows = readRows(results)
  const students = rows.map((row) => [
    `${recordName(row.student)}.html`,
    renderStudentPage(viewForStudent(row, results.lab, now)),
  ])
  const gradescope = rows
    .filter(({ record }) => record !== null)
    .map((row) => [`${recordName(row.student)}.json`, renderGradescope(row, results.lab)])
  return {
    files: classFiles(results, now),
    folders: { students: Object.fromEntries(students), gradescope: Object.fromEntries(gradescope) },
  }
}
