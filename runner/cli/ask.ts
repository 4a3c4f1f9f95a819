import prompts from 'prompts'
import { LabError } from '../lab-error.ts'
import type { Terminal } from './terminal.ts'

const stopAsking = (): never => {
  throw new LabError('usage', 'interrupted', 'Nothing was changed.')
}

type Asker = Pick<Terminal, 'interactive'>

/**
 * Yes or no; `initial` is what Enter says. Without a terminal nobody can say no, and the answer is yes. Ctrl-C ends the
 * command.
 */
export async function askYesNo(
  question: string,
  { interactive }: Asker,
  { initial = true }: { initial?: boolean } = {},
): Promise<boolean> {
  if (!interactive) return true
  const { answer } = (await prompts(
    { type: 'confirm', name: 'answer', message: question, initial },
    { onCancel: stopAsking },
  )) as { answer: boolean }
  return answer
}

/** A line of text; undefined where there is no terminal to ask on. */
export async function askText(question: string, { interactive }: Asker): Promise<string | undefined> {
  if (!interactive) return undefined
  const { answer } = (await prompts(
    { type: 'text', name: 'answer', message: question },
    { onCancel: stopAsking },
  )) as { answer: string }
  return answer
}
