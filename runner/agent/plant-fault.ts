import type { Fault, LabScript } from '../course/script.ts'
import type { LabReport } from '../judge/verdict.ts'
import { LabError } from '../lab-error.ts'
import type { Host } from '../world/host.ts'
import { playScript, type Render } from './play.ts'
import type { PlayEvent } from './protocol.ts'

/** What planting a fault needs of its world. */
interface Bed {
  script: LabScript
  host: Pick<Host, 'pid'>
  /** Gives the script's commands the student's own values. */
  render: Render
  check: () => Promise<LabReport>
}

const patienceMs = 10_000
const againMs = 100

const hasFailed = ({ steps }: LabReport, kills: readonly string[]): boolean =>
  steps.some(({ checks }) => checks.some(({ id, status }) => status === 'fail' && kills.includes(id)))

/**
 * Plays the lab's script with this fault on a fresh host, and waits until one of the checks that must notice it does.
 * Tells nobody what it does. Throws LabError when the script fails or no check turns red: neither names the fault.
 */
export async function plantFault({ id, kills }: Fault, { script, host, render, check }: Bed): Promise<void> {
  let failure: string | undefined
  const tell = (event: PlayEvent): void => {
    if (event.kind === 'failed') failure = event.message
  }
  await playScript(script, { fault: id }, host, tell, render)
  if (failure !== undefined)
    throw new LabError(
      'cannotRun',
      'fault-not-planted',
      `The lab's own script failed while it made the lab and broke it: ${failure}`,
      'Try another seed, or run `lab doctor`.',
    )
  const deadline = Date.now() + patienceMs
  while (!hasFailed(await check(), kills)) {
    if (Date.now() > deadline)
      throw new LabError(
        'cannotRun',
        'fault-not-seen',
        `The lab was broken, but none of its checks has noticed within ${patienceMs / 1000} s.`,
        'Try another seed.',
      )
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}
