import stringWidth from 'fast-string-width'
import { plain as plainSign } from '../styled-text.ts'
import type { Style } from '../paint.ts'
import { largest, wrapRanges } from '../wrap.ts'
import { Canvas } from './canvas.ts'
import { asciiSigns, unicodeSigns, type CableSigns, type Signs } from './signs.ts'
import { drawBox, naturalWidth, type Line } from './text-box.ts'
import { channels, drawWires, type Point, type Wire } from './text-cables.ts'
import { joinColumns, type PictureRow } from './text-rows.ts'
import { sketch, sketchInAscii, type Sketch } from './text-sketch.ts'
import { hostsOf, type Cable, type Place, type Topology } from './topology.ts'

export interface TextStyle {
  /** Columns that the picture should not exceed; it does when it cannot be drawn in them. */
  width: number
  unicode: boolean
  /** Colours the sign of a mark: `+`, `-` or `~`. */
  paintSign?: Style
}

/** Columns between the host's box and those beside it, without channels for cables that turn. */
const gutter = 6
/** Columns from a box to its first channel, and from one channel to the next. */
const channelStep = 3
/** Narrower boxes are not readable. */
const narrowest = 24
/** The column in which the host's own cable leaves its box. */
const leavesAt = 3

/** How the columns share what there is: each gets what it wants, or the wider one gives way. */
function shareWidth(available: number, left: number, right: number): [number, number] {
  if (left + right <= available) return [left, right]
  const half = Math.floor(available / 2)
  const leftWidth = Math.min(left, Math.max(narrowest, available - Math.min(right, half)))
  return [leftWidth, Math.min(right, Math.max(narrowest, available - leftWidth))]
}

/** Where every end stands in the picture: behind its text, and in the left column or beside it. */
function findEnds(
  rows: readonly PictureRow[],
  leftWidth: number,
  rightAt: number,
): Map<string, Point & { beside: boolean }> {
  const found = new Map<string, Point & { beside: boolean }>()
  for (const [y, { left, right }] of rows.entries()) {
    if (left.end) found.set(left.end.link, { x: left.end.column + 1, y, beside: false })
    if (right.end) found.set(right.end.link, { x: rightAt + right.end.column + 1, y, beside: true })
  }
  return found
}

/** What is drawn below the host: its cable to the outside. */
function underHost(topology: Topology, { uplink }: Sketch, width: number, { vertical }: Signs): Line[] {
  if (uplink === null) return []
  const at = ' '.repeat(leavesAt)
  const words = `the outside: ${topology.outside.addresses.join(', ')}`
  const texts = wrapRanges(words, Math.max(1, width - 1)).map(
    ({ start, end }) => ` ${words.slice(start, end)}`,
  )
  return [`${at}${vertical}`, ...texts].map((text) => ({
    text: text + ' '.repeat(Math.max(0, width - stringWidth(text))),
    end: null,
    sign: null,
    filler: ' '.repeat(width),
  }))
}

/** The two columns, and where the right one begins. */
interface Layout {
  rows: PictureRow[]
  leftWidth: number
  rightAt: number
  rightWidth: number
  hostBottom: number
}

function layOut(
  topology: Topology,
  plan: Sketch,
  [leftWidth, rightWidth]: [number, number],
  gap: number,
  signs: Signs,
): Layout {
  const host = plan.host ? drawBox(plan.host, leftWidth, signs) : []
  const left = [...host, ...underHost(topology, plan, leftWidth, signs)]
  const right = plan.beside.flatMap((box) => drawBox(box, rightWidth, signs))
  const joined = new Map(
    plan.wired.flatMap(({ ends: [one, other] }) => [[one, other] as const, [other, one] as const]),
  )
  const rows = joinColumns({ left, right, leftWidth, rightWidth }, joined)
  const bottom = host.at(-1)
  return {
    rows,
    leftWidth,
    rightAt: leftWidth + gap,
    rightWidth,
    hostBottom: rows.findIndex((row) => row.left === bottom),
  }
}

const lookOf = ({ madeBy, mark }: Cable, { cables }: Signs): CableSigns => {
  if (mark?.sign === '-') return cables.missing
  return madeBy === 'hand' ? cables.byHand : cables.plain
}

