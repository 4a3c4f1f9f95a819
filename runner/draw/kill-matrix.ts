import type { Status } from '../judge/verdict.ts'

/** One fault and what it did to every check. */
export interface MatrixRow {
  fault: string
  verdicts: Record<string, Status>
}

const cells: Record<Status, string> = { pass: '.', fail: 'X', skipped: '-', 'cannot-run': '!' }

/**
 * The kill matrix as text: a row a fault, a column a check. `X` the fault turned the check red, `-` the check waits for
 * a red one, `.` the check stayed green.
 */
export function drawKillMatrix(rows: readonly MatrixRow[]): string {
  const checks = Object.keys(rows[0]?.verdicts ?? {})
  const widest = Math.max(...rows.map(({ fault }) => fault.length), 0)
  const column = (index: number): string => String.fromCodePoint('a'.codePointAt(0)! + index)
  const head = `${' '.repeat(widest)}  ${checks.map((_, index) => column(index)).join(' ')}`
  const body = rows.map(
    ({ fault, verdicts }) =>
      `${fault.padEnd(widest)}  ${checks.map((id) => cells[verdicts[id] ?? 'cannot-run']).join(' ')}`,
  )
  const legend = checks.map((id, index) => `  ${column(index)} ${id}`)
  return [
    head,
    ...body,
    '',
    ...legend,
    '',
    '  X turned red   - waits for a red one   . stays green',
    '',
  ].join('\n')
}
