import { labSlugs, readLab } from '../../course/find-labs.ts'
import { drawScores } from '../../draw/scores.ts'
import { exitCodes } from '../../lab-error.ts'
import { allGames, scoreGames } from '../../session/scores.ts'
import type { Run } from '../command.ts'

/** Shows what the student's break games come to. */
export const run: Run = async ({ options }, { places, terminal }) => {
  const scores = scoreGames(allGames(places, terminal))
  if (options['json'] === true) {
    terminal.out(`${JSON.stringify({ schemaVersion: 1, ...scores })}\n`)
    return exitCodes.pass
  }
  const titles = Object.fromEntries(labSlugs().map((slug) => [slug.slice(0, 2), readLab(slug).title]))
  terminal.out(drawScores(scores, titles, terminal))
  return exitCodes.pass
}
