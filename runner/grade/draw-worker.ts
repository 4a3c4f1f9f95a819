import { safeText } from '../observe/safe-text.ts'
import type { WorkersSeen } from './queue/ask-workers.ts'
import type { Ending } from './queue/perform-job.ts'
import type { WorkerEvent } from './queue/serve-queue.ts'
import type { ServedLab } from './queue/served-labs.ts'

const oneLine = (text: string): string => safeText(text, { multiline: false })

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Enough of a submission's key to tell it from others. */
const shortKey = (key: string): string => key.slice(1, 9)

interface Start {
  name: string
  queue: string
  worlds: number
  served: readonly ServedLab[]
}

/** What a worker says of itself when it begins. */
export function drawWorkerStart({ name, queue, worlds, served }: Start): string {
  const able = served.filter(({ lacking }) => lacking.length === 0).map(({ lab }) => lab.id)
  const others = served.filter(({ lacking }) => lacking.length > 0)
  const together = worlds === 1 ? 'one submission at a time' : `up to ${worlds} submissions together`
  return [
    `Worker ${name} grades for ${queue}, ${together}, of the labs ${able.join(', ')}.`,
    ...others.map(
      ({ lab, lacking }) => `Lab ${lab.id} is left to others: this machine lacks ${lacking.join(', ')}.`,
    ),
  ]
    .map(oneLine)
    .join('\n')
}

const endings: Record<Ending['how'], string> = {
  graded: 'graded',
  known: 'was graded already',
  outdated: 'given back: this worker is out of date',
  'given-back': 'given back, for another worker to try',
  parked: 'parked, for nobody can grade it',
}

/** What a worker says of its work; nothing of what it has only taken. */
export function drawWorkerEvent(event: WorkerEvent): string {
  if (event.kind === 'taken') return ''
  if (event.kind === 'draining')
    return event.running === 0 ? 'Stopping.' : `Stopping, when ${event.running} more are graded.`
  const { lab, key, ending, durationMs } = event
  const rest =
    'problem' in ending ? `: ${ending.problem}` : ending.how === 'graded' ? ` in ${seconds(durationMs)}` : ''
  return oneLine(`${lab} ${shortKey(key)} ${endings[ending.how]}${rest}`)
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

const worldsOf = ({ able }: WorkersSeen): number => able.reduce((total, { worlds }) => total + worlds, 0)

/** `3 workers with 24 worlds`; where there is none, why those that are there do not count. */
export function drawWorkers(seen: WorkersSeen): string {
  const { able, others } = seen
  if (able.length > 0) return `${plural(able.length, 'worker')} with ${plural(worldsOf(seen), 'world')}`
  if (others.length === 0) return 'no worker is there yet: start one with `lab worker`'
  const reasons = others.map(({ worker, why }) => `${worker.name} ${why}`)
  return oneLine(`no worker can grade these yet: ${reasons.join('; ')}`)
}
