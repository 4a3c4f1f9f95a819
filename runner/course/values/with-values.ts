import type { Lab, LabStep } from '../lab.ts'
import { fitPicture } from './fit-picture.ts'
import { ownToken, substitution } from './substitute.ts'
import { valuesStep, type OwnValue } from './value.ts'

/** Markdown with a student's own values; pictures, which stand in ```text blocks, keep their shape. */
export function renderText(markdown: string, own: readonly OwnValue[]): string {
  const substitute = substitution(own)
  const become = ownToken(own)
  return markdown
    .split(/^(```text\n[\s\S]*?^```\n?)/m)
    .map((part, index) => (index % 2 === 0 ? substitute(part) : fitPicture(part, become)))
    .join('')
}

/** Values beside what stands for them in the course, as a table of Markdown. */
export const valuesTable = (own: readonly OwnValue[]): string =>
  [
    '| what | yours | in the course |',
    '| --- | --- | --- |',
    ...own.map((one) => `| ${one.kind} | \`${one.value}\` | ${one.default} |`),
  ].join('\n')

/** There is nothing to type in it, the steps before it have them all. */
const ownValuesStep = (
  own: readonly OwnValue[],
  { id, number }: { id: string; number: number },
): LabStep => ({
  id: valuesStep,
  number,
  title: 'Your own values',
  needs: [],
  text: `You have names and numbers of your own in this lab, and the text that you read has them already. In the other steps any
name and any free address is right; here these are asked for:

${valuesTable(own)}

Who has typed the commands as they stand in this text has nothing left to do.`,
  hints: [
    'What runs and has run: `sudo docker ps --all`; networks: `sudo docker network ls`; addresses: `ip addr`, on the host and in\nthe namespaces of the containers.',
    'Each value of the table, where the text has it. Those of somebody else, or of another copy of the text, are not the same.',
    `All commands with your values: \`lab read ${id}\``,
  ],
  commands: [],
})

const renderStep = (step: LabStep, own: readonly OwnValue[]): LabStep => {
  const substitute = substitution(own)
  return {
    ...step,
    title: substitute(step.title),
    text: renderText(step.text, own),
    hints: step.hints.map((hint) => renderText(hint, own)),
    commands: step.commands.map(substitute),
  }
}

/** A lab as a student with these values has it: in all that is read and typed, and with a last step that asks for them. */
export function withValues(lab: Lab, own: readonly OwnValue[]): Lab {
  if (own.length === 0) return lab
  const steps = lab.steps.filter(({ id }) => id !== valuesStep)
  return {
    ...lab,
    own: [...own],
    introduction: renderText(lab.introduction, own),
    steps: [
      ...steps.map((step) => renderStep(step, own)),
      ownValuesStep(own, { id: lab.id, number: steps.length + 1 }),
    ],
    questions: lab.questions.map((question) => ({ ...question, text: renderText(question.text, own) })),
    debrief: renderText(lab.debrief, own),
  }
}
