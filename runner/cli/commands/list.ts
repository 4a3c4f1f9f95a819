import { labSlugs, readLab } from '../../course/find-labs.ts'
import { exitCodes } from '../../lab-error.ts'
import { drawTable } from '../../draw/table.ts'
import { hasGame } from '../../session/break-game.ts'
import { findLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { standing } from '../../session/progress.ts'
import type { Run } from '../command.ts'

/** The course, with how far the student is in each lab. */
export const run: Run = async ({ options }, { places, terminal }) => {
  const labs = labSlugs().map((slug) => {
    const { id, title, summary, minutes, needs, steps } = readLab(slug)
    const progress = openProgress(places, id, terminal).current
    const world = findLabWorld(places, { id })
    return {
      id,
      slug,
      title,
      summary,
      minutes,
      needs,
      steps: steps.length,
      stepsDone: Object.keys(progress.steps).length,
      standing: standing(progress),
      running: world !== undefined,
      game: world !== undefined && hasGame(world),
    }
  })
  if (options['json'] === true) {
    terminal.out(`${JSON.stringify({ schemaVersion: 1, labs })}\n`)
    return exitCodes.pass
  }
  const rows = labs.map((lab) => [
    lab.id,
    lab.title,
    `${lab.minutes} min`,
    `${lab.standing}${lab.game ? ', break game' : lab.running ? ', running' : ''}`,
  ])
  terminal.out(
    `${drawTable(['lab', 'title', 'time', 'you'], rows, terminal)}\n\nBegin: lab start ${labs[0]?.id ?? '03'}\n`,
  )
  return exitCodes.pass
}
