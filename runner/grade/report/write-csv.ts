import { stringify } from 'csv-stringify/sync'
import { safeText } from '../../observe/safe-text.ts'

/** Null is an empty field. */
export type Cell = string | number | null

/**
 * In countries that write 0,5 a spreadsheet parts fields at `;`, whatever the quotes, and what follows starts a field of
 * its own; `escape_formulas` sees only the first sign of the whole.
 */
const laterFormula = /([;|]\s*)(?=[=+\-@＝＋－＠])/g

const cellOf = (cell: Cell): string | number | null =>
  typeof cell === 'string'
    ? safeText(cell, { multiline: false }).trim().replaceAll(laterFormula, "$1'")
    : cell

/**
 * CSV by RFC 4180 in UTF-8, lines ended by CR LF. No field is more than one line, and none is a formula: a text that a
 * spreadsheet would calculate has an apostrophe before it. `bom` tells Excel that it is UTF-8.
 */
export const writeCsv = (
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { bom = false } = {},
): string =>
  stringify([header.map(cellOf), ...rows.map((row) => row.map(cellOf))], {
    record_delimiter: 'windows',
    escape_formulas: true,
    bom,
  })
