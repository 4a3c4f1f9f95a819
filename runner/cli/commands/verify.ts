import { findLab, labSlugs, readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { killMatrixPath, refreshKillMatrix } from '../../verify/kill-matrix.ts'
import { loadLabCode } from '../../verify/load-lab-code.ts'
import { redrawLab } from '../../verify/picture.ts'
import { verifyLabs, type Verification } from '../../verify/verify-lab.ts'
import { worldsAtOnce } from '../../verify/worlds-at-once.ts'
import type { Call, Run, Setting } from '../command.ts'
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

/** Writes what is made from labs: their pictures, and with all of them the page of kill matrices. */
async function refresh(labs: readonly Lab[], all: boolean, { places, terminal }: Setting): Promise<number> {
  let ok = true
  for (const lab of labs) {
    const problems = await redrawLab(places, lab)
    ok &&= problems.length === 0
    for (const problem of problems) terminal.err(`Lab ${lab.id}: ${problem}.\n`)
    if (problems.length === 0) terminal.out(`Lab ${lab.id}: its picture is drawn.\n`)
  }
  if (all) {
    refreshKillMatrix(await Promise.all(labs.map(async (lab) => ({ lab, code: await loadLabCode(lab.id) }))))
    terminal.out(`${killMatrixPath} is written.\n`)
  }
  return ok ? exitCodes.pass : exitCodes.failed
}

/** Proves labs' texts, scripts and checks against each other, and shows which fault kills which check. */
export const run: Run = async (call, setting) => {
  const { places, terminal } = setting
  const labs = chosen(call)
  if (call.options['refresh'] === true) return refresh(labs, call.options['all'] === true, setting)
  const json = call.options['json'] === true
  const twice = call.options['once'] !== true
  const progress = createProgress(json ? { ...terminal, out: () => undefined } : terminal)
  const started = Date.now()
  const running = await verifyLabs(places, labs, {
    atOnce: worlds(call),
    twice: twice ? 'performed' : 'no',
    tell: ({ id }, result) => progress.tell(id, result),
  })
  const all: Verification[] = []
  for (const { lab, verification } of running) {
    if (running.length > 1 && !json) terminal.out(`\nLab ${lab.id}: ${lab.title}\n`)
    progress.turnTo(lab.id)
    const result = await verification
    terminal.out(json ? `${JSON.stringify(result)}\n` : drawVerification(result, twice))
    all.push(result)
  }
  if (all.length > 1 && !json) terminal.out(drawTotal(all, twice, Date.now() - started))
  return all.every(({ ok }) => ok) ? exitCodes.pass : exitCodes.failed
}
