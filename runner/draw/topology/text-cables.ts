import type { Canvas } from './canvas.ts'
import type { CableSigns, Signs } from './signs.ts'

/** A point of the picture: column and row. */
export interface Point {
  x: number
  y: number
}

/** A cable to draw: from behind a row's text to another row, by a channel where it cannot run straight. */
export interface Wire {
  from: Point
  to: Point
  /** To the left side of the box beside the host, or out to the right and back to `to`. */
  way: 'across' | 'around'
  signs: CableSigns
  /** Ends that are down: nothing passes there. */
  cut: { from: boolean; to: boolean }
}

const span = ({ from, to }: Wire): [number, number] => [Math.min(from.y, to.y), Math.max(from.y, to.y)]

/** For each wire that turns, the number of its channel, such that no two lie on each other; short ones first. */
export function channels(wires: readonly Wire[]): Map<Wire, number> {
  const length = (wire: Wire): number => span(wire)[1] - span(wire)[0]
  const taken: [number, number][][] = []
  const chosen = new Map<Wire, number>()
  const turning = wires.filter(({ from, to, way }) => way === 'around' || from.y !== to.y)
  for (const wire of turning.toSorted((one, other) => length(one) - length(other))) {
    const [top, bottom] = span(wire)
    const free = taken.findIndex((spans) => spans.every((other) => bottom < other[0] || top > other[1]))
    const channel = free === -1 ? taken.length : free
    taken[channel] = [...(taken[channel] ?? []), [top, bottom]]
    chosen.set(wire, channel)
  }
  return chosen
}

/** A level stretch, both columns included; it shows where it passes a box's side. */
function drawLevel(
  canvas: Canvas,
  y: number,
  [left, right]: [number, number],
  signs: CableSigns,
  sides: Signs,
): void {
  for (let x = left; x <= right; x++) {
    const passes = [sides.vertical, sides.missing.vertical].includes(canvas.at(x, y))
    canvas.set(x, y, passes ? signs.crossing : signs.horizontal)
  }
}

/** Draws all cables: first what lies level, then what stands, which interrupts it. `channelAt` is the column of a wire that turns. */
export function drawWires(
  canvas: Canvas,
  wires: readonly Wire[],
  channelAt: ReadonlyMap<Wire, number>,
  sides: Signs,
): void {
  for (const wire of wires) {
    const { from, to, way, signs } = wire
    const turn = channelAt.get(wire)
    if (turn === undefined) drawLevel(canvas, from.y, [from.x, to.x - 1], signs, sides)
    else {
      drawLevel(canvas, from.y, [from.x, turn], signs, sides)
      drawLevel(canvas, to.y, way === 'across' ? [turn, to.x - 1] : [to.x, turn], signs, sides)
    }
    if (way === 'across') canvas.set(to.x, to.y, signs.arrives)
  }
  for (const [wire, turn] of channelAt) drawUpright(canvas, wire, turn)
  for (const { from, to, way, cut } of wires) {
    if (cut.from) canvas.set(from.x + 1, from.y, sides.cut)
    if (cut.to) canvas.set(way === 'across' ? to.x - 2 : to.x + 1, to.y, sides.cut)
  }
}

function drawUpright(canvas: Canvas, wire: Wire, turn: number): void {
  const { from, to, way, signs } = wire
  const [top, bottom] = span(wire)
  for (let y = top + 1; y < bottom; y++) canvas.set(turn, y, signs.vertical)
  canvas.set(turn, from.y, from.y === top ? signs.leftDown : signs.leftUp)
  const arrives = to.y === top ? signs.downRight : signs.upRight
  const returns = to.y === top ? signs.leftDown : signs.leftUp
  canvas.set(turn, to.y, way === 'across' ? arrives : returns)
}