function wiresOf({ wired, down }: Sketch, { rows, leftWidth, rightAt }: Layout, signs: Signs): Wire[] {
  const ends = findEnds(rows, leftWidth, rightAt)
  return wired.flatMap((cable): Wire[] => {
    const [one, other] = cable.ends
    const [first, second] = [ends.get(one), ends.get(other)]
    if (first === undefined || second === undefined) return []
    const look = { signs: lookOf(cable, signs) }
    const cut = { from: down.has(one), to: down.has(other) }
    if (first.beside && second.beside) return [{ ...look, from: first, to: second, way: 'around', cut }]
    const [from, to] = first.beside ? [second, first] : [first, second]
    const turned = first.beside ? { from: cut.to, to: cut.from } : cut
    return [{ ...look, from, to: { x: rightAt, y: to.y }, way: 'across', cut: turned }]
  })
}

/**
 * The picture for a terminal: the host as a box with its bridges in it, the containers beside it, and cables between
 * them, double ones made by hand; several hosts below each other. As wide as it must be, and `width` columns at most if
 * that is possible.
 */
export function drawTopology(topology: Topology, style: TextStyle): string {
  const hosts = hostsOf(topology)
  const parts = hosts.length === 0 ? [undefined] : hosts
  return parts.map((host) => drawHost(topology, host, style)).join('\n\n')
}

function drawHost(topology: Topology, host: Place | undefined, style: TextStyle): string {
  const { width, unicode } = style
  const signs = unicode ? unicodeSigns : asciiSigns
  const plan = unicode ? sketch(topology, host) : sketchInAscii(sketch(topology, host))
  const natural: [number, number] = [
    plan.host ? naturalWidth(plan.host) : 0,
    largest(plan.beside.map(naturalWidth)),
  ]
  // How many cables turn is known when the columns stand, and how wide these may be when that is known.
  const draft = layOut(topology, plan, natural, gutter, signs)
  const turns = channels(wiresOf(plan, draft, signs))
  const count = (way: Wire['way']): number =>
    largest([...turns].filter(([wire]) => wire.way === way).map(([, channel]) => channel + 1)) * channelStep
  const gap = plan.beside.length === 0 ? 0 : gutter + count('across')
  const shares = shareWidth(width - gap - count('around'), ...natural)
  return toText(plan, layOut(topology, plan, shares, gap, signs), signs, style)
}

/** A sign is coloured where its line is known, so that no colour can move anything. */
const writeLine = (canvas: Canvas, x: number, y: number, { text, sign }: Line, paint = plainSign): void => {
  canvas.write(x, y, text)
  if (sign !== null) canvas.set(x + sign, y, paint(canvas.at(x + sign, y)))
}

function toText(plan: Sketch, layout: Layout, signs: Signs, { paintSign }: TextStyle): string {
  const { rows, leftWidth, rightAt, rightWidth, hostBottom } = layout
  const canvas = new Canvas()
  for (const [y, { left, right }] of rows.entries()) {
    writeLine(canvas, 0, y, left, paintSign)
    writeLine(canvas, rightAt, y, right, paintSign)
  }
  const wires = wiresOf(plan, layout, signs)
  const columns = [...channels(wires)].map(([wire, channel]): [Wire, number] => [
    wire,
    (wire.way === 'across' ? leftWidth : rightAt + rightWidth) + 2 + channel * channelStep,
  ])
  drawWires(canvas, wires, new Map(columns), signs)
  if (plan.uplink !== null) canvas.set(leavesAt, hostBottom, signs.leaves)
  return canvas.toString()
}

/** What the lines and signs mean that are in these pictures; none where they need no words. */
export function pictureLegend(topologies: readonly Topology[], { width, unicode }: TextStyle): string[] {
  const { cables } = unicode ? unicodeSigns : asciiSigns
  const all = topologies.flatMap((topology) => topology.cables)
  const marked = topologies.flatMap(({ places }) => places.flatMap((place) => [place, ...place.links]))
  const signs = new Set(marked.map(({ mark }) => mark?.sign))
  const line = ({ horizontal }: CableSigns): string => horizontal.repeat(3)
  const meanings = [
    ...(all.some((cable) => lookOf(cable, unicodeSigns) === unicodeSigns.cables.byHand)
      ? [`${line(cables.byHand)} a cable made by hand`]
      : []),
    ...(all.some(({ mark }) => mark?.sign === '-') ? [`${line(cables.missing)} a missing cable`] : []),
    ...(signs.has('-') ? ['- missing'] : []),
    ...(signs.has('~') ? ['~ differs'] : []),
    ...(signs.has('+') ? ['+ not in the goal'] : []),
  ]
  // No meaning is torn apart: only the gaps between them have spaces.
  const glued = meanings.map((meaning) => meaning.replaceAll(' ', '\u00a0')).join('  ')
  if (glued === '') return []
  return wrapRanges(glued, width).map(({ start, end }) => glued.slice(start, end).replaceAll('\u00a0', ' '))
}
