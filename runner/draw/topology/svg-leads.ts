import { outsideId, hostsOf, placeIdOf, type Topology } from './topology.ts'
import type { Spot } from './geometry.ts'

/** What a line of the picture stands for. */
export interface Lead {
  kind: 'cable' | 'port' | 'parent'
  madeBy: 'hand' | 'docker' | 'lab' | null
  missing: boolean
  /** Ids of its ends, the upper one first. */
  ends: [string, string]
  /** Where the layout would lead it; none for a straight line. */
  points: Spot[]
  /** The height at which a cable runs that hangs from both of its ends; null for one that leads down. */
  level: number | null
}

/** An edge of the graph that is laid out. */
export interface Edge {
  from: string
  to: string
  lead: Pick<Lead, 'kind' | 'madeBy' | 'missing' | 'ends'>
  /** One half of a cable that hangs from both of its ends: it leads to a node below them. */
  hangs: boolean
}

/** Whether a link, by its id, is a host's own. */
const isOfHost = (topology: Topology, id: string): boolean =>
  hostsOf(topology).some((host) => host.id === placeIdOf(id))

const sameHeight = (topology: Topology, [one, other]: [string, string]): boolean => {
  if (other === outsideId) return false
  return isOfHost(topology, one) === isOfHost(topology, other)
}

function cableEdges(topology: Topology): Edge[] {
  return topology.cables.flatMap(({ ends, madeBy, mark }, index): Edge[] => {
    const look = { kind: 'cable', madeBy, missing: mark?.sign === '-' } as const
    if (sameHeight(topology, ends))
      return ends.map((from) => ({ from, to: `loop${index}`, lead: { ...look, ends }, hangs: true }))
    const [one, other] = ends
    const upwards = other !== outsideId && isOfHost(topology, one)
    const [from, to] = upwards ? [other, one] : [one, other]
    return [{ from, to, lead: { ...look, ends: [from, to] }, hangs: false }]
  })
}

/** Everything that the picture joins by a line, from above to below. */
export function edgesOf(topology: Topology): Edge[] {
  const links = topology.places.flatMap((place) => place.links)
  const inner = links.flatMap(({ id, bridge, parent, mark }): Edge[] => {
    const to = (kind: 'port' | 'parent', end: string | null): Edge[] =>
      end === null
        ? []
        : [
            {
              from: id,
              to: end,
              lead: { kind, madeBy: null, missing: mark?.sign === '-', ends: [id, end] },
              hangs: false,
            },
          ]
    return [...to('port', bridge), ...to('parent', parent)]
  })
  return [...cableEdges(topology), ...inner]
}
