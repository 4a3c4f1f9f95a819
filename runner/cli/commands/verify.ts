import { availableParallelism } from 'node:os'
import { findLab } from '../../course/find-labs.ts'
import { drawKillMatrix } from '../../draw/kill-matrix.ts'
import { createPaint } from '../../draw/paint.ts'
import { exitCodes } from '../../lab-error.ts'
import { verifyLab, type CaseResult } from '../../verify/verify-lab.ts'
import { firstWord, type Run } from '../command.ts'

const kinds: Record<CaseResult['kind'], string> = {
  untouched: 'nothing passes',
  walkthrough: 'all pass',
  script: 'all pass',
  variant: 'all pass (another right way)',
  fault: 'kills exactly what it names',
}

/** Proves a lab's text, script and checks against each other, and shows which fault kills which check. */
export const run: Run = async (call, { places, terminal }) => {
  const lab = findLab(firstWord(call))
  const json = call.options['json'] === true
  const paint = createPaint(terminal.colour)
  const tell = ({ kind, name, ok, problems }: CaseResult): void => {
    if (json) return
    const sign = ok ? paint.green('ok  ') : paint.red('FAIL')
    terminal.out(
      `${sign} ${name}: ${kinds[kind]}\n${problems.map((problem) => `       ${problem}\n`).join('')}`,
    )
  }
  const result = await verifyLab(places, lab, Math.max(1, Math.min(8, availableParallelism())), tell)
  if (json) terminal.out(`${JSON.stringify(result)}\n`)
  else {
    const rows = result.cases
      .filter(({ kind }) => kind === 'fault')
      .map(({ name, verdicts }) => ({ fault: name, verdicts }))
    const good = result.cases.filter(({ ok }) => ok).length
    terminal.out(`\n${drawKillMatrix(rows)}\n${good} of ${result.cases.length} proofs hold.\n`)
  }
  return result.ok ? exitCodes.pass : exitCodes.failed
}
