import type { GradingEvent } from '../grade/class/grade-class.ts'
import { drawRecord } from '../grade/draw-class.ts'
import type { Terminal } from './terminal.ts'
import { drawDuration } from './verify-progress.ts'

export interface GradingState {
  total: number
  done: number
  /** Of those, how many had to be run. */
  ran: number
  running: number
  /** Milliseconds since the epoch, of the first that had to be run. */
  since: number
}

/** `12 of 34 graded, 4 running, about 2 min left`. */
export function drawState({ total, done, ran, running, since }: GradingState, now: number): string {
  const left =
    ran > 0 && done < total ? `, about ${drawDuration(((now - since) / ran) * (total - done))} left` : ''
  return `${done} of ${total} graded, ${running} running${left}`
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
): { tell: (event: GradingEvent) => void; end: () => void } {
  const state: GradingState = { total: 0, done: 0, ran: 0, running: 0, since: now() }
  const show = (): void => {
    if (interactive) err(`${clearLine}${drawState(state, now())}`)
  }
  const tell = (event: GradingEvent): void => {
    if (event.kind === 'begun') state.total = event.total
    if (event.kind === 'running') {
      if (state.running === 0 && state.ran === 0) state.since = now()
      state.running += 1
    }
    if (event.kind === 'graded') {
      state.done += 1
      if (!event.known) {
        state.ran += 1
        state.running -= 1
      }
      if (!interactive) err(`${drawRecord(event.record, event.known)}\n`)
    }
    show()
  }
  return { tell, end: () => interactive && err(clearLine) }
}
