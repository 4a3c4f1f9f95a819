import { graphlib, type EdgeLabel, type Graph, type GraphLabel, type NodeLabel } from '@dagrejs/dagre'
import type { Place } from './topology.ts'

/** What dagre lays out: cards, and the borders and bends that it adds itself, in layers from above to below. */
export type Layers = Graph<GraphLabel, NodeLabel, EdgeLabel>

const orderOf = (graph: Layers, id: string): number => graph.node(id).order ?? 0

function layersOf(graph: Layers): string[][] {
  const layers = new Map<number | undefined, string[]>()
  for (const id of graph.nodes()) {
    if (graph.children(id).length > 0) continue
    const { rank } = graph.node(id)
    layers.set(rank, [...(layers.get(rank) ?? []), id])
  }
  return [...layers.values()]
}

/** Whether no layer gives two nodes one number, and none has a place left of one that another has it right of. */
function isInOrder(graph: Layers, layers: readonly string[][]): boolean {
  const leftOf = new graphlib.Graph()
  for (const layer of layers) {
    const inOrder = layer.toSorted((a, b) => orderOf(graph, a) - orderOf(graph, b))
    const places = inOrder.flatMap((id) => graph.parent(id) ?? [])
    for (const [index, place] of places.entries()) {
      const next = places[index + 1]
      if (next !== undefined && next !== place) leftOf.setEdge(place, next)
    }
    if (new Set(layer.map((id) => graph.node(id).order)).size < layer.length) return false
  }
  return graphlib.alg.isAcyclic(leftOf)
}

/** A layer's nodes from left to right: those of a place together, between its borders; those of none last. */
function standByPlace(graph: Layers, layer: readonly string[], places: readonly Place[]): string[] {
  const placeAt = new Map(places.map(({ id }, index) => [id, index]))
  const seat = (id: string): number => placeAt.get(graph.parent(id) ?? '') ?? places.length
  const side = (id: string): number =>
    ['borderLeft', undefined, 'borderRight'].indexOf(graph.node(id).borderType)
  return layer.toSorted(
    (a, b) => seat(a) - seat(b) || side(a) - side(b) || orderOf(graph, a) - orderOf(graph, b),
  )
}

/**
 * Where layers disagree on which of three places stands left (A B, B C, C A), dagre 3.1.3 lets places overlap, or loses
 * a node and throws. There the places stand in each layer as they do in the topology.
 */
export function mendOrder(graph: Layers, places: readonly Place[]): void {
  const layers = layersOf(graph)
  if (isInOrder(graph, layers)) return
  for (const layer of layers)
    for (const [order, id] of standByPlace(graph, layer, places).entries()) graph.node(id).order = order
}
