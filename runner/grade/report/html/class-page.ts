import type { ClassResults } from '../../result.ts'
import { isJudged, readRows } from '../read-rows.ts'
import { drawClassTable, type PlacedRow } from './class-table.ts'
import { drawClusters } from './cluster-list.ts'
import { drawImportNotes } from './import-notes.ts'
import { html } from './markup.ts'
import { renderPage } from './page.ts'
import { drawRates } from './rate-table.ts'
import { drawStudent } from './student-section.ts'
import { drawEnvironment, drawPicture, drawSummary } from './summary.ts'

/** The whole class on one page that stands alone, for the instructor: it tells what students must not see. */
export function renderClassPage(results: ClassResults): string {
  const rows = readRows(results).map((row, index): PlacedRow => ({ ...row, anchor: `student-${index + 1}` }))
  const judged = rows.filter(isJudged).length
  const title = `Lab ${results.lab.id}: ${results.lab.title}`
  const body = html`<a class="skip" href="#class">To the table of the class</a>
    <header>
      <h1>${title}</h1>
      ${drawEnvironment(results)}
      <nav aria-label="Parts of this page">
        <ul>
          <li><a href="#points">Points</a></li>
          <li><a href="#class">Class</a></li>
          <li><a href="#mistakes">Common mistakes</a></li>
          <li><a href="#checks">Checks</a></li>
          <li><a href="#students">Students</a></li>
        </ul>
      </nav>
    </header>
    <main>
      <section aria-labelledby="summary">
        <h2 id="summary">Summary</h2>
        ${drawSummary(rows)}${drawImportNotes(results)}
      </section>
      <section aria-labelledby="points">
        <h2 id="points">Points</h2>
        ${drawPicture(rows)}
      </section>
      <section id="class" aria-labelledby="class-title">
        <h2 id="class-title">Class</h2>
        ${drawClassTable(rows, results)}
      </section>
      <section aria-labelledby="mistakes">
        <h2 id="mistakes">Common mistakes</h2>
        ${drawClusters(results, rows, judged)}
      </section>
      <section aria-labelledby="checks">
        <h2 id="checks">Checks</h2>
        ${drawRates(results)}
      </section>
      <section aria-labelledby="students">
        <h2 id="students">Students</h2>
        ${rows.map((row) => drawStudent(row, results.lab))}
      </section>
    </main>`
  return renderPage(title, body)
}
