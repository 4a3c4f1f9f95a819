import type { LiveEvent } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import { createPaint } from '../draw/paint.ts'
import { statusSign } from '../draw/symbols.ts'
import { wrapRanges } from '../draw/wrap.ts'
import type { Turn } from '../judge/live.ts'
import type { Status } from '../judge/verdict.ts'
import { safeText } from '../observe/safe-text.ts'

interface LineStyle {
  /** Columns. */
  width: number
  colour: boolean
  unicode: boolean
}

/** How a lab stands, as far as it is known. */
export interface Standing {
  /** The ids of each step's checks. */
  checks: Readonly<Record<string, readonly string[]>>
  /** By check. */
  verdicts: ReadonlyMap<string, Status>
}

export const nothingKnown: Standing = { checks: {}, verdicts: new Map() }

export const standingAfter = ({ checks, verdicts }: Standing, event: LiveEvent): Standing => ({
  checks: event.kind === 'standing' ? event.checks : checks,
  verdicts: new Map([...verdicts, ...event.turns.map(({ id, to }) => [id, to] as const)]),
})

/** The steps of which every check passes. */
export const stepsDone = ({ checks, verdicts }: Standing): string[] =>
  Object.entries(checks)
    .filter(([, ids]) => ids.every((id) => verdicts.get(id) === 'pass'))
    .map(([step]) => step)

const indent = ' '.repeat(6)
const narrowest = 20

const indented = (text: string, width: number): string[] =>
  wrapRanges(text, Math.max(narrowest, width - indent.length)).map(
    ({ start, end }) => indent + text.slice(start, end),
  )

const numberOf = ({ steps }: Lab, id: string): string =>
  String(steps.find((step) => step.id === id)?.number ?? '?')

/**
 * What has turned, a line for each thing worth saying: what has become true, and what was true and is no longer. What
 * merely waits for the latter is counted, not listed.
 */
export function liveLines(lab: Lab, turns: readonly Turn[], { width, colour, unicode }: LineStyle): string[] {
  const paint = createPaint(colour)
  const line = ({ step, to }: Turn, text: string): string =>
    `  ${numberOf(lab, step)} ${statusSign(to, paint, unicode)} ${safeText(text, { multiline: false })}`
  const become = turns.filter(({ to }) => to === 'pass').map((turn) => line(turn, turn.title))
  const lost = turns.filter(({ from, to }) => from === 'pass' && to === 'fail')
  const waiting = turns.filter(({ from, to }) => from === 'pass' && to === 'skipped').length
  const fallen = lost.flatMap((turn) => [
    line(turn, `was true and no longer is: ${turn.title}`),
    ...indented(safeText(turn.text ?? '', { multiline: false }), width),
  ])
  const behind =
    waiting > 0
      ? [`    ${waiting === 1 ? 'one more check waits' : `${waiting} more checks wait`} for that`]
      : []
  return [...become, ...fallen, ...(lost.length > 0 ? behind : [])]
}

/** What the student is at is what is told of: of later steps nothing is said before he comes to them. */
export function turnsUpTo(lab: Lab, at: string | undefined, turns: readonly Turn[]): Turn[] {
  const reached = lab.steps.findIndex(({ id }) => id === at)
  if (reached < 0) return [...turns]
  const ids = new Set(lab.steps.slice(0, reached + 1).map(({ id }) => id))
  return turns.filter(({ step }) => ids.has(step))
}

/** What is said when a step has become true as a whole, or was so when the student came to it. */
export function stepDoneLines(lab: Lab, id: string, width: number, already = false): string[] {
  const step = lab.steps.find((one) => one.id === id)
  if (!step) return []
  const next = lab.steps[step.number]
  const done = `Step ${step.number} is done${already ? ' already' : ''}`
  const text = next
    ? `${done}. \`next\` goes on to step ${next.number}, ${next.title}.`
    : `${done}, and it is the last. \`next\` ends the lab: questions, and what to remember.`
  return wrapRanges(text, Math.max(narrowest, width - 2)).map(
    ({ start, end }) => `  ${text.slice(start, end)}`,
  )
}
