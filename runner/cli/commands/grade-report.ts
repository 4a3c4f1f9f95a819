import { readReport } from '../../grade/class/read-report.ts'
import { writeReports } from '../../grade/report/write-reports.ts'
import { findReport } from '../../grade/report-folder.ts'
import { exitCodes } from '../../lab-error.ts'
import { firstWord, type Run } from '../command.ts'

/** Writes all reports of a class anew from its results: pages for students show more once the due date has passed. */
export const run: Run = async (call, { terminal }) => {
  const out = findReport(firstWord(call))
  const written = await writeReports(readReport(out), out)
  terminal.out(written.map((path) => `${path}\n`).join(''))
  return exitCodes.pass
}
