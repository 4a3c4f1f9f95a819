import type { LabChecks } from '../judge/check.ts'
import type { View } from '../judge/view.ts'
import { LabError } from '../lab-error.ts'
import type { AnswerReply, AnswerRequest } from './protocol.ts'

/** Holds a student's answer against what the host says now. LabError `question-unknown`. */
export function answerQuestion(
  { answers }: Pick<LabChecks, 'answers'>,
  { question, answer }: AnswerRequest,
  view: View,
): AnswerReply {
  const find = answers[question]
  if (!find)
    throw new LabError(
      'usage',
      'question-unknown',
      `The lab has no question “${question}”.`,
      `It has: ${Object.keys(answers).join(', ')}.`,
    )
  const found = find(view)
  if ('cannotTell' in found) return { right: null, cannotTell: found.cannotTell }
  return { right: found.answers.includes(answer.trim().toLowerCase()) }
}
