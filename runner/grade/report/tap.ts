import { stringify } from 'yaml'
import { safeText } from '../../observe/safe-text.ts'
import type { ClassResults, GradedCheck } from '../result.ts'
import { failureMessage } from './failure-text.ts'
import { isJudged, nameOf, readRows, type Row } from './read-rows.ts'
import { markText, standingMeans } from './words.ts'

/** A description in one line, in which `#` starts no directive. */
const describe = (text: string): string =>
  safeText(text, { multiline: false }).replaceAll('\\', '\\\\').replaceAll('#', '\\#').trim()

const indent = (text: string, columns: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(columns))

/** A block of diagnostics; each text in it in double quotes, on one line, so that none can look like the block's end. */
const yamlBlock = (values: Record<string, unknown>): string =>
  indent(`---\n${stringify(values, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE' })}...\n`, 2)

const diagnosticsOf = (check: GradedCheck): Record<string, unknown> => ({
  message: failureMessage(check),
  severity: check.status === 'cannot-run' ? 'error' : 'fail',
  ...(check.diagnosis && { code: safeText(check.diagnosis.code) }),
  data: { got: safeText(check.actual), expect: safeText(check.expected) },
  ...(check.line && { line: check.line.number, text: safeText(check.line.text) }),
  ...(check.attribution !== null && { attribution: safeText(check.attribution) }),
  evidence: check.evidence.map(({ command, output, truncated }) => ({
    command: safeText(command),
    output: safeText(output),
    truncated,
  })),
})

/** No description ends with what somebody else has written: a `{` there would open a subtest in some parsers. */
const drawCheck = (check: GradedCheck, number: number): string => {
  const description = `${number} - ${describe(`${check.title} (${check.id})`)}`
  if (check.status === 'pass') return `ok ${description}\n`
  if (check.status === 'skipped') return `ok ${description} # SKIP waits for another check\n`
  return `not ok ${description}\n${yamlBlock(diagnosticsOf(check))}`
}

const drawSubtest = (name: string, checks: readonly GradedCheck[]): string =>
  indent(
    `# Subtest: ${name}\n${checks.map((check, index) => drawCheck(check, index + 1)).join('')}1..${checks.length}\n`,
    4,
  )

const drawRow = (row: Row, number: number): string => {
  const name = describe(`${nameOf(row)} (${markText(row.points, row.maxPoints)})`)
  if (row.standing === 'missing') return `ok ${number} - ${name} # SKIP nothing handed in\n`
  const checks = row.record?.checks ?? []
  if (!isJudged(row) || checks.length === 0) {
    const message = safeText(row.record?.problem ?? standingMeans[row.standing], { multiline: false })
    return `not ok ${number} - ${name}\n${yamlBlock({ message, severity: 'error', outcome: row.standing })}`
  }
  const isOk = checks.every(({ status }) => status === 'pass' || status === 'skipped')
  return `${drawSubtest(name, checks)}${isOk ? 'ok' : 'not ok'} ${number} - ${name}\n`
}

/**
 * The class as TAP 14 (testanything.org/tap-version-14-specification.html): a test point for each student, with a
 * subtest of the checks. `severity` parts what failed from what could not be judged.
 */
export function renderTap(results: ClassResults): string {
  const rows = readRows(results)
  const plan =
    rows.length === 0 ? '1..0 # nobody is on the roster, and nothing was handed in' : `1..${rows.length}`
  return `TAP version 14\n${plan}\n${rows.map((row, index) => drawRow(row, index + 1)).join('')}`
}
