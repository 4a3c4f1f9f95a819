import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { drawBackInGame, drawGamePrompt } from '../../draw/break.ts'
import { exitCodes } from '../../lab-error.ts'
import { gameOn, reportGame } from '../../session/break-game.ts'
import { startLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { findGame } from '../../session/games.ts'
import { openProgress } from '../../session/open-progress.ts'
import { firstWord, type Run } from '../command.ts'
import { firstHost, openShell } from '../student-shell.ts'

/** What a student is told between the walkthrough and the first prompt. */
const farewell = ({ id, steps }: Lab, host: string, fresh: boolean, next: number): string => {
  const step = steps[next]
  return [
    '',
    `You are root on ${host}${fresh ? '' : ' again, as you left it'}. \`exit\` leaves it; the lab goes on until \`lab stop ${id}\`.`,
    step
      ? `You are at step ${step.number} of ${steps.length}: ${step.title}.`
      : `You have done every step; \`lab read ${id}\` ends with what there is to say about it.`,
    `In another terminal: lab read ${id}${step ? ` ${step.number}` : ''} · lab check ${id} · lab hint ${id} · lab shell ${id}`,
    '',
    '',
  ].join('\n')
}

const describe = ({ id }: Lab, { status, fresh }: LabWorld & { fresh: boolean }, host: string): string =>
  `Lab ${id} ${fresh ? 'runs' : 'runs already'}: Docker Engine ${status.engine} on ${host}. Enter it: lab shell ${id}\n`

/** Starts a lab or comes back to it; prints its walkthrough and opens the student's shell on its host. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findLab(firstWord(call))
  const detached = call.options['detach'] === true
  // Drawn while the world boots: loading the Markdown parser takes as long as a good part of that.
  const draw = async (): Promise<string> =>
    (await import('../../draw/walkthrough.ts')).drawWalkthrough(lab, terminal, 'steps')
  let text: string | undefined
  const world = await startLabWorld(places, lab, async () => {
    if (!detached) text = await draw()
  })
  const progress = openProgress(places, lab.id, terminal)
  progress.save()
  const host = firstHost(world)
  const key = gameOn(world.folder)
  const game = key && drawBackInGame(lab, await reportGame(world.client, findGame(progress.current, key)))
  if (detached) {
    terminal.out(`${describe(lab, world, host)}${game ?? ''}`)
    return exitCodes.pass
  }
  const { lacking } = world.status
  const next = lab.steps.findIndex(
    ({ id }) => progress.current.steps[id] === undefined && lacking[id] === undefined,
  )
  if (game !== undefined) terminal.out(`${game}${drawGamePrompt(lab, host)}`)
  else terminal.out(`${text ?? (await draw())}${farewell(lab, host, world.fresh, next)}`)
  await openShell(world, lab, setting)
  return exitCodes.pass
}
