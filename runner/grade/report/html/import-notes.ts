import type { ClassResults } from '../../result.ts'
import { canvasTable } from '../canvas-csv.ts'
import { moodleTable } from '../moodle-csv.ts'
import type { Row } from '../read-rows.ts'
import { html, type Markup } from './markup.ts'
import { drawName } from './words.ts'

const drawLeftOut = (file: string, why: string, rows: readonly Row[]): Markup | null =>
  rows.length === 0
    ? null
    : html`<li>
        Left out of ${file}, though marked, as ${why}:
        ${rows.map((row, index) => html`${index === 0 ? null : ', '}${drawName(row)}`)}.
      </li>`

/** Who has a mark that a file for a gradebook cannot tell; nothing when there is nobody. */
export function drawImportNotes(results: ClassResults): Markup | null {
  const moodle = moodleTable(results)
  const canvas = canvasTable(results)
  if (moodle.leftOut.length + canvas.leftOut.length === 0) return null
  const ids = moodle.columns.map(({ header }) => header).join(' and ')
  return html`<ul class="notice">
    ${drawLeftOut('moodle.csv', `the roster does not have their ${ids}`, moodle.leftOut)}
    ${drawLeftOut('canvas.csv', 'the roster does not have them', canvas.leftOut)}
  </ul>`
}
