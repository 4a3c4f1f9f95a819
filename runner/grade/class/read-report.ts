import { findLab } from '../../course/find-labs.ts'
import { LabError } from '../../lab-error.ts'
import { readRecords, readResults } from '../record-files.ts'
import type { ClassResults } from '../result.ts'
import { assembleClass, labFacts } from './assemble.ts'

/**
 * The class in a report's folder: as it was written last, or, when its grading has not come to its end, what is there of
 * it, without a roster. LabError `report-missing` when there is nothing.
 */
export function readReport(folder: string): ClassResults {
  const whole = readResults(folder)
  if (whole) return whole
  const records = [...readRecords(folder).values()]
  const [first] = records
  if (!first)
    throw new LabError(
      'usage',
      'report-missing',
      `There are no results in ${folder}.`,
      'Name the folder that `lab grade` has written to.',
    )
  const gradedAt = Math.max(...records.map(({ startedAt, durationMs }) => startedAt + durationMs))
  return assembleClass(labFacts(findLab(first.lab)), records, null, gradedAt)
}
