import { CsvError, parse } from 'csv-parse/sync'
import type { RosterRow } from '../result.ts'
import { fileError, readInstructorFile } from './file-error.ts'
import { endOfDayOr, readExtension } from './moments.ts'

/** A member of a class, and what the late rule has to know. */
export interface Member extends RosterRow {
  /** When the submission came in, where the roster says so; milliseconds since the epoch. */
  submittedAt: number | null
}

export interface Roster {
  members: Member[]
  /** Columns that mean nothing here; a typing error would be among them. */
  unknown: string[]
}

const columns = ['student', 'name', 'email', 'id', 'due', 'extension', 'submitted'] as const
type Column = (typeof columns)[number]

interface Row {
  record: Record<string, string>
  info: { lines: number }
}

const isColumn = (name: string): name is Column => (columns as readonly string[]).includes(name)

const cellOf = ({ record }: Row, column: Column): string | null => {
  const text = record[column]?.trim() ?? ''
  return text === '' ? null : text
}

const asError = (file: string, error: CsvError): Error => {
  const lines = typeof error['lines'] === 'number' ? error['lines'] : null
  const what = error.message.charAt(0).toLowerCase() + error.message.slice(1).replace(/\.$/, '')
  return fileError(
    file,
    lines,
    null,
    what,
    'A roster is CSV as in RFC 4180, its first line the names of the columns.',
  )
}

function parseRows(file: string, text: string): Row[] {
  try {
    return parse(text, {
      bom: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      info: true,
      skip_empty_lines: true,
    }) as unknown as Row[]
  } catch (error) {
    throw error instanceof CsvError ? asError(file, error) : error
  }
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f]/

function readMember(file: string, row: Row): Member {
  const { lines } = row.info
  const wrong = (column: Column, what: string): Error => fileError(file, lines, column, what)
  const student = cellOf(row, 'student')
  if (student === null) throw wrong('student', 'it is empty')
  if (unprintable.test(student)) throw wrong('student', 'there are control characters in it')
  const moment = (column: Column): number | null => {
    const text = cellOf(row, column)
    const at = text === null ? null : endOfDayOr(text)
    if (at === undefined)
      throw wrong(column, `“${text}” is no time; write it as 2026-11-26 or 2026-11-26T18:00`)
    return at
  }
  const due = moment('due')
  const extension = cellOf(row, 'extension')
  const extended = extension === null ? due : readExtension(extension, due)
  if (extended === undefined)
    throw wrong(
      'extension',
      `“${extension}” is no time and no number of days or hours (2d, 36h) after a due date`,
    )
  return {
    student,
    name: cellOf(row, 'name'),
    email: cellOf(row, 'email'),
    id: cellOf(row, 'id'),
    due: extended,
    submittedAt: moment('submitted'),
  }
}

/** No two rows may mean one student. */
function refuseTwins(file: string, rows: readonly Row[], members: readonly Member[]): void {
  const seen = new Map<string, number>()
  for (const [index, { student }] of members.entries()) {
    const line = rows[index]?.info.lines ?? 0
    const before = seen.get(student)
    if (before !== undefined)
      throw fileError(file, line, 'student', `${student} stands in line ${before} already`)
    seen.set(student, line)
  }
}

/** The roster in a text of CSV (RFC 4180); `file` is its name for errors. Throws LabError with line and column. */
export function parseRoster(text: string, file: string): Roster {
  const rows = parseRows(file, text)
  const names = Object.keys(rows[0]?.record ?? {})
  if (rows.length > 0 && !names.includes('student'))
    throw fileError(
      file,
      1,
      null,
      `there is no column “student”, only ${names.join(', ')}`,
      `The columns are ${columns.join(', ')}; only the first is needed.`,
    )
  const members = rows.map((row) => readMember(file, row))
  refuseTwins(file, rows, members)
  return { members, unknown: names.filter((name) => !isColumn(name)) }
}

export const readRoster = (file: string): Roster => parseRoster(readInstructorFile(file), file)
