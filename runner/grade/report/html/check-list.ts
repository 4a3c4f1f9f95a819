import type { Evidence } from '../../../judge/verdict.ts'
import { safeText } from '../../../observe/safe-text.ts'
import { saysIt } from '../../draw-explanation.ts'
import type { ClassResults } from '../../result.ts'
import { groupBy } from '../group-by.ts'
import { stepTitle } from '../list-checks.ts'
import type { CheckView } from '../student-view.ts'
import { pointsText, statusWord } from '../words.ts'
import { html, lines, type Markup } from './markup.ts'

/** A check to be shown; `note` is said beside its title. */
export interface ShownCheck extends CheckView {
  note?: string
}

const evidenceText = ({ command, output, truncated }: Evidence): string =>
  `$ ${safeText(command, { multiline: false })}\n${output || '(nothing)'}${truncated ? '\n… cut' : ''}`

const drawEvidence = ({ evidence }: ShownCheck): Markup | null =>
  evidence.length === 0
    ? null
    : html`<details>
        <summary>What was looked at</summary>
        ${evidence.map((one) => html`<pre><code>${lines(evidenceText(one))}</code></pre>`)}
      </details>`

/** Why, in one or two sentences: the attribution mostly tells the diagnosis, too. */
const drawWhy = ({ status, diagnosis, attribution }: ShownCheck): Markup => {
  if (status === 'skipped') return html`<p class="soft">${diagnosis?.text ?? null}</p>`
  const isTold = diagnosis === null || saysIt(attribution, diagnosis.text)
  return html`${isTold ? null : html`<p class="why">${diagnosis.text}</p>`}
  ${attribution === null ? null : html`<p class="why">${attribution}</p>`}`
}

const drawReasons = (check: ShownCheck): Markup | null => {
  if (check.status === 'pass') return null
  if (check.status === 'skipped') return drawWhy(check)
  return html`${drawWhy(check)}
    <dl>
      <dt>expected</dt>
      <dd>${check.expected}</dd>
      <dt>actual</dt>
      <dd>${check.actual}</dd>
    </dl>
    ${drawEvidence(check)}`
}

const drawCheck = (check: ShownCheck): Markup => {
  const { sign, word } = statusWord(check.status)
  const points = check.status === 'cannot-run' ? 'not counted' : pointsText(check.points)
  return html`<li class="check is-${check.status}">
    <p>
      <span class="status ${check.status}"><span class="sign" aria-hidden="true">${sign}</span> ${word}</span>
      ${check.title} <code class="soft">${check.id}</code>
      <span class="soft"
        >${points} of
        ${pointsText(check.maxPoints)}${check.note === undefined ? null : `; ${check.note}`}</span
      >
    </p>
    ${drawReasons(check)}
  </li> `
}

/** Checks under the titles of their steps; `heading` is the rank of those titles. */
export function drawChecks(
  checks: readonly ShownCheck[],
  lab: ClassResults['lab'],
  heading: 'h2' | 'h4',
): Markup {
  const steps = [...groupBy(checks, ({ step }) => step)]
  return html`${steps.map(([step, all]) => {
    const title = stepTitle(lab, step)
    const list = html`<ul>
      ${all.map(drawCheck)}
    </ul>`
    return heading === 'h2'
      ? html`<h2>${title}</h2>
          ${list}`
      : html`<h4>${title}</h4>
          ${list}`
  })}`
}
