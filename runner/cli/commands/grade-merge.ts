import { resolve } from 'node:path'
import { mergeReports } from '../../grade/class/merge.ts'
import { drawClass } from '../../grade/draw-class.ts'
import { writeResults } from '../../grade/record-files.ts'
import { writeReports } from '../../grade/report/write-reports.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import type { Run } from '../command.ts'

/** Joins the reports of several shards into one. */
export const run: Run = async ({ args, options }, { terminal }) => {
  if (typeof options['out'] !== 'string')
    throw new LabError(
      'usage',
      'out-missing',
      'Where shall the joined report go?',
      'lab grade merge part-1 part-2 --out report',
    )
  const out = resolve(options['out'])
  const results = mergeReports(
    args.map((folder) => resolve(folder)),
    out,
  )
  writeResults(out, results)
  await writeReports(results, out)
  terminal.out(
    options['json'] === true
      ? `${JSON.stringify(results)}\n`
      : `${drawClass(results, terminal)}The report is in ${out}\n`,
  )
  const isWhole = results.records.every(({ outcome }) => outcome !== 'ungradable')
  return isWhole ? exitCodes.pass : exitCodes.failed
}
