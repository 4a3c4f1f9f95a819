import { statusWord } from '../draw/symbols.ts'
import { wrapRanges } from '../draw/wrap.ts'
import { safeText } from '../observe/safe-text.ts'
import { drawLate } from './draw-class.ts'
import type { FailedCommand, GradedCheck, GradeRecord } from './result.ts'

const oneLine = (text: string): string => safeText(text, { multiline: false })

const wrapped = (text: string, indent: number, width: number): string =>
  wrapRanges(oneLine(text), Math.max(20, width - indent))
    .map(({ start, end }) => `${' '.repeat(indent)}${oneLine(text).slice(start, end)}\n`)
    .join('')

const indented = (text: string, columns: number): string =>
  `${safeText(text).trimEnd().replaceAll(/^/gm, ' '.repeat(columns))}\n`

/** An attribution mostly tells the diagnosis; that of a check that waits, the one it waits for. */
export const saysIt = (attribution: string | null, text: string): boolean =>
  attribution !== null &&
  (attribution.startsWith('It waits') ||
    attribution.toLowerCase().includes(text.replace(/\.$/, '').toLowerCase()))

function explainCheck(check: GradedCheck, width: number): string {
  const { title, id, status, points, maxPoints, expected, actual, diagnosis, attribution, evidence } = check
  const head = `${oneLine(title)} (${oneLine(id)}): ${statusWord(status)}, ${points} of ${maxPoints} points\n`
  if (status === 'pass') return head
  const seen = evidence.map(
    ({ command, output, truncated }) =>
      `${indented(`$ ${oneLine(command)}`, 4)}${indented(output || '(nothing)', 4)}${truncated ? '    … cut\n' : ''}`,
  )
  return [
    head,
    ...(attribution === null ? [] : [wrapped(attribution, 2, width)]),
    ...(diagnosis && !saysIt(attribution, diagnosis.text) ? [wrapped(diagnosis.text, 2, width)] : []),
    ...(status === 'skipped'
      ? []
      : [wrapped(`Expected: ${expected}`, 2, width), wrapped(`Found: ${actual}`, 2, width)]),
    ...(seen.length > 0 ? ['  What was looked at:\n', ...seen] : []),
  ].join('')
}

/** What went wrong in the script itself, by its own account. */
const explainFailed = (failed: readonly FailedCommand[], width: number): string[] =>
  failed.length === 0
    ? []
    : [
        'Commands in it that failed:\n',
        ...failed.map(({ line, text, exitCode, said }) =>
          wrapped(`line ${line} (${text}): exit ${exitCode}${said === '' ? '' : `, ${said}`}`, 2, width),
        ),
      ]

/** Why checks of a student's are as they are; of all that do not pass when none is named. */
export function drawExplanation(record: GradeRecord, checks: readonly GradedCheck[], width: number): string {
  const { student, lab, problem, late, notes, script } = record
  return [
    `${oneLine(student)}, lab ${oneLine(lab)}\n`,
    ...(problem === null ? [] : [wrapped(problem, 0, width)]),
    ...(late
      ? [wrapped(`It is ${drawLate(late)}: its points are multiplied by ${late.factor}.`, 0, width)]
      : []),
    ...notes.map((note) => wrapped(note, 0, width)),
    ...explainFailed(script?.failed ?? [], width),
    ...checks.map((check) => `\n${explainCheck(check, width)}`),
    ...(checks.length === 0 && problem === null ? ['Every check passes.\n'] : []),
  ].join('')
}
