import type { Lab, LabStep } from '../course/lab.ts'
import { renderMarkdown } from './markdown.ts'

interface WalkthroughStyle {
  width: number
  colour: boolean
  unicode: boolean
}

const draw = (markdown: string, { width, colour, unicode }: WalkthroughStyle): string =>
  `${renderMarkdown(markdown, { width, colour, hyperlinks: colour, ascii: !unicode })}\n`

/** One step as the student reads it; its hints stay hidden. */
export const drawStep = (step: LabStep, style: WalkthroughStyle): string =>
  draw(`## ${step.number}. ${step.title}\n\n${step.text}`, style)

/** A whole walkthrough for the terminal; `upTo: 'steps'` leaves out the questions and the debrief, which look back. */
export function drawWalkthrough(lab: Lab, style: WalkthroughStyle, upTo: 'steps' | 'end' = 'end'): string {
  const steps = [drawIntroduction(lab, style), ...lab.steps.map((step) => drawStep(step, style))]
  return [...steps, ...(upTo === 'end' ? lookBack(lab, style) : [])].join('\n')
}

/** The title and the introduction, without any step. */
export const drawIntroduction = (lab: Lab, style: WalkthroughStyle): string =>
  draw(`# Lab ${lab.id}: ${lab.title}\n\n${lab.introduction}`, style)

/** What comes after the last step: the questions, and what to remember. */
export const drawEnd = (lab: Lab, style: WalkthroughStyle): string => lookBack(lab, style).join('\n')

const lookBack = (lab: Lab, style: WalkthroughStyle): string[] => {
  const questions = lab.questions
    .map(({ id, text }) => `- **${id}**: ${text.replaceAll('\n', '\n  ')}`)
    .join('\n')
  return [
    ...(questions === ''
      ? []
      : [draw(`## Questions\n\n${questions}\n\nAnswer them with \`lab ask ${lab.id}\`.`, style)]),
    ...(lab.debrief === '' ? [] : [draw(`## Debrief\n\n${lab.debrief}`, style)]),
  ]
}
