import type { ClassResults } from '../../result.ts'
import { findClusters, type Cluster, type TypicalLine } from '../find-clusters.ts'
import type { PlacedRow } from './class-table.ts'
import { html, type Markup } from './markup.ts'
import { drawName, drawRate } from './words.ts'

const drawTypical = ({ text, from, to, count }: TypicalLine, whole: number): Markup => {
  const share = `${count} of ${whole}`
  if (text === null) return html`<p>Typically no line did it (${share}).</p>`
  const where = from === to ? `line ${from}` : `lines ${from} to ${to}`
  return html`<p>Typically ${where} (${share}): <code>${text}</code></p>`
}

const drawCluster = (cluster: Cluster, anchors: ReadonlyMap<string, string>, judged: number): Markup => {
  const { check, rows, sentence, code, typical, status } = cluster
  const verb = status === 'fail' ? 'fail' : 'could not be judged in'
  return html`<li class="card${status === 'cannot-run' ? ' unknown' : null}">
    <p>
      <strong>${rows.length} of ${judged}</strong> ${verb} <strong>${check.title}</strong>
      <code class="soft">${check.id}</code>
    </p>
    ${drawRate(rows.length, judged)}
    <p>${sentence} <code class="soft">${code}</code></p>
    ${status === 'fail' ? drawTypical(typical, rows.length) : null}
    <ul class="who">
      ${rows.map((row) => html`<li><a href="#${anchors.get(row.student) ?? ''}">${drawName(row)}</a></li>`)}
    </ul>
  </li> `
}

const drawCards = (cards: readonly Markup[]): Markup =>
  html`<ul class="cards">
    ${cards}
  </ul>`

/**
 * Which mistakes the class has in common, and behind them those of a single student each; what could not be judged, which
 * is nobody's mistake, comes apart from them.
 */
export function drawClusters(results: ClassResults, rows: readonly PlacedRow[], judged: number): Markup {
  const clusters = findClusters(results)
  const anchors = new Map(rows.map(({ student, anchor }) => [student, anchor]))
  const cards = (choose: (cluster: Cluster) => boolean): Markup[] =>
    clusters.filter(choose).map((one) => drawCluster(one, anchors, judged))
  const shared = cards((one) => one.status === 'fail' && one.rows.length > 1)
  const single = cards((one) => one.status === 'fail' && one.rows.length === 1)
  const unknown = cards((one) => one.status === 'cannot-run')
  return html`${shared.length > 0 ? drawCards(shared) : html`<p>No two have the same.</p>`}
  ${
    single.length === 0
      ? null
      : html`<details>
          <summary>Of one student each: ${single.length}</summary>
          ${drawCards(single)}
        </details>`
  }
  ${
    unknown.length === 0
      ? null
      : html`<h3>Not judged, through no fault of the students</h3>
          ${drawCards(unknown)}`
  }`
}
