import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { gameInWords, type GameReport } from '../../draw/break.ts'
import { exitCodes } from '../../lab-error.ts'
import { playedGame, reportGame } from '../../session/break-game.ts'
import { findGame } from '../../session/games.ts'
import { findLabWorld, openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { standing, type Progress } from '../../session/progress.ts'
import type { Run, Setting } from '../command.ts'

/** The break game of a world; null when it has none, or one that is not handed over yet. */
async function gameOf(world: LabWorld | undefined, progress: Progress): Promise<GameReport | null> {
  const key = world && playedGame(world.folder)
  return world && key ? reportGame(world.client, findGame(progress, key)) : null
}

async function statusOf(lab: Lab, { places, terminal }: Setting) {
  const { current } = openProgress(places, lab.id, terminal)
  const world = findLabWorld(places, lab) === undefined ? undefined : await openLabWorld(places, lab)
  const next = lab.steps.find(({ id }) => current.steps[id] === undefined)
  return {
    id: lab.id,
    title: lab.title,
    standing: standing(current),
    running: world !== undefined,
    engine: world?.status.engine ?? null,
    hosts: world?.status.hosts.map(({ name, address }) => ({ name, address })) ?? [],
    stepsDone: lab.steps.filter(({ id }) => current.steps[id] !== undefined).map(({ id }) => id),
    nextStep: next ? { id: next.id, number: next.number, title: next.title } : null,
    hints: current.hints,
    solved: current.solved,
    game: await gameOf(world, current),
  }
}

type LabStatus = Awaited<ReturnType<typeof statusOf>>

const describe = (lab: LabStatus): string => {
  const where = lab.running
    ? `runs, Docker Engine ${lab.engine}, ${lab.hosts.map(({ name, address }) => `${name} ${address}`).join(', ')}`
    : 'does not run'
  const next = lab.nextStep ? `next: ${lab.nextStep.number}. ${lab.nextStep.title}` : 'all steps were done'
  return `Lab ${lab.id}, ${lab.title}: ${lab.standing}; ${where}; ${lab.game ? gameInWords(lab.game) : next}\n`
}

/** Which labs run and how far the student is; one lab, or all that were ever begun. */
export const run: Run = async ({ args, options }, setting) => {
  const labs = args[0] === undefined ? labSlugs().map((slug) => readLab(slug)) : [findLab(args[0])]
  const all = await Promise.all(labs.map((lab) => statusOf(lab, setting)))
  const shown =
    args[0] === undefined ? all.filter((lab) => lab.running || lab.standing !== 'not started') : all
  const { out } = setting.terminal
  if (options['json'] === true) out(`${JSON.stringify({ schemaVersion: 1, labs: shown })}\n`)
  else out(shown.length === 0 ? 'No lab has been begun. See `lab list`.\n' : shown.map(describe).join(''))
  return exitCodes.pass
}
