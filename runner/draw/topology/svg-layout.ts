import { enclose, meets, middle, type Rectangle } from './geometry.ts'
import { textWidth, type Card } from './svg-cards.ts'
import { layOutGraph, type LaidOut } from './svg-graph.ts'
import { edgesOf, type Edge, type Lead } from './svg-leads.ts'
import { placeIdOf, type Place, type Topology } from './topology.ts'
import { captionOf } from './words.ts'

type Rectangles = ReadonlyMap<string, Rectangle>

export interface SvgLayout {
  cards: Map<string, Rectangle>
  places: Map<string, Rectangle>
  leads: Lead[]
}

/** Space around the cards of a place, pixels; its title stands in the strip above or below them. */
const around = 16
export const titleStrip = 30
/** How far below its ends a cable hangs, and how far below another one. */
const hang = { inPlace: 8, below: 14, step: 14 }

function placeRectangle(place: Place, cards: readonly Card[], at: Rectangles): Rectangle | null {
  const own = cards.filter((card) => card.place === place.id).flatMap(({ id }) => at.get(id) ?? [])
  if (own.length === 0) return null
  const { left, top, right, bottom } = enclose(own)
  const missing = Math.max(0, textWidth(captionOf(place)) + 8 - (right - left)) / 2
  const under = place.kind === 'host' ? titleStrip : around
  return {
    left: left - around - missing,
    top: top - titleStrip,
    right: right + around + missing,
    bottom: bottom + under,
  }
}

const portsOf = (bridge: string, edges: readonly Edge[], at: Rectangles): Rectangle[] =>
  edges
    .filter(({ to, lead }) => to === bridge && lead.kind === 'port')
    .flatMap(({ from }) => at.get(from) ?? [])

/** A bridge reaches from its first port to its last, where nothing else stands in the way. */
function stretchBridges(at: Map<string, Rectangle>, cards: readonly Card[], edges: readonly Edge[]): void {
  for (const { id, kind } of cards) {
    const own = at.get(id)
    const ports = portsOf(id, edges, at)
    if (kind !== 'bridge' || own === undefined || ports.length === 0) continue
    const { left, right } = enclose(ports)
    const missing = Math.max(0, own.right - own.left - (right - left)) / 2
    const wide = { ...own, left: left - missing, right: right + missing }
    if ([...at].every(([other, rectangle]) => other === id || !meets(wide, rectangle))) at.set(id, wide)
  }
}

/** The height of every cable that hangs: below what it passes, short ones above long ones, none on another. */
function levelsOf(edges: readonly Edge[], at: Rectangles, places: Rectangles): Map<string, number> {
  const levels = new Map<string, number>()
  const taken: Rectangle[] = []
  const hanging = edges
    .filter(({ hangs }, index) => hangs && edges[index + 1]?.to === edges[index]?.to)
    .map(({ to, lead }) => ({ to, lead, run: enclose(lead.ends.flatMap((id) => at.get(id) ?? [])) }))
    .sort((one, other) => one.run.right - one.run.left - (other.run.right - other.run.left))
  for (const { to, lead, run } of hanging) {
    const inPlace = placeIdOf(lead.ends[0]) === placeIdOf(lead.ends[1])
    const passed = inPlace ? [run] : [run, ...[...places.values()].filter((place) => meets(place, run))]
    const line = { ...run, top: enclose(passed).bottom + (inPlace ? hang.inPlace : hang.below) }
    const touches = (): boolean => taken.some((other) => meets(other, { ...line, bottom: line.top + 1 }))
    while (touches()) line.top += hang.step
    taken.push({ ...line, bottom: line.top + 1 })
    levels.set(to, line.top)
  }
  return levels
}

/** A port right above its bridge hangs on it by a straight line, as does every end over the one it meets. */
function isClear(from: Rectangle, to: Rectangle, at: Rectangles): boolean {
  const x = middle(from)
  if (x <= to.left || x >= to.right || from.bottom > to.top) return false
  const strip = { left: x - 2, right: x + 2, top: from.bottom, bottom: to.top }
  return [...at.values()].every((card) => !meets(strip, card))
}

function leadsOf(
  edges: readonly Edge[],
  { cards, pointsOf }: LaidOut,
  levels: ReadonlyMap<string, number>,
): Lead[] {
  return edges.flatMap((edge, index): Lead[] => {
    const { from, to, lead, hangs } = edge
    if (hangs)
      return edges[index - 1]?.to === to ? [] : [{ ...lead, points: [], level: levels.get(to) ?? null }]
    const [above, below] = [cards.get(from), cards.get(to)]
    const straight =
      lead.kind === 'port' && above !== undefined && below !== undefined && isClear(above, below, cards)
    return [{ ...lead, points: straight ? [] : pointsOf(edge), level: null }]
  })
}

/** True when more of the places stand right of a later one than left of it. */
const isBackwards = ({ places }: Topology, cards: readonly Card[], at: Rectangles): boolean => {
  const order = places
    .filter(({ kind }) => kind !== 'host')
    .flatMap((place) => placeRectangle(place, cards, at)?.left ?? [])
  const pairs = order.flatMap((one, index) => order.slice(index + 1).map((other) => Math.sign(other - one)))
  return pairs.reduce((sum, sign) => sum + sign, 0) < 0
}

const mirrored = ({ cards, pointsOf }: LaidOut): LaidOut => ({
  cards: new Map([...cards].map(([id, at]) => [id, { ...at, left: -at.right, right: -at.left }])),
  pointsOf: (edge) => pointsOf(edge).map(({ x, y }) => ({ x: -x, y })),
})

/** Where everything stands, pixels; coordinates may be negative. */
export function layOutSvg(topology: Topology, cards: readonly Card[]): SvgLayout {
  const edges = edgesOf(topology)
  const graph = layOutGraph(topology, cards, edges)
  const laidOut = isBackwards(topology, cards, graph.cards) ? mirrored(graph) : graph
  const at = laidOut.cards
  stretchBridges(at, cards, edges)
  const places = new Map(
    topology.places.flatMap((place) => {
      const rectangle = placeRectangle(place, cards, at)
      return rectangle ? [[place.id, rectangle] as const] : []
    }),
  )
  return { cards: at, places, leads: leadsOf(edges, laidOut, levelsOf(edges, at, places)) }
}
