import { isDeepStrictEqual } from 'node:util'
import { LabError } from '../../lab-error.ts'
import { openReport, readRecords, readResults, writeRecord } from '../record-files.ts'
import type { ClassResults, GradeRecord, RosterRow } from '../result.ts'
import { assembleClass } from './assemble.ts'

interface Part {
  folder: string
  results: ClassResults
  records: GradeRecord[]
}

function readPart(folder: string): Part {
  const results = readResults(folder)
  if (!results)
    throw new LabError(
      'usage',
      'report-missing',
      `${folder} has no results.json: it is no report, or its grading has not come to its end.`,
      'Run `lab grade` for that part again; it goes on where it was.',
    )
  // The records without what is said of them beside the others of their part.
  const records = readRecords(folder)
  const graded = results.records.map(({ student }) => records.get(student))
  if (graded.includes(undefined))
    throw new LabError(
      'usage',
      'report-damaged',
      `${folder} lacks some of the records that its results.json names.`,
    )
  return { folder, results, records: graded.filter((record) => record !== undefined) }
}

/** What must be the same for two gradings to be of one class. */
const kindOf = ({ results, records }: Part): unknown => ({
  lab: results.lab,
  environments: new Set(
    records.map(({ environment }) => JSON.stringify({ ...environment, kernel: '', engine: '' })),
  ),
})

function refuseOther(first: Part, other: Part): void {
  if (other.records.length === 0) return
  if (first.results.lab.valuesKey !== other.results.lab.valuesKey)
    throw new LabError(
      'usage',
      'keys-differ',
      `${first.folder} and ${other.folder} were graded with different keys: their students’ values are not of one class.`,
      'Grade all parts with the same --key, or all without.',
    )
  if (isDeepStrictEqual(kindOf(first), kindOf(other))) return
  throw new LabError(
    'usage',
    'reports-differ',
    `${first.folder} and ${other.folder} are of different labs, or of different versions of one.`,
    'Grade both parts with the same vethlab.',
  )
}

const verdictsOf = ({ outcome, checks, submission, points }: GradeRecord): unknown => ({
  outcome,
  points,
  submission: submission?.sha256,
  checks: checks.map(({ id, status }) => [id, status]),
})

function joinRecords(parts: readonly Part[]): GradeRecord[] {
  const joined = new Map<string, { record: GradeRecord; folder: string }>()
  for (const { folder, records } of parts)
    for (const record of records) {
      const other = joined.get(record.student)
      if (other && !isDeepStrictEqual(verdictsOf(other.record), verdictsOf(record)))
        throw new LabError(
          'usage',
          'merge-conflict',
          `${record.student} has one result in ${other.folder} and another in ${folder}.`,
          'Leave one of the two reports out.',
        )
      if (!other) joined.set(record.student, { record, folder })
    }
  return [...joined.values()].map(({ record }) => record)
}

const joinRosters = (parts: readonly Part[]): RosterRow[] => [
  ...new Map(
    parts.flatMap(({ results }) => results.roster.map((row) => [row.student, row] as const)),
  ).values(),
]

/**
 * Joins the reports of several shards into one, and writes its records to `out`. LabError when one of them has not come to its
 * end, when they are of different labs, versions or keys of the students' values, or when they contradict each other.
 */
export function mergeReports(folders: readonly string[], out: string): ClassResults {
  const parts = folders.map(readPart)
  const filled = parts.filter(({ records }) => records.length > 0)
  const first = filled[0] ?? parts[0]
  if (!first) throw new LabError('usage', 'report-missing', 'There is nothing to merge.')
  for (const part of parts) refuseOther(first, part)
  const records = joinRecords(parts)
  openReport(out)
  for (const record of records) writeRecord(out, record)
  const roster = joinRosters(parts)
  const gradedAt = Math.max(...parts.map(({ results }) => results.gradedAt))
  return assembleClass(first.results.lab, records, roster.length > 0 ? roster : null, gradedAt)
}
