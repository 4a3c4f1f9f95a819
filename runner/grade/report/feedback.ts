import type { StudentView } from './student-view.ts'
import { lateText, markText, standingMeans } from './words.ts'
import { enumerate } from '../../enumerate.ts'

/** A few sentences for the student beside the mark; nothing in them is the student's own text. */
export function feedbackText({ standing, checks, shown, late, withheld }: StudentView): string {
  const failed = checks.filter(({ status }) => status === 'fail').map(({ title }) => title)
  const sentences = [
    standing === 'graded' ? '' : standingMeans[standing],
    `${markText(shown.points, shown.maxPoints)} points in the checks that are shown.`,
    failed.length > 0 ? `Not so: ${enumerate(failed)}.` : '',
    late === null ? '' : `${lateText(late) ?? ''}.`,
    withheld.later ? 'Further checks are shown after the due date.' : '',
  ]
  return sentences.filter((sentence) => sentence.length > 1).join(' ')
}
