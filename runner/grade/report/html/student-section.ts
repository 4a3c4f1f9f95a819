import { recordName } from '../../record-files.ts'
import type { ClassResults, GradedCheck, Visibility } from '../../result.ts'
import { isJudged } from '../read-rows.ts'
import { viewScript } from '../student-view.ts'
import { lateText, markText, momentText, standingMeans, statusWord } from '../words.ts'
import { drawChecks } from './check-list.ts'
import type { PlacedRow } from './class-table.ts'
import { drawFacts } from './facts.ts'
import { html, type Markup } from './markup.ts'
import { drawScriptEnding } from './script-ending.ts'
import { drawStanding, drawWholeName } from './words.ts'

const seenBy: Record<Visibility, string | undefined> = {
  always: undefined,
  'after-due': 'students see it after the due date',
  never: 'students never see it',
}

const withNote = (check: GradedCheck) => {
  const note = seenBy[check.visibility]
  return note === undefined ? check : { ...check, note }
}

const factsOf = (row: PlacedRow): [string, Markup | string | null][] => {
  const { record } = row
  const file = record?.submission
  return [
    ['Outcome', drawStanding(row.standing)],
    ['Mark', markText(row.points, row.maxPoints)],
    ['Late', lateText(record?.late ?? null)],
    ['Due', row.due === null ? null : momentText(row.due)],
    ['Student', row.student],
    ['Roster id', row.id],
    ['E-mail', row.email],
    ['Submission', file ? html`<code>${file.file}</code> (${file.kind}, ${file.bytes} bytes)` : null],
    ['SHA-256', file ? html`<code>${file.sha256.slice(0, 16)}</code>` : null],
    ['Seed', record?.seed ?? null],
    ['Own page', html`<code>students/${recordName(row.student)}.html</code>`],
  ]
}

const drawNotes = ({ record }: PlacedRow): Markup | null =>
  record === null || record.notes.length === 0
    ? null
    : html`<ul class="notice">
        ${record.notes.map((note) => html`<li>${note}</li>`)}
      </ul>`

/** What passed, in a few lines, and what did not, in full. */
function drawVerdicts(checks: readonly GradedCheck[], lab: ClassResults['lab']): Markup {
  const passed = checks.filter(({ status }) => status === 'pass')
  const others = checks.filter(({ status }) => status !== 'pass').map(withNote)
  const { sign, word } = statusWord('pass')
  return html`<p>
      <span class="status pass"><span class="sign" aria-hidden="true">${sign}</span> ${word}</span>:
      ${passed.length} of ${checks.length} checks
    </p>
    <ul class="who">
      ${passed.map(({ id, title }) => html`<li title="${title}"><code class="soft">${id}</code></li>`)}
    </ul>
    ${drawChecks(others, lab, 'h4')}`
}

/** All that is known of one student, for the instructor. */
export function drawStudent(row: PlacedRow, lab: ClassResults['lab']): Markup {
  const { record } = row
  const problem = record?.problem ?? (row.standing === 'graded' ? null : standingMeans[row.standing])
  return html`<section class="student" id="${row.anchor}" aria-labelledby="${row.anchor}-name">
    <h3 id="${row.anchor}-name">${drawWholeName(row)}</h3>
    ${drawFacts(factsOf(row))}
    ${problem === null ? null : html`<p class="notice">${problem}</p>`}${drawNotes(row)}
    ${record && isJudged(row) ? drawVerdicts(record.checks, lab) : null}
    ${drawScriptEnding(record?.script ? viewScript(record.script) : null)}
    <p class="back"><a href="#class">Back to the class</a></p>
  </section> `
}
