import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LabError } from '../lab-error.ts'
import { withoutEnding } from './submission/find-submissions.ts'

/** Where the report of these submissions goes when nobody says where. */
export const reportFolderOf = (submissions: string): string => `${withoutEnding(resolve(submissions))}-report`

const isReport = (folder: string): boolean => existsSync(join(folder, 'records'))

/** The report that is meant by its own folder, or by that of its submissions. LabError `report-missing`. */
export function findReport(named: string): string {
  const found = [resolve(named), reportFolderOf(named)].find(isReport)
  if (found !== undefined) return found
  throw new LabError(
    'usage',
    'report-missing',
    `There is no report in ${named}.`,
    'Name the folder that `lab grade` has written to.',
  )
}
