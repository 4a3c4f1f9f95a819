import type { ClassResults } from '../../result.ts'
import { distributionText, drawDistribution } from '../draw-distribution.ts'
import { readDistribution } from '../read-distribution.ts'
import type { Row, Standing } from '../read-rows.ts'
import { momentText, pointsText, standingMeans } from '../words.ts'
import { html, Markup } from './markup.ts'
import { drawStanding } from './words.ts'

const standings: readonly Standing[] = [
  'graded',
  'timed-out',
  'over-limit',
  'refused',
  'ungradable',
  'missing',
]

const fact = (name: Markup | string, value: string | number): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

/** How many there are of each standing, and the points of those who have any. */
export function drawSummary(rows: readonly Row[]): Markup {
  const count = (standing: Standing): number => rows.filter((row) => row.standing === standing).length
  const there = standings.filter((standing) => count(standing) > 0)
  const points = readDistribution(rows)
  const figures = points && [
    fact('mean', pointsText(points.mean)),
    fact('median', pointsText(points.median)),
    fact('lowest to highest', `${pointsText(points.lowest)} to ${pointsText(points.highest)}`),
  ]
  const without = there.filter((standing) => standing !== 'graded')
  return html`<dl class="facts">
      ${there.map((standing) => fact(drawStanding(standing), count(standing)))}${figures}
    </dl>
    <ul>
      ${without.map((standing) => html`<li>${drawStanding(standing)}: ${standingMeans[standing]}</li>`)}
    </ul>`
}

/** The picture of the points, with its figures as text under it. */
export function drawPicture(rows: readonly Row[]): Markup {
  const points = readDistribution(rows)
  if (points === null) return html`<p>Nobody has a mark yet.</p>`
  const others = rows.length - points.count
  const left =
    others > 0
      ? ` ${others} ${others === 1 ? 'has' : 'have'} no mark and ${others === 1 ? 'is' : 'are'} not in it.`
      : ''
  return html`<figure>
      <div class="picture" tabindex="0" role="group" aria-label="Picture of the points">
        ${new Markup(drawDistribution(points))}
      </div>
      <figcaption class="soft">The points of ${points.count}.${left}</figcaption>
    </figure>
    <details>
      <summary>The same in figures</summary>
      <p>${distributionText(points)}.</p>
    </details>`
}

/** What graded the class, once for each that did. */
export function drawEnvironment({ records, gradedAt }: ClassResults): Markup {
  const texts = records.map(
    ({ environment }) =>
      `vethlab ${environment.vethlab}, engine ${environment.engine}, kernel ${environment.kernel}`,
  )
  return html`<p class="soft">
    Graded ${momentText(gradedAt)} with ${[...new Set(texts)].join('; ') || 'nothing to grade'}.
  </p>`
}
