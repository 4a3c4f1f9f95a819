import type { StudentView } from '../student-view.ts'
import { lateText, markText, standingMeans } from '../words.ts'
import { drawChecks } from './check-list.ts'
import { drawFacts } from './facts.ts'
import { html, type Markup } from './markup.ts'
import { renderPage } from './page.ts'
import { drawScriptEnding } from './script-ending.ts'
import { drawName, drawStanding } from './words.ts'

const pointsOf = ({ mark, shown, checks }: StudentView): [string, string][] => {
  if (mark !== null) return [['Mark', markText(mark.points, mark.maxPoints)]]
  return checks.length === 0 ? [] : [['Points in what is shown', markText(shown.points, shown.maxPoints)]]
}

const factsOf = (view: StudentView): [string, Markup | string | null][] => [
  ['Student', drawName(view)],
  ['Outcome', drawStanding(view.standing)],
  ...pointsOf(view),
  ['Late', lateText(view.late)],
]

/** What it means that a submission was not simply graded; a broken limit tells that itself. */
const standingNotices = ({ standing, problem }: StudentView): string[] => {
  if (standing === 'graded') return []
  const isLimit = standing === 'timed-out' || standing === 'over-limit'
  if (problem === null) return [standingMeans[standing]]
  return isLimit ? [problem] : [standingMeans[standing], problem]
}

const noticesOf = (view: StudentView): string[] => [
  ...standingNotices(view),
  ...(view.withheld.later ? ['Further checks are shown here after the due date.'] : []),
  ...(view.withheld.never ? ['More checks count than are shown here.'] : []),
]

/** A student's own page, which tells what the student may know and nothing else. */
export function renderStudentPage(view: StudentView): string {
  const title = `Lab ${view.lab.id}: ${view.lab.title}`
  const notices = noticesOf(view)
  const body = html`<main>
    <h1>${title}</h1>
    ${drawFacts(factsOf(view))}
    ${
      notices.length === 0
        ? null
        : html`<ul class="notice">
            ${notices.map((notice) => html`<li>${notice}</li>`)}
          </ul>`
    }
    <div class="steps">${drawChecks(view.checks, view.lab, 'h2')}</div>
    ${drawScriptEnding(view.script)}
  </main>`
  return renderPage(title, body)
}
