import { drawTable } from '../draw/table.ts'
import { safeText } from '../observe/safe-text.ts'
import type { Difference } from './class/regrade.ts'
import type { ClassResults, GradeRecord, Outcome } from './result.ts'

interface Style {
  width: number
  colour: boolean
  unicode: boolean
}

const oneLine = (text: string): string => safeText(text, { multiline: false })

const outcomeWords: Record<Outcome, string> = {
  graded: 'graded',
  'timed-out': 'timed out',
  'over-limit': 'broke a limit',
  refused: 'refused',
  ungradable: 'ungradable',
}

/** `17 / 17`; of what could not be graded, none. */
export const drawPoints = ({ points, maxPoints }: Pick<GradeRecord, 'points' | 'maxPoints'>): string =>
  `${points ?? '-'} / ${maxPoints}`

/** `2 days late`. */
export const drawLate = ({ days }: { days: number }): string => `${days} ${days === 1 ? 'day' : 'days'} late`

const drawOutcome = ({ outcome, late }: GradeRecord): string =>
  `${outcomeWords[outcome]}${late ? `, ${drawLate(late)}` : ''}`

/** What is first to be said of a record that is not all right. */
function firstRemark({ problem, checks }: GradeRecord): string {
  const failed = checks.filter(({ status }) => status === 'fail')
  const [first] = failed
  if (problem !== null) return problem
  if (!first)
    return checks.some(({ status }) => status === 'cannot-run') ? 'Some checks could not be made.' : ''
  const line = first.line ? `line ${first.line.number}: ` : ''
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
  return `${line}${first.diagnosis?.text ?? first.title}${more}`
}

/** One line for a record that is there. */
export const drawRecord = (record: GradeRecord, known: boolean): string => {
  const remark = firstRemark(record)
  return oneLine(
    [
      record.student,
      drawPoints(record),
      `${drawOutcome(record)}${known ? ', as before' : ''}`,
      ...(remark === '' ? [] : [remark]),
    ].join('  '),
  )
}

const count = (records: readonly GradeRecord[], outcome: Outcome): number =>
  records.filter((record) => record.outcome === outcome).length

/** `12 submissions: 10 graded, 1 timed out, 1 refused.` */
function summary({ records, roster }: ClassResults): string {
  const outcomes = (Object.keys(outcomeWords) as Outcome[])
    .map((outcome) => [count(records, outcome), outcomeWords[outcome]] as const)
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
  const there = new Set(records.map(({ student }) => student))
  const missing = roster.filter(({ student }) => !there.has(student)).map(({ student }) => student)
  const all = `${records.length} ${records.length === 1 ? 'submission' : 'submissions'}`
  return [
    `${all}${outcomes.length > 0 ? `: ${outcomes.join(', ')}` : ''}.`,
    ...(missing.length > 0 ? [`On the roster, but without a submission: ${missing.join(', ')}.`] : []),
  ]
    .map(oneLine)
    .join('\n')
}

/** A class as a table, with what is to be said of all of it. */
export function drawClass(results: ClassResults, style: Style): string {
  const rows = results.records.map((record) =>
    [record.student, drawPoints(record), drawOutcome(record), firstRemark(record)].map(oneLine),
  )
  const table = rows.length > 0 ? `${drawTable(['student', 'points', 'outcome', ''], rows, style)}\n\n` : ''
  return `${table}${summary(results)}\n`
}

/** What a second grading has found otherwise than the first. */
export function drawDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Graded again: nothing has changed.\n'
  const lines = differences.map(
    ({ student, equalInput, changes }) =>
      `${student} (${equalInput ? 'EQUAL INPUT' : 'other input'}): ${changes.join('; ')}`,
  )
  return `Graded again, and changed:\n${lines.map((line) => `  ${oneLine(line)}\n`).join('')}`
}
