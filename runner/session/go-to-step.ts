import type { AgentClient } from '../agent/client.ts'
import type { Lab, LabStep } from '../course/lab.ts'
import { stepsHere } from '../judge/lacking.ts'
import { LabError } from '../lab-error.ts'
import type { OpenProgress } from './open-progress.ts'
import { recordReport, type Progress } from './progress.ts'
import { moveTo } from './whereabouts.ts'

const settleMs = 3000

/** Progress in which these steps count as done by the script, but for those that the student has done himself before. */
export function withAssisted(progress: Progress, steps: string[]): Progress {
  const unearned = steps.filter((id) => progress.steps[id] === undefined)
  return { ...progress, solved: [...new Set([...progress.solved, ...unearned])] }
}

/**
 * Plays the author's script on a fresh host up to a step, which is left to the student; steps that cannot run on this machine are
 * passed over. The steps played are noted as
 * assisted before anything is done. Resolves to their ids; LabError `step-not-reached` when one of them does not pass.
 */
export async function goToStep(
  lab: Lab,
  { id: target, number }: Pick<LabStep, 'id' | 'number'>,
  client: AgentClient,
  progress: OpenProgress,
  tell: (step: LabStep) => void,
): Promise<string[]> {
  const before = lab.steps.filter((step) => step.number < number)
  const steps = before.map(({ id }) => id)
  progress.save((current) => moveTo(withAssisted(current, steps), target))
  if (steps.length === 0) return steps
  await client.play({ steps }, (event) => {
    const step = event.kind === 'step' ? before.find(({ id }) => id === event.id) : undefined
    if (step) tell(step)
  })
  const report = await client.check({ waitMs: settleMs, evidence: 'failed', steps })
  // A later step that passes already is the script's doing too.
  const passing = report.steps.filter(({ status }) => status === 'pass').map(({ id }) => id)
  progress.save((current) => recordReport(withAssisted(current, passing), report, Date.now()))
  const here = new Set(stepsHere(report).map(({ id }) => id))
  const open = before.filter(({ id }) => here.has(id) && !passing.includes(id))
  if (open.length === 0) return steps
  throw new LabError(
    'cannotRun',
    'step-not-reached',
    `Step ${number} of lab ${lab.id} is out of reach: the script was played, but these do not pass: ${open.map((step) => `${step.number} ${step.id}`).join(', ')}.`,
    `Begin at the beginning: lab start ${lab.id}`,
  )
}
