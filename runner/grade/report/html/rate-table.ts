import type { ClassResults } from '../../result.ts'
import { countRates } from '../count-rates.ts'
import { stepTitle } from '../list-checks.ts'
import { html, type Markup } from './markup.ts'
import { drawRate, percent } from './words.ts'

/** How the class did in each check. */
export function drawRates(results: ClassResults): Markup {
  const rows = countRates(results).map(
    ({ check, counts, judged }) =>
      html`<tr>
        <th scope="row">${check.title} <code class="soft">${check.id}</code></th>
        <td>${stepTitle(results.lab, check.step)}</td>
        <td class="number">${counts.pass} of ${judged}</td>
        <td class="number">${percent(counts.pass, judged)}</td>
        <td>${drawRate(counts.pass, judged)}</td>
        <td class="number">${counts.fail}</td>
        <td class="number">${counts.skipped}</td>
        <td class="number">${counts['cannot-run']}</td>
      </tr> `,
  )
  if (rows.length === 0) return html`<p>Nothing was judged.</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label="How the class did in each check">
    <table>
      <caption>
        Of the submissions that were judged. A skipped check waits for another one.
      </caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Step</th>
          <th scope="col" class="number">Pass</th>
          <th scope="col" class="number">Share</th>
          <th scope="col"><span class="unseen">Share as a bar</span></th>
          <th scope="col" class="number">Fail</th>
          <th scope="col" class="number">Skipped</th>
          <th scope="col" class="number">Cannot run</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}
