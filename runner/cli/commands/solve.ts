import type { AgentClient } from '../../agent/client.ts'
import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { drawPlay } from '../../draw/play.ts'
import { renderReport } from '../../draw/report.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { stepsHere } from '../../judge/lacking.ts'
import type { LabReport } from '../../judge/verdict.ts'
import { currentStep, findStep, refuseLacking } from '../../session/choose-step.ts'
import { hasGame } from '../../session/break-game.ts'
import { openLabWorld } from '../../session/lab-world.ts'
import { openProgress } from '../../session/open-progress.ts'
import { recordReport } from '../../session/progress.ts'
import { firstWord, type Call, type Run } from '../command.ts'
import type { Terminal } from '../terminal.ts'

const settleMs = 3000

const openSteps = (lab: Lab, report: LabReport): string[] =>
  lab.steps
    .map(({ id }) => id)
    .filter((id) => stepsHere(report).some((step) => step.id === id && step.status !== 'pass'))

/** Which steps are to be done: the named one, all that are open, or the first of those. */
const chosen = (lab: Lab, { args, options }: Call, report: LabReport): string[] => {
  if (args[1] !== undefined) return [findStep(lab, args[1]).id]
  if (options['all'] === true) return openSteps(lab, report)
  const step = currentStep(lab, report)
  return step ? [step.id] : []
}

/** Plays steps on a host that the student may have changed in ways the script cannot know. */
async function playOnHost(client: AgentClient, lab: Lab, steps: string[], terminal: Terminal): Promise<void> {
  try {
    await client.play({ steps }, drawPlay(lab, terminal))
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'play-failed') throw error
    throw new LabError(
      'cannotRun',
      'half-done',
      'The step could not be done: something it makes is there already, or something it needs is not.',
      `Undo what you have begun of it, or begin anew: lab reset ${lab.id}, then lab solve ${lab.id} --all`,
      error,
    )
  }
}

/** Plays the author's script for one step on the student's own host, and marks the step as assisted. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const { client, folder } = await openLabWorld(places, lab)
  if (hasGame(folder))
    throw new LabError(
      'cannotRun',
      'game-on',
      `Lab ${lab.id} is played as a break game: its steps were done, and doing one again mends nothing.`,
      `A hint: lab hint ${lab.id}; to be told what is wrong: lab break ${lab.id} --reveal`,
    )
  const before = await client.check({ waitMs: 0, evidence: 'failed' })
  const steps = chosen(lab, call, before)
  refuseLacking(before, steps)
  if (steps.length === 0) {
    terminal.out('Every step is done already.\n')
    return exitCodes.pass
  }
  const progress = openProgress(places, lab.id, terminal)
  progress.save((current) => {
    const reported = recordReport(current, before, Date.now())
    return { ...reported, solved: [...new Set([...reported.solved, ...steps])] }
  })
  await playOnHost(client, lab, steps, terminal)
  const after = await client.check({ waitMs: settleMs, evidence: 'failed', steps })
  progress.save((current) => recordReport(current, after, Date.now()))
  terminal.out(`\n${renderReport(after, { ...terminal, evidence: true, only: steps })}`)
  return after.steps.filter(({ id }) => steps.includes(id)).every(({ status }) => status === 'pass')
    ? exitCodes.pass
    : exitCodes.failed
}
