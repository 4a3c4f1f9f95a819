import { munkres } from 'munkres'

/** More than anything that may be chosen; munkres takes no Infinity beside other costs. */
const never = 1_000_000

/** Rows and columns, and what it costs to leave a row without a column. */
interface Assignment {
  rows: number
  columns: number
  /** Infinite where the two do not go together. */
  cost: (row: number, column: number) => number
  lost: (row: number) => number
}

/** The cheapest way to give each row a column of its own, or none (null). */
export function assign({ rows, columns, cost, lost }: Assignment): (number | null)[] {
  if (rows === 0) return []
  const matrix = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns + rows }, (_unused, column) => {
      if (column < columns) return Math.min(cost(row, column), never)
      return column === columns + row ? lost(row) : never
    }),
  )
  const chosen: (number | null)[] = Array.from({ length: rows }, () => null)
  for (const [row, column] of munkres(matrix)) if (column < columns) chosen[row] = column
  return chosen
}
