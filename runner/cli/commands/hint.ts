import { findLab } from '../../course/find-labs.ts'
import { renderMarkdown } from '../../draw/markdown.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { currentStep, findStep } from '../../session/choose-step.ts'
import { gameOn } from '../../session/break-game.ts'
import { findGame, withGame, withHint } from '../../session/games.ts'
import { findLabWorld, openLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import type { Lab, LabStep } from '../../course/lab.ts'
import { firstWord, type Call, type Run, type Setting } from '../command.ts'

/** The step that was named, or the one the student is at, which only the running lab can tell. */
async function stepOf(lab: Lab, { args }: Call, { places }: Setting): Promise<LabStep | undefined> {
  if (args[1] !== undefined) return findStep(lab, args[1])
  const { client } = await openLabWorld(places, lab)
  return currentStep(lab, await client.check({ waitMs: 0, evidence: 'failed' }))
}

const rungOf = (option: string | boolean | undefined, taken: number, rungs: number): number => {
  if (option === undefined) return Math.min(taken + 1, rungs)
  const rung = Number(option)
  if (Number.isInteger(rung) && rung >= 1 && rung <= rungs) return rung
  throw new LabError(
    'usage',
    'rung-unknown',
    `--rung takes a number from 1 to ${rungs}, not “${String(option)}”.`,
  )
}

/** The rungs that were shown so far, and a way to note one more: each break game has a ladder of its own. */
function openLadder(lab: Lab, { places, terminal }: Setting) {
  const { current, save } = openProgress(places, lab.id, terminal)
  const world = findLabWorld(places, lab)
  const key = world && gameOn(world)
  if (!key) {
    const climb = (step: string, rung: number): void => save((now) => withHint(now, step, rung))
    return { hints: current.hints, climb, game: false }
  }
  const climb = (step: string, rung: number): void =>
    save((now) => withGame(now, withHint(findGame(now, key), step, rung)))
  return { hints: findGame(current, key).hints, climb, game: true }
}

/** After the last rung of a break game: the hints are about making the lab, not about this fault. */
const afterLast = ({ id }: Lab): string =>
  `\nThat was the last hint of this step. To be told what is wrong: lab break ${id} --reveal\n`

/** Shows the next rung of a step's hints, and remembers which were shown. */
export const run: Run = async (call, setting) => {
  const { terminal } = setting
  const lab = findLab(firstWord(call))
  const step = await stepOf(lab, call, setting)
  if (!step) {
    terminal.out(
      call.options['json'] === true
        ? `${JSON.stringify({ schemaVersion: 1, lab: lab.id, hint: null })}\n`
        : 'Every step is done: there is nothing left to hint at.\n',
    )
    return exitCodes.pass
  }
  const { hints, climb, game } = openLadder(lab, setting)
  const rung = rungOf(call.options['rung'], hints[step.id] ?? 0, step.hints.length)
  climb(step.id, rung)
  const text = step.hints[rung - 1] ?? ''
  if (call.options['json'] === true) {
    terminal.out(
      `${JSON.stringify({ schemaVersion: 1, lab: lab.id, hint: { step: step.id, rung, rungs: step.hints.length, text } })}\n`,
    )
    return exitCodes.pass
  }
  terminal.out(
    `Step ${step.number}, ${step.title}: hint ${rung} of ${step.hints.length}\n\n${renderMarkdown(text, { ...terminal, ascii: !terminal.unicode })}\n${game && rung === step.hints.length ? afterLast(lab) : ''}`,
  )
  return exitCodes.pass
}
