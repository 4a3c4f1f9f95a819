import { existsSync } from 'node:fs'
import { drawResetLab } from '../../draw/tutor-text.ts'
import { exitCodes } from '../../lab-error.ts'
import { startLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { findOwnLab } from '../../session/own-lab.ts'
import { moveTo, whereIs } from '../../session/whereabouts.ts'
import { endWorld } from '../../world/end-world.ts'
import { worldFolder } from '../../world/world-folder.ts'
import { askYesNo } from '../ask.ts'
import { firstWord, type Run } from '../command.ts'

/** Throws a lab's world away and boots a new one; its student is at the first step again. What he has earned stays earned. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findOwnLab(places, firstWord(call), terminal)
  const folder = worldFolder(places, lab.id)
  const sure =
    call.options['yes'] === true ||
    !existsSync(folder.path) ||
    (await askYesNo(`Throw away the host of lab ${lab.id} and all that is on it?`, terminal))
  if (!sure) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  if (existsSync(folder.path)) await endWorld(folder)
  await startLabWorld(places, lab)
  const progress = openProgress(places, lab.id, terminal)
  const [first] = lab.steps
  const was = whereIs(lab, progress.current)
  if (first && was !== first) progress.save((before) => moveTo(before, first.id))
  terminal.out(drawResetLab(lab, was, terminal.width))
  return exitCodes.pass
}
