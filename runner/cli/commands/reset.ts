import { existsSync } from 'node:fs'
import { exitCodes } from '../../lab-error.ts'
import { startLabWorld } from '../../session/lab-world.ts'
import { findOwnLab } from '../../session/own-lab.ts'
import { endWorld } from '../../world/end-world.ts'
import { worldFolder } from '../../world/world-folder.ts'
import { askYesNo } from '../ask.ts'
import { firstWord, type Run } from '../command.ts'

/** Throws a lab's world away and boots a new one. What the student has earned stays earned. */
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
  terminal.out(`Lab ${lab.id} stands anew. Enter it: lab shell ${lab.id}\n`)
  return exitCodes.pass
}
