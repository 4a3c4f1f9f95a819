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

/** Yes or no, where no is what happens without a terminal and without a choice. */
export async function askAnyway(question: string, { interactive }: Asker): Promise<boolean> {
  if (!interactive) return false
  const { answer } = (await prompts(
    { type: 'confirm', name: 'answer', message: question, initial: false },
    { onCancel: stopAsking },
  )) as { answer: boolean }
  return answer
}

export interface Choice<Value> {
  title: string
  value: Value
}

const mostShown = 12

/** One of several, by arrow keys or by typing a part of it; undefined where there is no terminal to ask on. */
export async function askChoice<Value>(
  question: string,
  choices: readonly Choice<Value>[],
  { interactive }: Asker,
): Promise<Value | undefined> {
  if (!interactive) return undefined
  const { answer } = (await prompts(
    {
      type: 'autocomplete',
      name: 'answer',
      message: question,
      // Not from 0: prompts takes the title for a value that is falsy.
      choices: choices.map(({ title }, index) => ({ title, value: index + 1 })),
      limit: mostShown,
      suggest: (typed: string, all: { title: string }[]) =>
        Promise.resolve(all.filter(({ title }) => title.toLowerCase().includes(typed.toLowerCase()))),
    },
    { onCancel: stopAsking },
  )) as { answer?: number }
  return choices[(answer ?? 0) - 1]?.value
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
