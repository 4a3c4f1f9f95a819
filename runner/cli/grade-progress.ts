import type { GradingEvent } from '../grade/class/grade-class.ts'
import { drawRecord } from '../grade/draw-class.ts'
import { drawWorkers } from '../grade/draw-worker.ts'
import type { WorkersSeen } from '../grade/queue/ask-workers.ts'
import type { Terminal } from './terminal.ts'
import { drawDuration } from './verify-progress.ts'

export interface GradingState {
  total: number
  done: number
  /** Of those, how many were run in a world: by their time the time that is left is guessed. */
  ran: number
  running: number
  /** Milliseconds since the epoch, of the first that had to be run. */
  since: number
  /** Who runs them, where it is not this machine: `2 workers with 16 worlds`. */
  workers?: string
}

/** What is told beside a grading where others do the work. */
export type QueueEvent = { kind: 'workers'; seen: WorkersSeen } | { kind: 'away' } | { kind: 'back' }

/** `12 of 34 graded, 4 running, about 2 min left`. */
export function drawState({ total, done, ran, running, since, workers }: GradingState, now: number): string {
  const left =
    ran > 0 && done < total ? `, about ${drawDuration(((now - since) / ran) * (total - done))} left` : ''
  const where = workers === undefined ? 'running' : `in the queue (${workers})`
  return `${done} of ${total} graded, ${running} ${where}${left}`
}

/** Back to the line's beginning, and all of it away. */
const clearLine = '\r\u001b[K'

/**
 * Tells how a grading goes on: on a terminal one line that changes, with the time that is left; elsewhere a line for each
 * submission.
 */
export function createGradingProgress(
  { err, interactive }: Pick<Terminal, 'err' | 'interactive'>,
  now: () => number = Date.now,
): { tell: (event: GradingEvent | QueueEvent) => void; end: () => void } {
  const state: GradingState = { total: 0, done: 0, ran: 0, running: 0, since: now() }
  const show = (): void => {
    if (interactive) err(`${clearLine}${drawState(state, now())}`)
  }
  const tellOfQueue = (event: QueueEvent): void => {
    const before = state.workers
    if (event.kind === 'workers') state.workers = drawWorkers(event.seen)
    else state.workers = event.kind === 'away' ? 'it does not answer' : 'it answers again'
    if (!interactive && state.workers !== before) err(`lab: the queue: ${state.workers}\n`)
  }
  const tell = (event: GradingEvent | QueueEvent): void => {
    if (event.kind === 'workers' || event.kind === 'away' || event.kind === 'back') tellOfQueue(event)
    if (event.kind === 'begun') state.total = event.total
    if (event.kind === 'running') {
      if (state.running === 0 && state.ran === 0) state.since = now()
      state.running += 1
    }
    if (event.kind === 'graded') {
      state.done += 1
      if (!event.known) {
        state.running -= 1
        if (event.record.attempts > 0) state.ran += 1
      }
      if (!interactive) err(`${drawRecord(event.record, event.known)}\n`)
    }
    show()
  }
  return { tell, end: () => interactive && err(clearLine) }
}
