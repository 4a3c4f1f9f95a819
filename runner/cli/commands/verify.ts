import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { refreshKillMatrix, type VerifiedLab } from '../../verify/kill-matrix.ts'
import { verifyLabs } from '../../verify/verify-lab.ts'
import { worldsAtOnce } from '../../verify/worlds-at-once.ts'
import type { Call, Run } from '../command.ts'
import { createProgress, drawTotal, drawVerification } from '../verify-progress.ts'

/** The labs that were named, or all; LabError `lab-missing` when none was. */
function chosen({ args, options }: Call): Lab[] {
  if (options['all'] === true) return labSlugs().map((slug) => readLab(slug))
  if (args.length > 0)
    return [...new Map(args.map((wanted) => findLab(wanted)).map((lab) => [lab.id, lab])).values()]
  throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab verify 03, or lab verify --all')
}

/** The number of worlds that was asked for, or what suits this machine; LabError `worlds-wrong`. */
function worlds({ options }: Call): number {
  const { worlds: wanted } = options
  if (wanted === undefined) return worldsAtOnce()
  if (/^[1-9]\d?$/.test(String(wanted))) return Number(wanted)
  throw new LabError(
    'usage',
    'worlds-wrong',
    '--worlds takes a number from 1 to 99.',
    'lab verify 03 --worlds 2',
  )
}

/** Proves labs' texts, scripts and checks against each other, and shows which fault kills which check. */
export const run: Run = async (call, { places, terminal }) => {
  const json = call.options['json'] === true
  const twice = call.options['once'] !== true
  const progress = createProgress(json ? { ...terminal, out: () => undefined } : terminal)
  const started = Date.now()
  const running = await verifyLabs(places, chosen(call), {
    atOnce: worlds(call),
    twice,
    tell: ({ id }, result) => progress.tell(id, result),
  })
  const verified: VerifiedLab[] = []
  for (const { lab, code, verification } of running) {
    if (running.length > 1 && !json) terminal.out(`\nLab ${lab.id}: ${lab.title}\n`)
    progress.turnTo(lab.id)
    const result = await verification
    terminal.out(json ? `${JSON.stringify(result)}\n` : drawVerification(result, twice))
    verified.push({ lab, code, verification: result })
  }
  const all = verified.map(({ verification }) => verification)
  if (all.length > 1 && !json) terminal.out(drawTotal(all, twice, Date.now() - started))
  if (call.options['all'] === true && call.options['refresh'] === true)
    terminal.err(`${refreshKillMatrix(verified)}\n`)
  return all.every(({ ok }) => ok) ? exitCodes.pass : exitCodes.failed
}
