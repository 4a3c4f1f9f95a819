import { findLab } from '../../course/find-labs.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { endWorld } from '../../world/end-world.ts'
import { allWorlds, isBeingMade, worldInit } from '../../world/find-worlds.ts'
import { worldFolder } from '../../world/world-folder.ts'
import { existsSync } from 'node:fs'
import type { Run } from '../command.ts'
import { enumerate } from '../../enumerate.ts'

const say = (ended: string[]): string => {
  if (ended.length === 0) return 'Nothing was running.'
  return ended.length === 1 ? `Lab ${ended[0]} has ended.` : `Labs ${enumerate(ended)} have ended.`
}

/** Ends labs: one, or all that run. A lab that does not run is no error. */
export const run: Run = async ({ args, options }, { places, terminal }) => {
  const [wanted] = args
  if (wanted === undefined && options['all'] !== true)
    throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab stop 03, or lab stop --all')
  const folders =
    wanted === undefined
      ? allWorlds(places).filter(({ name }) => /^\d\d$/.test(name))
      : [worldFolder(places, findLab(wanted).id)]
  const present = folders.filter(({ path }) => existsSync(path))
  const ended = present
    .filter((folder) => worldInit(folder) !== undefined || isBeingMade(folder))
    .map(({ name }) => name)
  await Promise.all(present.map((folder) => endWorld(folder)))
  terminal.out(`${say(ended)}\n`)
  return exitCodes.pass
}
