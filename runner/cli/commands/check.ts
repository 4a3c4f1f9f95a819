import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { drawGame, type GameReport } from '../../draw/break.ts'
import type { GameScore } from '../../draw/scores.ts'
import { renderReport } from '../../draw/report.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import type { LabReport } from '../../judge/verdict.ts'
import { gameOn, recordCheck, reportGame } from '../../session/break-game.ts'
import type { GameKey } from '../../session/games.ts'
import { openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress, type OpenProgress } from '../../session/open-progress.ts'
import { allGames, scoreGame } from '../../session/scores.ts'
import { recordReport } from '../../session/progress.ts'
import { firstWord, type Run, type Setting } from '../command.ts'

const longestWait = 3600

/** Seconds from the command line to milliseconds. */
function waitMs(option: string | boolean | undefined): number {
  if (option === undefined) return 0
  const seconds = Number(option)
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= longestWait) return seconds * 1000
  throw new LabError(
    'usage',
    'wait-wrong',
    `--wait takes seconds from 0 to ${longestWait}, not “${String(option)}”.`,
  )
}

/** Notes a report where it belongs: what is mended in a break game does not earn the lab. */
async function record(
  { client }: LabWorld,
  key: GameKey | undefined,
  progress: OpenProgress,
  report: LabReport,
): Promise<GameReport | undefined> {
  if (key) return reportGame(client, await recordCheck(client, progress, key, report))
  progress.save((current) => recordReport(current, report, Date.now()))
  return undefined
}

/** What a game counts for that has been mended. */
const scored = ({ id }: Lab, game: GameReport, { places, terminal }: Setting): GameScore | undefined =>
  game.mendedAt === null ? undefined : scoreGame(allGames(places, terminal), id, game)

/** Judges a started lab as it is now, and notes what has become true. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findLab(firstWord(call))
  const json = call.options['json'] === true
  const wait = waitMs(call.options['wait'])
  const world = await openLabWorld(places, lab)
  const key = gameOn(world.folder)
  const report = await world.client.check({ waitMs: wait, evidence: json ? 'all' : 'failed' })
  const game = await record(world, key, openProgress(places, lab.id, terminal), report)
  const text = json
    ? `${JSON.stringify(game ? { ...report, game } : report)}\n`
    : renderReport(report, { ...terminal, evidence: call.options['evidence'] === true })
  terminal.out(text)
  if (game && !json) terminal.out(`\n${drawGame(lab, game, scored(lab, game, setting))}`)
  return report.status === 'pass' ? exitCodes.pass : exitCodes.failed
}
