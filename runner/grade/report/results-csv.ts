import { recordName } from '../record-files.ts'
import type { ClassResults, GradeRecord } from '../result.ts'
import { listChecks } from './list-checks.ts'
import { readRows, type Row } from './read-rows.ts'
import { writeCsv, type Cell } from './write-csv.ts'

const head = [
  'student',
  'name',
  'email',
  'id',
  'outcome',
  'points',
  'max_points',
  'page',
  'late_days',
  'late_factor',
  'problem',
  'notes',
  'file',
  'sha256',
  'attempts',
  'seed',
]

const recordFacts = ({ late, problem, notes, submission, attempts, seed }: GradeRecord): Cell[] => [
  late?.days ?? null,
  late?.factor ?? null,
  problem,
  notes.join(' | '),
  submission?.file ?? null,
  submission?.sha256 ?? null,
  attempts,
  seed,
]

const factsOf = ({ student, name, email, id, standing, points, maxPoints, record }: Row): Cell[] => {
  const page = `students/${recordName(student)}.html`
  const facts = [student, name, email, id, standing, points, maxPoints, page]
  return record ? [...facts, ...recordFacts(record)] : head.map((_, index) => facts[index] ?? null)
}

/**
 * The table of the class, for spreadsheets: one row a student, with the roster's ids as they are there; for each check
 * its status and, in the column behind, its points. Who has no mark has an empty field, not a 0.
 */
export function renderResultsCsv(results: ClassResults): string {
  const checks = listChecks(results)
  const header = [...head, ...checks.flatMap(({ id }) => [id, `${id} points`])]
  const rows = readRows(results).map((row) => {
    const cells = checks.flatMap(({ id }): Cell[] => {
      const check = row.record?.checks.find((one) => one.id === id)
      return check ? [check.status, check.status === 'cannot-run' ? null : check.points] : [null, null]
    })
    return [...factsOf(row), ...cells]
  })
  return writeCsv(header, rows, { bom: true })
}
