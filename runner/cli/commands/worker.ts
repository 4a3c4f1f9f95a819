import { randomBytes } from 'node:crypto'
import { hostname, release } from 'node:os'
import { examine } from '../../doctor/examine.ts'
import { impactOf, isFit } from '../../doctor/impact.ts'
import { thisMachine } from '../../doctor/machine.ts'
import { drawWorkerEvent, drawWorkerStart } from '../../grade/draw-worker.ts'
import { chooseAddress } from '../../grade/queue/address.ts'
import { connectQueue } from '../../grade/queue/connect.ts'
import { serveQueue, type ServeEnding } from '../../grade/queue/serve-queue.ts'
import { readWholeLabs, servedLabs, type ServedLab } from '../../grade/queue/served-labs.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { worldsAtOnce } from '../../verify/worlds-at-once.ts'
import { readEngineVersion } from '../../world/engine-version.ts'
import type { Places } from '../../world/places.ts'
import type { Call, Run } from '../command.ts'
import { numberOf, wordOf } from '../options.ts'
import { untilInterrupted } from '../until-interrupted.ts'

const usualHeartbeat = 10
const longestHeartbeat = 600

/** LabError `worker-unfit` when no lab can run on this machine. */
async function readServed(places: Places): Promise<ServedLab[]> {
  const labs = readWholeLabs()
  const needy = labs.map(({ lab }) => lab)
  const { capabilities } = await examine(thisMachine(places), needy)
  if (!isFit(capabilities))
    throw new LabError('cannotRun', 'worker-unfit', impactOf(capabilities, needy), 'Run `lab doctor`.')
  return servedLabs(
    labs,
    new Set(capabilities.filter(({ status }) => status === 'found').map(({ id }) => id)),
  )
}

const nameOf = (call: Call): string => wordOf(call, 'name') ?? `${hostname()}-${process.pid}`

function conclude(ending: ServeEnding): number {
  if (ending === 'outdated')
    throw new LabError(
      'cannotRun',
      'worker-outdated',
      'A lab, its checks or vethlab itself have changed since this worker was started; what it had taken is back in the queue.',
      'Start it again.',
    )
  if (ending === 'unfit')
    throw new LabError(
      'cannotRun',
      'worker-unfit',
      'No world lives on this machine: not even an empty submission could be graded.',
      'Run `lab doctor`.',
    )
  return exitCodes.pass
}

/** Grades what `lab grade --queue` has asked for, until a signal comes; what it has begun it finishes. */
export const run: Run = async (call, { places, terminal }) => {
  const address = chooseAddress(call.options['queue'], terminal.env)
  const worlds = numberOf(call, 'worlds', 99) ?? worldsAtOnce()
  const heartbeatMs = 1000 * (numberOf(call, 'heartbeat', longestHeartbeat) ?? usualHeartbeat)
  const say = (text: string): void => terminal.out(text === '' ? '' : `${text}\n`)
  const { until, release: releaseSignals } = untilInterrupted()
  const connection = await connectQueue(address, {
    onAway: () => say(`The queue ${address.shown} does not answer; waiting for it.`),
    onBack: () => say('The queue is back.'),
  })
  try {
    const served = await readServed(places)
    const engine = (await readEngineVersion(places.cache)).text
    const [id, name] = [randomBytes(8).toString('hex'), nameOf(call)]
    say(drawWorkerStart({ name, queue: address.shown, worlds, served }))
    const ending = await serveQueue({
      connection,
      places,
      id,
      name,
      served,
      machine: { engine, kernel: release() },
      worlds,
      heartbeatMs,
      tell: (event) => say(drawWorkerEvent(event)),
      until,
    })
    return conclude(ending)
  } finally {
    connection.close()
    releaseSignals()
  }
}
