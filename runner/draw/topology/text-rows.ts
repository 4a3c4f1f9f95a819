import type { Line } from './text-box.ts'

/** One row of the picture: a line of the host's column, and one of the column beside it. */
export interface PictureRow {
  left: Line
  right: Line
}

/** Positions of two lines, one in each column, that a cable joins. */
type Pair = [left: number, right: number]

/** The most pairs that can stand in one row each without any two crossing; `pairs` are in the left column's order. */
export function straightest(pairs: readonly Pair[]): Pair[] {
  const best: Pair[][] = []
  for (const [position, pair] of pairs.entries()) {
    const before = best.slice(0, position).filter((chain) => (chain.at(-1)?.[1] ?? -1) < pair[1])
    const longest = before.reduce<Pair[]>((most, chain) => (chain.length > most.length ? chain : most), [])
    best.push([...longest, pair])
  }
  return best.reduce<Pair[]>((most, chain) => (chain.length > most.length ? chain : most), [])
}

const fillerOf = (line: Line | undefined, width: number): Line => ({
  text: line?.filler ?? ' '.repeat(width),
  end: null,
  sign: null,
  filler: line?.filler ?? ' '.repeat(width),
})

const ink = ({ filler }: Line): number => filler.replaceAll(' ', '').length

/** Where fillers tear a stretch of lines least: between boxes rather than in one, and as far down as that allows. */
const gapIn = (lines: readonly Line[]): number =>
  lines.reduce((best, line, at) => (ink(line) <= ink(lines[best] ?? line) ? at : best), 0)

const stretch = (lines: readonly Line[], to: number, width: number): Line[] => {
  const gap = gapIn(lines)
  const fill = Array.from({ length: to - lines.length }, () => fillerOf(lines[gap], width))
  return [...lines.slice(0, gap), ...fill, ...lines.slice(gap)]
}

export interface Columns {
  left: readonly Line[]
  right: readonly Line[]
  leftWidth: number
  rightWidth: number
}

/** Two ends of different cables in one row would lie on each other: they get a row each. */
const apart = (rows: readonly PictureRow[], joined: ReadonlyMap<string, string>): PictureRow[] =>
  rows.flatMap(({ left, right }) => {
    const [here, there] = [left.end?.link, right.end?.link]
    const clash = here !== undefined && there !== undefined && joined.get(here) !== there
    if (!clash) return [{ left, right }]
    return [
      { left: fillerOf(left, 0), right },
      { left, right: fillerOf(right, 0) },
    ]
  })

/**
 * Puts the two columns beside each other, with room made so that as many cables as possible run straight.
 * `joined` says which link on the left meets which on the right.
 */
export function joinColumns(
  { left, right, leftWidth, rightWidth }: Columns,
  joined: ReadonlyMap<string, string>,
): PictureRow[] {
  const pairs = left.flatMap(({ end }, at): Pair[] => {
    const far = right.findIndex((line) => line.end !== null && line.end.link === joined.get(end?.link ?? ''))
    return far === -1 ? [] : [[at, far]]
  })
  const rows: PictureRow[] = []
  let [fromLeft, fromRight] = [0, 0]
  for (const [toLeft, toRight] of [...straightest(pairs), [left.length - 1, right.length - 1] as Pair]) {
    const [here, there] = [left.slice(fromLeft, toLeft + 1), right.slice(fromRight, toRight + 1)]
    const last = toLeft === left.length - 1 && toRight === right.length - 1
    const height = Math.max(here.length, there.length)
    const blank = (width: number): Line => fillerOf(undefined, width)
    const [lefts, rights] = last
      ? [here, there]
      : [stretch(here, height, leftWidth), stretch(there, height, rightWidth)]
    for (let row = 0; row < height; row++)
      rows.push({ left: lefts[row] ?? blank(leftWidth), right: rights[row] ?? blank(rightWidth) })
    ;[fromLeft, fromRight] = [toLeft + 1, toRight + 1]
  }
  return apart(rows, joined)
}
