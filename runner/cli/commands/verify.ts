import { availableParallelism } from 'node:os'
import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { drawKillMatrix } from '../../draw/kill-matrix.ts'
import { createPaint, type Paint } from '../../draw/paint.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { verifyLab, type CaseResult, type Verification } from '../../verify/verify-lab.ts'
import type { Call, Run } from '../command.ts'

const kinds: Record<CaseResult['kind'], string> = {
  untouched: 'nothing passes',
  walkthrough: 'all pass',
  script: 'all pass',
  variant: 'all pass (another right way)',
  fault: 'kills exactly what it names',
}

/** The labs that were named, or all; LabError `lab-missing` when none was. */
function chosen({ args, options }: Call): Lab[] {
  if (options['all'] === true) return labSlugs().map((slug) => readLab(slug))
  if (args.length > 0) return args.map((wanted) => findLab(wanted))
  throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab verify 03, or lab verify --all')
}

const drawCase = ({ kind, name, ok, problems }: CaseResult, paint: Paint): string =>
  `${ok ? paint.green('ok  ') : paint.red('FAIL')} ${name}: ${kinds[kind]}\n${problems.map((problem) => `       ${problem}\n`).join('')}`

const drawSummary = ({ lab, cases }: Verification): string => {
  const rows = cases
    .filter(({ kind }) => kind === 'fault')
    .map(({ name, verdicts }) => ({ fault: name, verdicts }))
  const good = cases.filter(({ ok }) => ok).length
  const matrix = rows.length === 0 ? '' : `\n${drawKillMatrix(rows)}\n`
  return `${matrix}Lab ${lab}: ${good} of ${cases.length} proofs hold.\n`
}

/** Proves labs' texts, scripts and checks against each other, and shows which fault kills which check. */
export const run: Run = async (call, { places, terminal }) => {
  const json = call.options['json'] === true
  const paint = createPaint(terminal.colour)
  const options = {
    atOnce: Math.max(1, Math.min(8, availableParallelism())),
    twice: call.options['twice'] === true,
    refresh: call.options['refresh'] === true,
    tell: (result: CaseResult): void => (json ? undefined : terminal.out(drawCase(result, paint))),
  }
  let ok = true
  for (const lab of chosen(call)) {
    const result = await verifyLab(places, lab, options)
    terminal.out(json ? `${JSON.stringify(result)}\n` : drawSummary(result))
    ok &&= result.ok
  }
  return ok ? exitCodes.pass : exitCodes.failed
}
