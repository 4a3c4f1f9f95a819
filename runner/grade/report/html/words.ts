import { shorten } from '../../../draw/shorten.ts'
import { nameOf, type Row, type Standing } from '../read-rows.ts'
import { standingWord } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** A standing as sign and word. */
export const drawStanding = (standing: Standing): Markup => {
  const { sign, word } = standingWord(standing)
  return html`<span class="outcome ${standing}"
    ><span class="sign" aria-hidden="true">${sign}</span> ${word}</span
  >`
}

/** Columns of a name that stands among others. */
const longestName = 48

/** A name from anywhere: not too long, and not turning the text around it. */
export const drawName = (row: Pick<Row, 'name' | 'student'>): Markup =>
  html`<bdi>${shorten(nameOf(row), longestName) || '(no name)'}</bdi>`

/** The same, however long. */
export const drawWholeName = (row: Pick<Row, 'name' | 'student'>): Markup =>
  html`<bdi>${nameOf(row) || '(no name)'}</bdi>`

/** What a student is called here, beside a name. */
export const drawStudentId = ({ student }: Pick<Row, 'student'>): Markup =>
  html`<bdi class="soft">${shorten(student, longestName)}</bdi>`

export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`

/** A bar as long as a share of the whole; who does not see it has the figures beside it. */
export const drawRate = (part: number, whole: number): Markup => {
  const width = whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10
  return html`<svg class="rate" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect width="${width}" height="6" />
  </svg>`
}
