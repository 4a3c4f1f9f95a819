import type { Status } from '../judge/verdict.ts'

/** One fault and what it did to every check. */
export interface MatrixRow {
  fault: string
  verdicts: Record<string, Status>
}

const cells: Record<Status, string> = { pass: '.', fail: 'X', skipped: '-', 'cannot-run': '!' }

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The letter of a check's column, from 0. */
export const columnLetter = (index: number): string => letters[index] ?? '?'

/** What the signs in a kill matrix mean. */
export const matrixLegend = 'X turned red   - waits for a red one   . stays green'

/** The lines of a kill matrix: a row a fault, a column a check. */
export function matrixLines(rows: readonly MatrixRow[]): string[] {
  const checks = Object.keys(rows[0]?.verdicts ?? {})
  const widest = Math.max(...rows.map(({ fault }) => fault.length), 0)
  return [
    `${' '.repeat(widest)}  ${checks.map((_, index) => columnLetter(index)).join(' ')}`,
    ...rows.map(
      ({ fault, verdicts }) =>
        `${fault.padEnd(widest)}  ${checks.map((id) => cells[verdicts[id] ?? 'cannot-run']).join(' ')}`,
    ),
  ]
}

/** The kill matrix as text, with its checks' ids. */
export function drawKillMatrix(rows: readonly MatrixRow[]): string {
  const checks = Object.keys(rows[0]?.verdicts ?? {})
  const legend = checks.map((id, index) => `  ${columnLetter(index)} ${id}`)
  return [...matrixLines(rows), '', ...legend, '', `  ${matrixLegend}`, ''].join('\n')
}
