import { findLab } from '../../course/find-labs.ts'
import { drawStep } from '../../draw/walkthrough.ts'
import { exitCodes } from '../../lab-error.ts'
import { openProgress } from '../../session/open-progress.ts'
import { moveTo, whereIs } from '../../session/whereabouts.ts'
import { firstWord, type Run } from '../command.ts'
import { printPaged } from '../page.ts'

/** Goes back to the step before, to read it again; nothing on the host changes, and nothing earned is lost. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const progress = openProgress(places, lab.id, terminal)
  const at = whereIs(lab, progress.current)
  const number = at ? at.number - 1 : lab.steps.length
  const step = lab.steps[number - 1]
  if (!step) {
    terminal.out('This is the first step.\n')
    return exitCodes.pass
  }
  progress.save((before) => moveTo(before, step.id))
  await printPaged(`\n${drawStep(step, terminal)}`, terminal)
  return exitCodes.pass
}
