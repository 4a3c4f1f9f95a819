import { namesOf } from '../judge/lacking.ts'
import type { CheckReport, LabReport, StepReport } from '../judge/verdict.ts'
import { createPaint, type Paint } from './paint.ts'
import { statusSign, statusWord } from './symbols.ts'
import { wrapRanges } from './wrap.ts'

export interface ReportStyle {
  width: number
  colour: boolean
  unicode: boolean
  /** Show the evidence of checks that did not pass. */
  evidence: boolean
  /** Show these steps only. */
  only?: string[]
}

const indentOf = (columns: number, text: string): string => text.replaceAll(/^/gm, ' '.repeat(columns))

const wrapped = (text: string, columns: number, width: number): string =>
  wrapRanges(text, Math.max(20, width - columns))
    .map(({ start, end }) => ' '.repeat(columns) + text.slice(start, end))
    .join('\n')

const evidenceOf = (check: CheckReport, paint: Paint): string[] =>
  check.evidence.flatMap(({ command, output, truncated }) => [
    indentOf(8, paint.dim(`$ ${command}`)),
    indentOf(8, paint.dim(`${output || '(nothing)'}${truncated ? '\n… cut' : ''}`)),
  ])

const checkLines = (check: CheckReport, style: ReportStyle, paint: Paint): string[] => {
  const head = `    ${statusSign(check.status, paint, style.unicode)} ${check.title}`
  if (check.status === 'pass') return [head]
  const word = `${head}  ${paint.dim(`(${statusWord(check.status)})`)}`
  if (check.status === 'skipped') return [word]
  return [
    word,
    wrapped(check.diagnosis?.text ?? '', 8, style.width),
    ...(style.evidence ? evidenceOf(check, paint) : []),
  ]
}

const summary = (report: LabReport): string => {
  const checks = report.steps.flatMap((step) => step.checks)
  const count = (status: CheckReport['status']): number =>
    checks.filter((check) => check.status === status).length
  const parts = [`${count('pass')} of ${checks.length} checks pass`]
  if (count('fail') > 0) parts.push(`${count('fail')} fail`)
  if (count('skipped') > 0) parts.push(`${count('skipped')} wait for those`)
  if (count('cannot-run') > 0) parts.push(`${count('cannot-run')} cannot run here`)
  return `${parts.join(', ')}; ${report.points} of ${report.maxPoints} points.`
}

/** What counts neither way, and why; nothing where the machine has all that the steps need. */
const lacking = ({ steps }: LabReport): string[] => {
  const lacks = new Set(steps.flatMap((step) => step.lacks ?? []))
  return lacks.size === 0
    ? []
    : [`This machine has no ${namesOf([...lacks])}: what needs it counts neither way.`]
}

/** A step of one passed check would say the same twice, and one that only waits says nothing. */
const saysEnough = ({ status, checks }: StepReport): boolean =>
  (status === 'pass' && checks.length === 1) || checks.every((check) => check.status === 'skipped')

const stepLines = (step: StepReport, number: number, style: ReportStyle, paint: Paint): string[] => [
  `${statusSign(step.status, paint, style.unicode)} ${paint.bold(`${number}. ${step.title}`)}${step.status === 'skipped' ? `  ${paint.dim('(waits)')}` : ''}`,
  ...(saysEnough(step) ? [] : step.checks.flatMap((check) => checkLines(check, style, paint))),
]

/** One step's part of a report as text. */
export const renderStep = (step: StepReport, number: number, style: ReportStyle): string =>
  `${stepLines(step, number, style, createPaint(style.colour)).join('\n')}\n`

/** A lab's report as text; one line a check, and what was seen for those that do not pass. */
export function renderReport(report: LabReport, style: ReportStyle): string {
  const paint = createPaint(style.colour)
  const shown = report.steps
    .map((step, index) => ({ ...step, number: index + 1 }))
    .filter(({ id }) => style.only?.includes(id) ?? true)
  const steps = shown.flatMap((step) => stepLines(step, step.number, style, paint))
  return [...steps, '', summary(report), ...lacking(report), ''].join('\n')
}
