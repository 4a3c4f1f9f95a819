import type { Lab } from '../course/lab.ts'
import { LabError } from '../lab-error.ts'
import { findLabWorld, startLabWorld, type LabWorld } from '../session/lab-world.ts'
import { endWorld } from '../world/end-world.ts'
import { askYesNo } from './ask.ts'
import type { Call, Setting } from './command.ts'

/**
 * A new world for a lab. One that runs is thrown away, which the student is asked about before; undefined when he
 * keeps it. `--yes` does not ask; LabError `lab-runs` where nobody can be asked.
 */
export async function freshWorld(
  lab: Lab,
  call: Call,
  { places, terminal }: Setting,
): Promise<LabWorld | undefined> {
  const running = findLabWorld(places, lab)
  if (running && call.options['yes'] !== true) {
    if (!terminal.interactive || call.options['json'] === true)
      throw new LabError(
        'usage',
        'lab-runs',
        `Lab ${lab.id} runs, and its host would be thrown away with all that is on it.`,
        'Say --yes if that is meant.',
      )
    if (!(await askYesNo(`Throw away the host of lab ${lab.id} and all that is on it?`, terminal)))
      return undefined
  }
  if (running) await endWorld(running)
  const world = await startLabWorld(places, lab)
  if (world.fresh) return world
  throw new LabError(
    'cannotRun',
    'lab-taken',
    `Another command has started lab ${lab.id} meanwhile.`,
    `Come to it: lab start ${lab.id}`,
  )
}
