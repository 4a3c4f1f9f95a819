import {
  bridgesOf,
  linksById,
  outsideId,
  placeIdOf,
  type Cable,
  type Place,
  type PlaceLink,
  type Topology,
} from '../topology/topology.ts'

/** A topology, and who is where in it. */
export interface Lookup {
  topology: Topology
  link: (id: string) => PlaceLink | undefined
  place: (id: string) => Place | undefined
  /** The cable that ends at a link. */
  cable: (linkId: string) => Cable | undefined
  /** The far end of that cable. */
  farEnd: (linkId: string) => string | undefined
  /** The box that a link belongs to, as cables see it: its bridge, or its place. */
  boxOf: (linkId: string) => string
  /** Links of a place that no cable ends at, bridges apart: a dummy, a macvlan, an end whose partner is lost. */
  looseLinks: (place: Place) => PlaceLink[]
}

/** Names that Docker made up are written with an ellipsis: they say nothing. */
export const isMadeUp = (name: string): boolean => name.includes('…')

export function lookUp(topology: Topology): Lookup {
  const links = linksById(topology)
  const places = new Map(topology.places.map((place) => [place.id, place]))
  const bridges = new Set(topology.places.flatMap((place) => bridgesOf(place).map(({ id }) => id)))
  const cables = new Map(topology.cables.flatMap((cable) => cable.ends.map((end) => [end, cable] as const)))
  return {
    topology,
    link: (id) => links.get(id),
    place: (id) => places.get(id),
    cable: (id) => cables.get(id),
    farEnd: (id) => cables.get(id)?.ends.find((end) => end !== id),
    boxOf: (id) =>
      id === outsideId ? outsideId : (links.get(id)?.bridge ?? (bridges.has(id) ? id : placeIdOf(id))),
    looseLinks: (place) => place.links.filter(({ id }) => !bridges.has(id) && !cables.has(id)),
  }
}
