import type { ClassResults } from '../../result.ts'
import { listChecks, type CheckHead } from '../list-checks.ts'
import { isJudged, nameOf, type Row, type Standing } from '../read-rows.ts'
import { lateText, pointsText, standingMeans, statusWord } from '../words.ts'
import { html, type Markup } from './markup.ts'
import { drawName, drawStanding, drawStudentId } from './words.ts'

/** A row, and the place of the student's section in the page. */
export interface PlacedRow extends Row {
  anchor: string
}

interface Order {
  id: 'student' | 'name' | 'points' | 'outcome'
  label: string
  compare: (one: PlacedRow, other: PlacedRow) => number
}

const names = new Intl.Collator('en', { numeric: true })
/** Those who need somebody's attention come first. */
const attention: readonly Standing[] = [
  'ungradable',
  'refused',
  'missing',
  'timed-out',
  'over-limit',
  'graded',
]

const orders: readonly Order[] = [
  { id: 'student', label: 'student', compare: () => 0 },
  { id: 'name', label: 'name', compare: (one, other) => names.compare(nameOf(one), nameOf(other)) },
  {
    id: 'points',
    label: 'points, lowest first',
    compare: (one, other) => (one.points ?? Infinity) - (other.points ?? Infinity) || 0,
  },
  {
    id: 'outcome',
    label: 'outcome',
    compare: (one, other) => attention.indexOf(one.standing) - attention.indexOf(other.standing),
  },
]

const drawChecks = (row: PlacedRow, checks: readonly CheckHead[]): Markup => {
  if (!isJudged(row)) {
    const why = row.record?.problem ?? standingMeans[row.standing]
    return html`<td colspan="${Math.max(1, checks.length)}" class="soft">${why}</td>`
  }
  return html`${checks.map(({ id }) => {
    const check = row.record?.checks.find((one) => one.id === id)
    if (!check) return html`<td class="mark"><span class="unseen">not in this record</span></td>`
    const { sign, word } = statusWord(check.status)
    return html`<td class="mark ${check.status}" title="${word}">
      <span class="sign" aria-hidden="true">${sign}</span><span class="unseen">${word}</span>
    </td>`
  })}`
}

const drawRow = (row: PlacedRow, checks: readonly CheckHead[]): Markup => {
  const points = row.points === null ? html`<span class="soft">no mark</span>` : pointsText(row.points)
  return html`<tr>
    <th scope="row">
      <a href="#${row.anchor}">${drawName(row)}</a>${row.name === null ? null : html` ${drawStudentId(row)}`}
    </th>
    <td>${drawStanding(row.standing)}</td>
    <td class="number">${points}</td>
    <td>${lateText(row.record?.late ?? null)}</td>
    ${drawChecks(row, checks)}
  </tr> `
}

const drawTable = (order: Order, rows: readonly PlacedRow[], checks: readonly CheckHead[]): Markup => {
  const sorted = (...ids: string[]): Markup | null =>
    ids.includes(order.id) ? html` aria-sort="ascending"` : null
  const maxPoints = Math.max(0, ...rows.map((row) => row.maxPoints))
  return html`<div
    class="scroll ordered by-${order.id}"
    tabindex="0"
    role="region"
    aria-label="The class, by ${order.label}"
  >
    <table>
      <caption>
        By ${order.label}.
        ${(['pass', 'fail', 'skipped', 'cannot-run'] as const).map((status) => html`<span class="${status}"><span class="sign">${statusWord(status).sign}</span> ${statusWord(status).word}</span> `)}
      </caption>
      <thead>
        <tr>
          <th scope="col" ${sorted('student', 'name')}>Student</th>
          <th scope="col" ${sorted('outcome')}>Outcome</th>
          <th scope="col" class="number" ${sorted('points')}>Points<br />of ${pointsText(maxPoints)}</th>
          <th scope="col">Late</th>
          ${checks.map(({ id, title }) => html`<th scope="col" class="tall" title="${title}"><span>${id}</span></th>`)}${checks.length === 0 ? html`<th scope="col">Checks</th>` : null}
        </tr>
      </thead>
      <tbody>
        ${[...rows].sort(order.compare).map((row) => drawRow(row, checks))}
      </tbody>
    </table>
  </div> `
}

/** The table of the class, once in each order; which one is seen is chosen without a script. */
export function drawClassTable(rows: readonly PlacedRow[], results: ClassResults): Markup {
  const checks = listChecks(results)
  const choices = orders.map(
    ({ id, label }) =>
      html`<label
        ><input type="radio" name="order" id="by-${id}" ${id === 'student' ? html` checked` : null} />
        ${label}</label
      >`,
  )
  return html`<fieldset>
      <legend>Order by</legend>
      ${choices}
    </fieldset>
    ${orders.map((order) => drawTable(order, rows, checks))}`
}
