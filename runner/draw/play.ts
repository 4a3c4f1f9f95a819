import type { PlayEvent } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import { createPaint } from './paint.ts'
import { highlightShell } from './shell-highlight.ts'

interface Screen {
  out: (text: string) => void
  colour: boolean
}

const stepTitle = (lab: Lab, id: string): string => {
  const step = lab.steps.find((one) => one.id === id)
  return step ? `${step.number}. ${step.title}` : id
}

/** Shows a script as it is played: each command as the documents show it, and what it prints. */
export function drawPlay(lab: Lab, { out, colour }: Screen): (event: PlayEvent) => void {
  const paint = createPaint(colour)
  const shown: { [Kind in PlayEvent['kind']]: (event: Extract<PlayEvent, { kind: Kind }>) => string } = {
    step: ({ id }) => `\n${paint.bold(stepTitle(lab, id))}\n`,
    command: ({ text }) => `${paint.dim('$')} ${highlightShell(text, paint)}\n`,
    output: ({ text }) => text,
    failed: ({ step, message }) => `${paint.red(`failed at ${step}`)}: ${message}\n`,
    done: () => '',
  }
  return (event) => out((shown[event.kind] as (one: PlayEvent) => string)(event))
}
