import type { Status } from '../../judge/verdict.ts'
import type { ClassResults } from '../result.ts'
import { listChecks, type CheckHead } from './list-checks.ts'
import { isJudged, readRows } from './read-rows.ts'

/** How a class did in one check; the four add up to the submissions that were judged by it. */
export interface CheckRate {
  check: CheckHead
  counts: Record<Status, number>
  judged: number
}

/** Every check with how often it passed, failed, waited and could not run. */
export function countRates(results: ClassResults): CheckRate[] {
  const checks = readRows(results)
    .filter(isJudged)
    .flatMap(({ record }) => record?.checks ?? [])
  return listChecks(results).map((check) => {
    const same = checks.filter(({ id }) => id === check.id)
    const count = (status: Status): number => same.filter((one) => one.status === status).length
    const counts = {
      pass: count('pass'),
      fail: count('fail'),
      skipped: count('skipped'),
      'cannot-run': count('cannot-run'),
    }
    return { check, counts, judged: same.length }
  })
}
