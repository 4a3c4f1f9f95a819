import { findLab } from '../../course/find-labs.ts'
import type { Lab, Question } from '../../course/lab.ts'
import { renderMarkdown } from '../../draw/markdown.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { hasGame } from '../../session/break-game.ts'
import { openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { askText } from '../ask.ts'
import { firstWord, type Run, type Setting } from '../command.ts'

function findQuestion(lab: Lab, wanted: string): Question {
  const found = lab.questions.find(({ id }) => id === wanted)
  if (found) return found
  throw new LabError(
    'usage',
    'question-unknown',
    `Lab ${lab.id} has no question “${wanted.slice(0, 40)}”.`,
    `Its questions: ${lab.questions.map(({ id }) => id).join(', ')}.`,
  )
}

/** Holds one answer against the student's host, says how it was, and remembers a right one; of a break game it does not. */
async function judge(
  { client, folder }: LabWorld,
  lab: Lab,
  question: string,
  answer: string,
  { places, terminal }: Setting,
): Promise<boolean> {
  const reply = await client.answer({ question, answer })
  if (reply.right === null)
    throw new LabError(
      'cannotRun',
      'answer-unknown',
      `Nobody can tell yet: ${reply.cannotTell}.`,
      'Do the steps first.',
    )
  if (reply.right && !hasGame(folder)) {
    const { save } = openProgress(places, lab.id, terminal)
    save((current) => ({ ...current, answers: [...new Set([...current.answers, question])] }))
  }
  terminal.out(reply.right ? 'Right.\n' : 'Your host says otherwise.\n')
  return reply.right
}

/** Shows a lab's questions, asks them on a terminal, or takes an answer from the command line. */
export const run: Run = async (call, setting) => {
  const { terminal, places } = setting
  const lab = findLab(firstWord(call))
  const [, wanted, ...words] = call.args
  const questions = wanted === undefined ? lab.questions : [findQuestion(lab, wanted)]
  if (call.options['json'] === true) {
    const answered = openProgress(places, lab.id, terminal).current.answers
    terminal.out(
      `${JSON.stringify({ schemaVersion: 1, lab: lab.id, questions: questions.map(({ id, text }) => ({ id, text, answered: answered.includes(id) })) })}\n`,
    )
    return exitCodes.pass
  }
  let allRight = true
  for (const { id, text } of questions) {
    terminal.out(`${renderMarkdown(`**${id}**: ${text}`, { ...terminal, ascii: !terminal.unicode })}\n`)
    const answer = words.length > 0 ? words.join(' ') : await askText('Your answer', terminal)
    if (answer === undefined) continue
    const world = await openLabWorld(places, lab)
    allRight = (await judge(world, lab, id, answer, setting)) && allRight
  }
  return allRight ? exitCodes.pass : exitCodes.failed
}
