import { round } from './markup.ts'
import { middle, type Rectangle, type Spot } from './geometry.ts'
import type { Lead } from './svg-leads.ts'

const inset = 10

/** Where a line meets a card: at the middle of its side, but anywhere on the long side of a bridge. */
const meet = (card: Rectangle, toward: Spot, wide: boolean): Spot => {
  const x = wide ? Math.min(card.right - inset, Math.max(card.left + inset, toward.x)) : middle(card)
  return { x, y: toward.y < (card.top + card.bottom) / 2 ? card.top : card.bottom }
}

/** The corners of a line, from card to card; points that lie on a straight stretch are left out. */
export function corners(
  { points, level }: Lead,
  from: Rectangle,
  to: Rectangle,
  wide: { from: boolean; to: boolean },
): Spot[] {
  if (level !== null) {
    const [start, end] = [middle(from), middle(to)]
    return [
      { x: start, y: from.bottom },
      { x: start, y: level },
      { x: end, y: level },
      { x: end, y: to.bottom },
    ]
  }
  const inner = points.slice(1, -1)
  const [first, last] = [
    inner[0] ?? { x: middle(to), y: middleY(to) },
    inner.at(-1) ?? { x: middle(from), y: middleY(from) },
  ]
  const all = [meet(from, first, wide.from), ...inner, meet(to, last, wide.to)]
  return all.filter((spot, index) => {
    const [before, after] = [all[index - 1], all[index + 1]]
    return before === undefined || after === undefined || !isStraight(before, spot, after)
  })
}

const middleY = ({ top, bottom }: Rectangle): number => (top + bottom) / 2

const isStraight = (one: Spot, two: Spot, three: Spot): boolean =>
  Math.abs((two.x - one.x) * (three.y - one.y) - (three.x - one.x) * (two.y - one.y)) < 1

/** A smooth line through all corners that leaves and arrives upright. */
export function pathThrough(spots: readonly Spot[]): string {
  const [start] = spots
  if (start === undefined) return ''
  const curves = spots.slice(1).map(({ x, y }, index) => {
    const before = spots[index] ?? start
    if (Math.abs(before.x - x) < 1) return `L${round(x)} ${round(y)}`
    const half = (before.y + y) / 2
    return `C${round(before.x)} ${round(half)} ${round(x)} ${round(half)} ${round(x)} ${round(y)}`
  })
  return [`M${round(start.x)} ${round(start.y)}`, ...curves].join(' ')
}

const radius = 8

/** The line of a cable that hangs: down, along, and up again. */
export function pathBelow(spots: readonly Spot[]): string {
  const [start, low, far, end] = spots
  if (start === undefined || low === undefined || far === undefined || end === undefined) return ''
  const turn = Math.min(radius, Math.abs(far.x - low.x) / 2) * Math.sign(far.x - low.x)
  const drop = Math.min(radius, low.y - start.y, far.y - end.y)
  return [
    `M${round(start.x)} ${round(start.y)}`,
    `L${round(low.x)} ${round(low.y - drop)}`,
    `Q${round(low.x)} ${round(low.y)} ${round(low.x + turn)} ${round(low.y)}`,
    `L${round(far.x - turn)} ${round(far.y)}`,
    `Q${round(far.x)} ${round(far.y)} ${round(far.x)} ${round(far.y - drop)}`,
    `L${round(end.x)} ${round(end.y)}`,
  ].join(' ')
}
