import { LabError } from '../lab-error.ts'
import { askYesNo } from './ask.ts'
import type { Call } from './command.ts'
import type { Terminal } from './terminal.ts'

/**
 * Whether something is meant: `--yes` says so, or the student is asked, for whom No is what Enter means. LabError
 * `yes-missing` where nobody can be asked; `consequence` says then what would have happened.
 */
export async function makeSure(
  question: string,
  consequence: string,
  { options }: Call,
  terminal: Pick<Terminal, 'interactive'>,
): Promise<boolean> {
  if (options['yes'] === true) return true
  if (!terminal.interactive || options['json'] === true)
    throw new LabError('usage', 'yes-missing', consequence, 'Say --yes if that is meant.')
  return askYesNo(question, terminal, { initial: false })
}
