import stringWidth from 'fast-string-width'
import { largest, wrapRanges } from '../wrap.ts'
import { Canvas } from './canvas.ts'
import { asciiSigns, unicodeSigns, type Signs } from './signs.ts'
import { drawBox, naturalWidth, type Box, type Line } from './text-box.ts'
import { besides, hostBox, placeBox, type Drawn } from './text-boxes.ts'
import { channels, drawWires, type Point, type Wire } from './text-cables.ts'
import { joinColumns, type PictureRow } from './text-rows.ts'
import { hostOf, outsideId, placeIdOf, type Cable, type Topology } from './topology.ts'

export interface TextStyle {
  /** Columns that the picture should not exceed; it does when it cannot be drawn in them. */
  width: number
  unicode: boolean
}

/** Columns between the host's box and those beside it, without channels for cables that turn. */
const gutter = 6
/** Columns from a box to its first channel, and from one channel to the next. */
const channelStep = 3
/** Narrower boxes are not readable. */
const narrowest = 24
/** The column in which the host's own cable leaves its box. */
const leavesAt = 3

/** Cables that are drawn as lines: all but those that lead out, or from the host to itself. */
const lines = ({ cables, ...topology }: Topology): Cable[] => {
  const host = hostOf({ cables, ...topology })?.id
  return cables.filter(({ ends }) => !ends.includes(outsideId) && !ends.every((id) => placeIdOf(id) === host))
}

/** The last of the host's links that lead out and are in no bridge. */
const uplinkOf = (topology: Topology): string | null => {
  const out = topology.cables.filter(({ ends }) => ends.includes(outsideId)).map(({ ends }) => ends[0])
  const links = hostOf(topology)?.links ?? []
  return links.findLast(({ id, bridge }) => bridge === null && out.includes(id))?.id ?? null
}

interface Sketch {
  host: Box | null
  beside: Box[]
  wired: Cable[]
  uplink: string | null
}

const sketch = (topology: Topology): Sketch => {
  const wired = lines(topology)
  const uplink = uplinkOf(topology)
  const host = hostOf(topology)
  const ends = wired.flatMap(({ ends: both }) => {
    const across = both.some((id) => placeIdOf(id) === host?.id)
    return both.map((id) => [id, across && placeIdOf(id) !== host?.id ? 'arrives' : 'leaves'] as const)
  })
  const drawn: Drawn = { ends: new Map(ends), uplink }
  const beside = besides(topology, host).map((place) => placeBox(topology, place, drawn))
  return { host: host ? hostBox(topology, host, drawn) : null, beside, wired, uplink }
}

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

function wiresOf({ wired }: Sketch, { rows, leftWidth, rightAt }: Layout, signs: Signs): Wire[] {
  const ends = findEnds(rows, leftWidth, rightAt)
  return wired.flatMap(({ ends: [one, other], madeBy }): Wire[] => {
    const [first, second] = [ends.get(one), ends.get(other)]
    if (first === undefined || second === undefined) return []
    const look = madeBy === 'hand' ? signs.cables.byHand : signs.cables.plain
    if (first.beside && second.beside) return [{ from: first, to: second, way: 'around', signs: look }]
    const [from, to] = first.beside ? [second, first] : [first, second]
    return [{ from, to: { x: rightAt, y: to.y }, way: 'across', signs: look }]
  })
}

/**
 * The picture for a terminal: the host as a box with its bridges in it, the containers beside it, and cables between
 * them, double ones made by hand. As wide as it must be, and `width` columns at most if that is possible.
 */
export function drawTopology(topology: Topology, { width, unicode }: TextStyle): string {
  const signs = unicode ? unicodeSigns : asciiSigns
  const plan = unicode ? sketch(topology) : sketchInAscii(sketch(topology))
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
  return paint(plan, layOut(topology, plan, shares, gap, signs), signs)
}

function paint(plan: Sketch, layout: Layout, signs: Signs): string {
  const { rows, leftWidth, rightAt, rightWidth, hostBottom } = layout
  const canvas = new Canvas()
  for (const [y, { left, right }] of rows.entries()) {
    canvas.write(0, y, left.text)
    canvas.write(rightAt, y, right.text)
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

/** ASCII has no sign for what was left out of a name. */
const spellOut = (text: string): string => text.replaceAll('…', asciiSigns.ellipsis)

const inAscii = ({ title, rows }: Box): Box => ({
  title: spellOut(title),
  rows: rows.map((row) => ('rows' in row ? inAscii(row) : { ...row, text: spellOut(row.text) })),
})

const sketchInAscii = (plan: Sketch): Sketch => ({
  ...plan,
  host: plan.host && inAscii(plan.host),
  beside: plan.beside.map(inAscii),
})
