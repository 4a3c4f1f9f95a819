import type { ClassResults, GradedCheck } from '../result.ts'
import { generalise } from './generalise.ts'
import { groupBy } from './group-by.ts'
import { listChecks, type CheckHead } from './list-checks.ts'
import { isJudged, readRows, type Row } from './read-rows.ts'

/** The line that most of a cluster's submissions have in common as the one that did it. */
export interface TypicalLine {
  /** The line's text; null: no line did it. */
  text: string | null
  /** The lines' numbers, from the lowest to the highest. */
  from: number
  to: number
  count: number
}

/** Students whose submissions fail the same check with the same diagnosis. */
export interface Cluster {
  check: CheckHead
  status: 'fail' | 'cannot-run'
  code: string
  /** What their diagnoses say in common. */
  sentence: string
  rows: Row[]
  typical: TypicalLine
}

interface Member {
  row: Row
  check: GradedCheck
}

const squeeze = (line: string): string => line.trim().replaceAll(/\s+/g, ' ')

function typicalLine(members: readonly Member[]): TypicalLine {
  const byText = groupBy(members, ({ check }) => (check.line ? squeeze(check.line.text) : null))
  const [text, same] = [...byText].reduce((best, next) => (next[1].length > best[1].length ? next : best))
  const numbers = same.flatMap(({ check }) => check.line?.number ?? [])
  return { text, from: Math.min(...numbers), to: Math.max(...numbers), count: same.length }
}

/** Failures, and checks that could not run, by check and diagnosis: the largest cluster first. */
export function findClusters(results: ClassResults): Cluster[] {
  const rows = readRows(results).filter(isJudged)
  const clusters = listChecks(results).flatMap((check) =>
    (['fail', 'cannot-run'] as const).flatMap((status) => {
      const members = rows.flatMap((row): Member[] =>
        (row.record?.checks ?? [])
          .filter((one) => one.id === check.id && one.status === status)
          .map((one) => ({ row, check: one })),
      )
      const byCode = groupBy(members, (member) => member.check.diagnosis?.code ?? '')
      return [...byCode].map(([code, same]): Cluster => {
        const sentence = generalise(same.map((member) => member.check.diagnosis?.text ?? ''))
        return { check, status, code, sentence, rows: same.map(({ row }) => row), typical: typicalLine(same) }
      })
    }),
  )
  return clusters.sort((one, other) => other.rows.length - one.rows.length)
}
