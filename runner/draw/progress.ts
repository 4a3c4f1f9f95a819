/** A step, as a line names it. */
interface NamedStep {
  number: number
  title: string
}

/** How far a student is in a lab. */
export interface LabProgress {
  standing: string
  /** Number of the lab's steps. */
  steps: number
  done: readonly NamedStep[]
  /** Where the student is; null for who is past the last step. */
  at: NamedStep | null
  /** Done by the author's script, or with it. */
  assisted: readonly NamedStep[]
  passedOver: readonly NamedStep[]
  /** The hints that were shown. */
  hints: readonly (NamedStep & { rung: number; rungs: number })[]
}

/** How far a student is, for a narrow column: `in progress, 4 of 9, at 5`. */
export function progressInWords({
  standing,
  steps,
  done,
  at,
}: Pick<LabProgress, 'standing' | 'steps' | 'done' | 'at'>): string {
  if (standing !== 'in progress') return standing
  return `${standing}, ${done.length} of ${steps}${at ? `, at ${at.number}` : ''}`
}

/** How far a student is, in a sentence's end: `done with help, 9 of 9 steps`. */
export const standingInWords = ({
  standing,
  steps,
  done,
}: Pick<LabProgress, 'standing' | 'steps' | 'done'>): string =>
  `${standing}, ${done.length} of ${steps} steps`

/** Where a student is, in a sentence's end: `at step 5 of 9, Put the other end in`. */
export function whereInWords({ steps, done, at }: Pick<LabProgress, 'steps' | 'done' | 'at'>): string {
  if (at) return `at step ${at.number} of ${steps}, ${at.title}`
  return done.length === steps ? 'all steps were done' : 'past the last step'
}

const named = (label: string, steps: readonly NamedStep[]): string[] =>
  steps.length === 0
    ? []
    : [`    ${label}:`, ...steps.map(({ number, title }) => `        ${number}. ${title}`)]

const numbers = (steps: readonly NamedStep[]): string => steps.map(({ number }) => number).join(', ')

/** What there is to say of a lab's progress beyond where the student is; empty before he has done anything. */
export function drawProgress({ steps, done, assisted, passedOver, hints }: LabProgress): string {
  const lines = [
    ...(done.length === 0 ? [] : [`    done: ${done.length} of ${steps} steps (${numbers(done)})`]),
    ...named('passed over, and not done since', passedOver),
    ...named('done with help', assisted),
    ...(hints.length === 0 ? [] : ['    hints:']),
    ...hints.map(
      ({ number, title, rung, rungs }) => `        ${number}. ${title}: up to ${rung} of ${rungs}`,
    ),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
