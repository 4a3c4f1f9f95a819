import { labSlugs, readLab } from '../../course/find-labs.ts'
import { exitCodes } from '../../lab-error.ts'
import { progressInWords } from '../../draw/progress.ts'
import { drawTable } from '../../draw/table.ts'
import { hasGame } from '../../session/break-game.ts'
import { labProgress } from '../../session/lab-progress.ts'
import { findLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import type { Run } from '../command.ts'

/** Which labs run: in a line of its own, as a table of 80 columns has no place for it. */
function runningInWords(labs: readonly { id: string; running: boolean; game: boolean }[]): string {
  const running = labs.filter((lab) => lab.running)
  const named = running.map(({ id, game }) => (game ? `${id} (break game)` : id))
  return running.length === 0 ? '' : `Running: ${named.join(', ')}\n`
}

/** The course, with how far the student is in each lab. */
export const run: Run = async ({ options }, { places, terminal }) => {
  const labs = labSlugs().map((slug) => {
    const lab = readLab(slug)
    const { id, title, summary, minutes, needs } = lab
    const progress = labProgress(lab, openProgress(places, id, terminal).current)
    const world = findLabWorld(places, { id })
    return {
      id,
      slug,
      title,
      summary,
      minutes,
      needs,
      progress,
      running: world !== undefined,
      game: world !== undefined && hasGame(world),
    }
  })
  if (options['json'] === true) {
    const shown = labs.map(({ progress: { standing, steps, done, at }, ...lab }) => ({
      ...lab,
      steps,
      stepsDone: done.length,
      at,
      standing,
    }))
    terminal.out(`${JSON.stringify({ schemaVersion: 1, labs: shown })}\n`)
    return exitCodes.pass
  }
  const rows = labs.map((lab) => [lab.id, lab.title, `${lab.minutes} min`, progressInWords(lab.progress)])
  terminal.out(
    `${drawTable(['lab', 'title', 'time', 'you'], rows, terminal)}\n\n${runningInWords(labs)}Begin: lab start ${labs[0]?.id ?? '03'}\n`,
  )
  return exitCodes.pass
}
