import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { gameInWords, type GameReport } from '../../draw/break.ts'
import { drawProgress, whereInWords } from '../../draw/progress.ts'
import { exitCodes } from '../../lab-error.ts'
import { playedGame, reportGame } from '../../session/break-game.ts'
import { findGame } from '../../session/games.ts'
import { labProgress } from '../../session/lab-progress.ts'
import { reachLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { asOwn } from '../../session/own-lab.ts'
import type { Progress } from '../../session/progress.ts'
import type { Run, Setting } from '../command.ts'

/** The break game of a world; null when it has none, or one that is not handed over yet. */
async function gameOf(world: LabWorld | undefined, progress: Progress): Promise<GameReport | null> {
  const key = world && playedGame(world.folder)
  return world && key ? reportGame(world.client, findGame(progress, key)) : null
}

async function statusOf(course: Lab, { places, terminal }: Setting) {
  const lab = asOwn(places, course, terminal)
  const { current } = openProgress(places, lab.id, terminal)
  const world = await reachLabWorld(places, lab)
  const progress = labProgress(lab, current)
  const next = lab.steps.find(({ id }) => current.steps[id] === undefined)
  const json = {
    id: lab.id,
    title: lab.title,
    standing: progress.standing,
    running: world !== undefined,
    engine: world?.status.engine ?? null,
    hosts: world?.status.hosts.map(({ name, address }) => ({ name, address })) ?? [],
    stepsDone: progress.done.map(({ id }) => id),
    at: progress.at,
    nextStep: next ? { id: next.id, number: next.number, title: next.title } : null,
    hints: current.hints,
    solved: current.solved,
    passedOver: progress.passedOver.map(({ id }) => id),
    game: await gameOf(world, current),
  }
  return { json, progress }
}

type LabStatus = Awaited<ReturnType<typeof statusOf>>

const describe = ({ json: lab, progress }: LabStatus): string => {
  const where = lab.running
    ? `runs, Docker Engine ${lab.engine}, ${lab.hosts.map(({ name, address }) => `${name} ${address}`).join(', ')}`
    : 'does not run'
  const at = lab.game ? gameInWords(lab.game) : whereInWords(progress)
  return `Lab ${lab.id}, ${lab.title}: ${lab.standing}; ${where}; ${at}\n`
}

/** Which labs run and how far the student is; one lab, or all that were ever begun. */
export const run: Run = async ({ args, options }, setting) => {
  const labs = args[0] === undefined ? labSlugs().map((slug) => readLab(slug)) : [findLab(args[0])]
  const all = await Promise.all(labs.map((lab) => statusOf(lab, setting)))
  const shown =
    args[0] === undefined ? all.filter(({ json }) => json.running || json.standing !== 'not started') : all
  const { out } = setting.terminal
  if (options['json'] === true)
    out(`${JSON.stringify({ schemaVersion: 1, labs: shown.map(({ json }) => json) })}\n`)
  else if (shown.length === 0) out('No lab has been begun. See `lab list`.\n')
  else
    for (const lab of shown) out(`${describe(lab)}${args[0] === undefined ? '' : drawProgress(lab.progress)}`)
  return exitCodes.pass
}
