import { findLab } from '../../course/find-labs.ts'
import type { Lab, LabStep } from '../../course/lab.ts'
import { renderStep } from '../../draw/report.ts'
import { drawEnd, drawStep } from '../../draw/walkthrough.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import type { LabReport } from '../../judge/verdict.ts'
import { hasGame } from '../../session/break-game.ts'
import { openLabWorld, type LabWorld } from '../../session/lab-world.ts'
import { openProgress, type OpenProgress } from '../../session/open-progress.ts'
import { recordReport, recordSteps } from '../../session/progress.ts'
import { moveTo, passOver, whereIs } from '../../session/whereabouts.ts'
import { askAnyway } from '../ask.ts'
import { firstWord, type Call, type Run, type Setting } from '../command.ts'
import { printPaged } from '../page.ts'
import type { Terminal } from '../terminal.ts'

/** What there is to read at a place of the walkthrough: a step, or its end. */
const textAt = (lab: Lab, step: LabStep | undefined, terminal: Terminal): string =>
  step ? drawStep(step, terminal) : drawEnd(lab, terminal)

/** The step after this one that can be done on this machine. */
const stepAfter = ({ steps }: Lab, { number }: LabStep, { status }: LabWorld): LabStep | undefined =>
  steps.find((step) => step.number > number && status.lacking[step.id] === undefined)

const isDone = ({ steps }: LabReport): boolean => steps.every(({ status }) => status === 'pass')

/** Shows what is missing, and asks whether to go on all the same; `--anyway` has said so already. */
async function goesOn(report: LabReport, step: LabStep, call: Call, { terminal }: Setting): Promise<boolean> {
  if (isDone(report) || call.options['anyway'] === true) return true
  const style = { ...terminal, evidence: false }
  const missing = report.steps.map((one) => renderStep(one, step.number, style)).join('')
  terminal.out(`Step ${step.number} is not done yet:\n\n${missing}\n`)
  if (await askAnyway('Go on to the next step all the same?', terminal)) return true
  if (!terminal.interactive) terminal.out('To go on all the same: --anyway\n')
  return false
}

function refuseGame(lab: Lab, { folder }: LabWorld): void {
  if (!hasGame(folder)) return
  throw new LabError(
    'cannotRun',
    'game-on',
    `Lab ${lab.id} is played as a break game, which has no steps.`,
    `\`lab check ${lab.id}\` says when it is mended.`,
  )
}

/** Notes what has been found and where the student goes. */
function record(progress: OpenProgress, step: LabStep, next: LabStep | undefined, report: LabReport): void {
  progress.save((before) => {
    const known = isDone(report) ? recordSteps(before, [step.id], Date.now()) : passOver(before, step.id)
    return moveTo(known, next?.id ?? null)
  })
}

/** Past the last step the whole lab is judged once: whether all of it holds at the same time is what finishes it. */
async function finish(
  lab: Lab,
  { client }: LabWorld,
  progress: OpenProgress,
  terminal: Terminal,
): Promise<void> {
  const report = await client.check({ waitMs: 0, evidence: 'failed' })
  progress.save((before) => recordReport(before, report, Date.now()))
  const words =
    report.status === 'pass'
      ? `Lab ${lab.id} is done: every check passes, ${report.points} of ${report.maxPoints} points.`
      : `That was the last step. Not everything holds now: ${report.points} of ${report.maxPoints} points; \`lab check ${lab.id}\` says what.`
  terminal.out(`${words}\n\n`)
}

/** Goes on to the next step when this one is done, or when the student wants to; says what is missing otherwise. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const lab = findLab(firstWord(call))
  const world = await openLabWorld(places, lab)
  refuseGame(lab, world)
  const progress = openProgress(places, lab.id, terminal)
  const step = whereIs(lab, progress.current, world.status.lacking)
  if (!step) {
    await printPaged(textAt(lab, undefined, terminal), terminal)
    return exitCodes.pass
  }
  const report = await world.client.check({ waitMs: 0, evidence: 'failed', steps: [step.id], only: true })
  if (!(await goesOn(report, step, call, setting))) return exitCodes.failed
  const next = stepAfter(lab, step, world)
  record(progress, step, next, report)
  terminal.out('\n')
  if (!next) await finish(lab, world, progress, terminal)
  await printPaged(textAt(lab, next, terminal), terminal)
  return exitCodes.pass
}
