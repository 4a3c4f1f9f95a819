import { findLab } from '../../course/find-labs.ts'
import { drawStep, drawWalkthrough } from '../../draw/walkthrough.ts'
import { exitCodes } from '../../lab-error.ts'
import { findStep } from '../../session/choose-step.ts'
import { firstWord, type Run } from '../command.ts'
import { printPaged } from '../page.ts'

/** Prints a lab's walkthrough, or one step of it. */
export const run: Run = async (call, { terminal }) => {
  const lab = findLab(firstWord(call))
  const [, step] = call.args
  const text = step === undefined ? drawWalkthrough(lab, terminal) : drawStep(findStep(lab, step), terminal)
  await printPaged(text, terminal)
  return exitCodes.pass
}
