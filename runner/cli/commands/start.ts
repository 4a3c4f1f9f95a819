import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab, LabStep } from '../../course/lab.ts'
import { drawBackInGame, drawGamePrompt } from '../../draw/break.ts'
import { progressInWords } from '../../draw/progress.ts'
import { drawFarewell, drawHostIsFresh } from '../../draw/tutor-text.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { gameOn, reportGame } from '../../session/break-game.ts'
import { findGame } from '../../session/games.ts'
import { labProgress } from '../../session/lab-progress.ts'
import { startLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress, type OpenProgress } from '../../session/open-progress.ts'
import { moveTo, whereIs } from '../../session/whereabouts.ts'
import { askChoice } from '../ask.ts'
import type { Call, Run, Setting } from '../command.ts'
import { printPaged } from '../page.ts'
import { firstHost, openShell } from '../student-shell.ts'

type StartedWorld = LabWorld & { fresh: boolean }

/** The lab that was named, or chosen from a menu. */
async function chooseLab({ args }: Call, { places, terminal }: Setting): Promise<Lab> {
  const [wanted] = args
  if (wanted !== undefined) return findLab(wanted)
  const choices = labSlugs().map((slug) => {
    const lab = readLab(slug)
    const how = progressInWords(labProgress(lab, openProgress(places, lab.id, terminal).current))
    return { title: `${lab.id}  ${lab.title}  (${how})`, value: lab }
  })
  const lab = await askChoice('Which lab?', choices, terminal)
  if (lab) return lab
  throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab start 03; `lab list` shows them all')
}

const describe = ({ id }: Lab, { status, fresh }: StartedWorld): string =>
  `Lab ${id} ${fresh ? 'runs' : 'runs already'}: Docker Engine ${status.engine} on ${status.hosts[0]?.name ?? 'host1'}. Enter it: lab shell ${id}\n`

/** What is read at the beginning: the introduction for who has not begun, and the step where the student is. */
async function drawBeginning(lab: Lab, step: LabStep | undefined, begun: boolean, { terminal }: Setting) {
  const { drawEnd, drawIntroduction, drawStep, drawWalkthrough } = await import('../../draw/walkthrough.ts')
  if (!terminal.interactive) return drawWalkthrough(lab, terminal, 'steps')
  const introduction = begun ? '' : `${drawIntroduction(lab, terminal)}\n`
  return introduction + (step ? drawStep(step, terminal) : drawEnd(lab, terminal))
}

/** A break game that is played in this world, in words; undefined when there is none. */
async function gameText(
  lab: Lab,
  world: StartedWorld,
  { current }: OpenProgress,
): Promise<string | undefined> {
  const key = gameOn(world.folder)
  return key && drawBackInGame(lab, await reportGame(world.client, findGame(current, key)))
}

/** Starts a lab or comes back to it; shows the step where the student is and opens the shell on the lab's host. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = await chooseLab(call, setting)
  const detached = call.options['detach'] === true
  const progress = openProgress(places, lab.id, terminal)
  const begun = progress.current.at !== undefined || Object.keys(progress.current.steps).length > 0
  const where = whereIs(lab, progress.current)
  // Drawn while the world boots: loading the Markdown parser takes as long as a good part of that.
  let text = ''
  const world = await startLabWorld(places, lab, async () => {
    if (!detached) text = await drawBeginning(lab, where, begun, setting)
  })
  if (!detached && text === '') text = await drawBeginning(lab, where, begun, setting)
  const step = whereIs(lab, progress.current, world.status.lacking)
  progress.save((before) => (detached ? before : moveTo(before, step?.id ?? null)))
  const game = await gameText(lab, world, progress)
  if (detached) {
    terminal.out(`${describe(lab, world)}${game ?? ''}`)
    return exitCodes.pass
  }
  const host = firstHost(world)
  const { width } = terminal
  const stale = begun && world.fresh && step !== undefined && step.number > 1
  if (game !== undefined) terminal.out(`${game}${drawGamePrompt(lab, host)}`)
  else {
    await printPaged(text, terminal)
    const notice = stale ? drawHostIsFresh(lab, step, width) : ''
    terminal.out(`\n${notice}${drawFarewell(lab, { host, fresh: world.fresh, step, width })}`)
  }
  await openShell(world, lab, setting, call.options['plain'] === true)
  return exitCodes.pass
}
