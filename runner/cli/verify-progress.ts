import { drawKillMatrix } from '../draw/kill-matrix.ts'
import { createPaint } from '../draw/paint.ts'
import { describeUnproven } from '../verify/here.ts'
import type { CaseResult, Verification } from '../verify/verify-lab.ts'
import type { Terminal } from './terminal.ts'

const kinds: Record<CaseResult['kind'], string> = {
  text: 'its rules are kept',
  untouched: 'nothing passes',
  walkthrough: 'all pass',
  script: 'all pass',
  variant: 'all pass (another right way)',
  steps: 'each leads to the next',
  values: 'all pass, and all values are there',
  fault: 'kills exactly what it names',
}

/** `48 s`, `3 min 5 s`. */
export function drawDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const holding = (cases: readonly CaseResult[], twice: boolean, durationMs: number): string => {
  const good = cases.filter(({ ok }) => ok).length
  return `${good} of ${cases.length} proofs hold${twice ? ', each twice' : ''}; ${drawDuration(durationMs)}.`
}

/** The kill matrix of a lab, and how many proofs hold. */
export function drawVerification({ lab, cases, durationMs, unproven }: Verification, twice: boolean): string {
  const rows = cases
    .filter(({ kind }) => kind === 'fault')
    .map(({ name, verdicts }) => ({ fault: name, verdicts }))
  return `\n${drawKillMatrix(rows)}\nLab ${lab}: ${holding(cases, twice, durationMs)}\n${unproven ? describeUnproven(unproven) : ''}`
}

export const drawTotal = (all: readonly Verification[], twice: boolean, durationMs: number): string =>
  `\n${all.length} labs: ${holding(
    all.flatMap(({ cases }) => cases),
    twice,
    durationMs,
  )}\n`

/**
 * Tells results as they come, but lab after lab: what is known of a later lab is held back until the one before it is
 * done.
 */
export function createProgress({ out, colour }: Pick<Terminal, 'out' | 'colour'>): {
  tell: (lab: string, result: CaseResult) => void
  /** From now on this lab's results are told. */
  turnTo: (lab: string) => void
} {
  const paint = createPaint(colour)
  const held = new Map<string, string>()
  let current: string | undefined
  const draw = ({ kind, name, ok, problems }: CaseResult): string =>
    `${ok ? paint.green('ok  ') : paint.red('FAIL')} ${name}: ${kinds[kind]}\n${problems.map((problem) => `       ${problem}\n`).join('')}`
  return {
    tell: (lab, result) => {
      if (lab === current) out(draw(result))
      else held.set(lab, (held.get(lab) ?? '') + draw(result))
    },
    turnTo: (lab) => {
      current = lab
      out(held.get(lab) ?? '')
      held.delete(lab)
    },
  }
}
