import { Graph, layout, type NodeLabel } from '@dagrejs/dagre'
import type { Rectangle, Spot } from './geometry.ts'
import { cardSize, textWidth, type Card } from './svg-cards.ts'
import type { Edge } from './svg-leads.ts'
import { mendOrder, type Layers } from './svg-order.ts'
import { hostsOf, outsideId, placeIdOf, type Place, type Topology } from './topology.ts'
import { captionOf } from './words.ts'

/** Pixels. */
const spacing = { nodesep: 40, edgesep: 24, ranksep: 36 }
/** Room for a cable that hangs. */
const hanging = { width: 12, height: 14 }

/** A host's links that lead out stand below all others of it; its ports stand above their bridge as it is. */
function keepLow(graph: Layers, topology: Topology, { links }: Place): void {
  const out = topology.cables.filter(({ ends }) => ends[1] === outsideId).map(({ ends }) => ends[0])
  const low = links.map(({ id }) => id).filter((id) => out.includes(id))
  const under = new Set(links.filter(({ id }) => low.includes(id)).map(({ bridge }) => bridge))
  for (const { id, bridge } of links)
    for (const below of low)
      if (!low.includes(id) && bridge === null && !under.has(id))
        graph.setEdge(id, below, { minlen: 1, weight: 0 }, 'order')
}

function addCards(graph: Layers, { places }: Topology, cards: readonly Card[]): void {
  for (const { id } of places)
    if (cards.some(({ place }) => place === id)) graph.setNode(id, { width: 0, height: 0 })
  for (const card of cards) {
    const place = places.find(({ id }) => id === card.place)
    const alone = cards.filter((one) => one.place === card.place).length === 1
    const { width, height } = cardSize(card)
    const title = place && alone ? textWidth(captionOf(place)) : 0
    graph.setNode(card.id, { width: Math.max(width, title), height })
    if (card.place !== null) graph.setParent(card.id, card.place)
  }
}

/** A bridge is long enough for its ports to stand beside each other above it. */
function widenBridges(graph: Layers, cards: readonly Card[], edges: readonly Edge[]): void {
  for (const { id, kind } of cards) {
    if (kind !== 'bridge') continue
    const ports = edges.filter(({ to, lead }) => to === id && lead.kind === 'port')
    const widths = ports.map(({ from }) => graph.node(from).width)
    const all = widths.reduce((sum, width) => sum + width + spacing.nodesep, -spacing.nodesep)
    graph.node(id).width = Math.max(graph.node(id).width, all)
  }
}

function addEdges(graph: Layers, edges: readonly Edge[]): void {
  for (const { from, to, lead, hangs } of edges) {
    if (hangs) {
      graph.setNode(to, { ...hanging })
      const [one, other] = lead.ends.map(placeIdOf)
      if (one !== undefined && one === other) graph.setParent(to, one)
    }
    const near = hangs || placeIdOf(from) === placeIdOf(to)
    graph.setEdge(from, to, { minlen: near ? 1 : 2, weight: 2 }, lead.kind)
  }
}

const rectangleOf = ({ x = 0, y = 0, width, height }: NodeLabel): Rectangle => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
})

export interface LaidOut {
  cards: Map<string, Rectangle>
  pointsOf: (edge: Edge) => Spot[]
}

/** Has dagre lay out the cards in layers, each place's together. */
export function layOutGraph(topology: Topology, cards: readonly Card[], edges: readonly Edge[]): LaidOut {
  const graph: Layers = new Graph({ compound: true, multigraph: true })
  graph.setGraph({ rankdir: 'TB', rankalign: 'top', ...spacing })
  addCards(graph, topology, cards)
  widenBridges(graph, cards, edges)
  addEdges(graph, edges)
  for (const host of hostsOf(topology)) keepLow(graph, topology, host)
  layout(graph, {
    customOrder: (layers: Layers, order: (graph: Layers) => void) => {
      order(layers)
      mendOrder(layers, topology.places)
    },
  })
  return {
    cards: new Map(cards.map(({ id }) => [id, rectangleOf(graph.node(id))])),
    pointsOf: ({ from, to, lead }) => graph.edge(from, to, lead.kind).points ?? [],
  }
}
