import { isJudged, type Row } from './read-rows.ts'
import { pointsText } from './words.ts'

/** A column of the picture: how many have from `from` points up to, but not with, `to`; the last one has `to`, too. */
export interface Bin {
  from: number
  to: number
  label: string
  count: number
}

export interface Distribution {
  bins: Bin[]
  count: number
  mean: number
  median: number
  lowest: number
  highest: number
}

const mostBins = 20

/** The width of a bin in whole points: 1 while all columns fit beside each other. */
const widthOf = (maxPoints: number): number => Math.max(1, Math.ceil(maxPoints / mostBins))

const middle = (sorted: readonly number[]): number => {
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

/** The points of all who have a mark; null when nobody has. */
export function readDistribution(rows: readonly Row[]): Distribution | null {
  const points = rows
    .filter(isJudged)
    .flatMap((row) => row.points ?? [])
    .sort((one, other) => one - other)
  const [lowest] = points
  if (lowest === undefined) return null
  const highest = points.at(-1) ?? lowest
  const top = Math.max(highest, ...rows.map(({ maxPoints }) => maxPoints))
  const width = widthOf(top)
  const bins = Array.from({ length: Math.floor(top / width) + 1 }, (_, index): Bin => {
    const [from, to] = [index * width, (index + 1) * width]
    const label = width === 1 ? pointsText(from) : `${from}–${to - 1}`
    return { from, to, label, count: points.filter((one) => one >= from && one < to).length }
  })
  const mean = points.reduce((sum, one) => sum + one, 0) / points.length
  return { bins, count: points.length, mean, median: middle(points), lowest, highest }
}
