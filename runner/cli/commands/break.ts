import { randomInt } from 'node:crypto'
import type { Lab } from '../../course/lab.ts'
import { drawBroken, drawGamePrompt, drawReveal, type GameReport } from '../../draw/break.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { beginGame, gameOn, giveUp, reportGame } from '../../session/break-game.ts'
import { openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { findOwnLab } from '../../session/own-lab.ts'
import { cleaningUp } from '../../world/cleaning-up.ts'
import { endWorld } from '../../world/end-world.ts'
import { firstWord, type Call, type Run, type Setting } from '../command.ts'
import { freshWorld } from '../fresh-world.ts'
import { firstHost, openShell } from '../student-shell.ts'

const mostRandom = 9999
const mostSeed = 999_999_999

/** The seed from the command line, or one by chance: short enough to be told. */
function seedOf({ options }: Call): number {
  const { seed: wanted } = options
  if (wanted === undefined) return randomInt(1, mostRandom + 1)
  const seed = Number(wanted)
  if (/^\d+$/.test(String(wanted)) && seed <= mostSeed) return seed
  throw new LabError(
    'usage',
    'seed-wrong',
    `--seed takes a whole number from 0 to ${mostSeed}, not “${String(wanted).slice(0, 40)}”.`,
  )
}

const asJson = ({ id }: Lab, game: GameReport): string =>
  `${JSON.stringify({ schemaVersion: 1, lab: id, game })}\n`

/** Tells the fault of the game that is played. */
async function reveal(lab: Lab, { options }: Call, { places, terminal }: Setting): Promise<number> {
  if (options['seed'] !== undefined)
    throw new LabError(
      'usage',
      'words-wrong',
      '--reveal is about the game that is played: it takes no --seed.',
    )
  const { client, folder } = await openLabWorld(places, lab)
  const key = gameOn(folder)
  if (!key)
    throw new LabError(
      'cannotRun',
      'no-game',
      `Lab ${lab.id} runs, but not as a break game: there is nothing to reveal.`,
      `Begin one: lab break ${lab.id}`,
    )
  const game = await reportGame(client, await giveUp(client, openProgress(places, lab.id, terminal), key))
  terminal.out(options['json'] === true ? asJson(lab, game) : drawReveal(lab, game))
  return exitCodes.pass
}

/** Breaks the lab in a fresh world; a world that is only half broken is ended, whatever the cause. */
async function breakLab(
  lab: Lab,
  world: LabWorld,
  seed: number,
  { places, terminal }: Setting,
): Promise<GameReport> {
  let broken = false
  const work = async (): Promise<GameReport> => {
    const game = await beginGame(world, seed, openProgress(places, lab.id, terminal))
    broken = true
    return reportGame(world.client, game)
  }
  return cleaningUp(work, async () => {
    if (!broken) await endWorld(world.folder, world.id)
  })
}

/** Makes the lab with something wrong in it, for the student to find; or, with `--reveal`, tells what it is. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findOwnLab(places, firstWord(call), terminal)
  if (call.options['reveal'] === true) return reveal(lab, call, setting)
  const seed = seedOf(call)
  const json = call.options['json'] === true
  const world = await freshWorld(lab, call, setting)
  if (!world) {
    terminal.out('Nothing was changed.\n')
    return exitCodes.pass
  }
  if (!json) terminal.out(`Lab ${lab.id} is being made, and broken …\n`)
  const game = await breakLab(lab, world, seed, setting)
  if (json) {
    terminal.out(asJson(lab, game))
    return exitCodes.pass
  }
  terminal.out(drawBroken(lab, game))
  if (call.options['detach'] === true) {
    terminal.out(`Enter it: lab shell ${lab.id}\n`)
    return exitCodes.pass
  }
  terminal.out(drawGamePrompt(lab, firstHost(world)))
  await openShell(world, lab, setting, call.options['plain'] === true)
  return exitCodes.pass
}
