import { findLab } from '../../course/find-labs.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { labsKept } from '../../session/archive.ts'
import { forgetLabs } from '../../session/forget.ts'
import type { Call, Run } from '../command.ts'
import { makeSure } from '../make-sure.ts'

/** The labs that are meant; LabError `lab-missing`, `words-wrong`. */
function chosen({ args, options }: Call, kept: string[]): string[] {
  const [wanted] = args
  const all = options['all'] === true
  if (wanted === undefined && !all)
    throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab forget 03, or lab forget --all')
  if (wanted !== undefined && all)
    throw new LabError('usage', 'words-wrong', 'It is either one lab or --all.')
  if (wanted === undefined) return kept
  const { id } = findLab(wanted)
  return kept.filter((lab) => lab === id)
}

/** Takes what is kept of a student's work away, but for a copy. Hosts that run are not touched. */
export const run: Run = async (call, { places, terminal }) => {
  const labs = chosen(call, labsKept(places))
  if (labs.length === 0) {
    terminal.out('Nothing is kept that could be forgotten.\n')
    return exitCodes.pass
  }
  const what = `Your progress, notes and transcript of lab ${labs.join(', ')}`
  if (!(await makeSure(`${what}: forget them?`, `${what} would be taken away.`, call, terminal))) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  const copy = forgetLabs(places, labs, terminal)
  terminal.out(
    copy === undefined
      ? 'Another command has forgotten them already.\n'
      : `${what} are forgotten. A copy is ${copy}\nTo have them back: lab import ${copy}\n`,
  )
  return exitCodes.pass
}
