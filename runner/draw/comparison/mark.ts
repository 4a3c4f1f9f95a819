import {
  bridgesOf,
  outsideId,
  placeIdOf,
  type Cable,
  type Mark,
  type Place,
  type PlaceLink,
  type Topology,
} from '../topology/topology.ts'
import type { Comparison } from './compare.ts'
import { isUnseen, type Difference } from './difference.ts'

interface Marked {
  mark?: Mark
}

const missing = (...notes: string[]): Marked => ({ mark: { sign: '-', notes } })

/** The mark of what is there: what is said of it, or that it is not in the goal. */
function markOf(about: readonly Difference[], extra: boolean): Marked {
  if (about.length === 0) return extra ? { mark: { sign: '+', notes: [] } } : {}
  const notes = [...new Set(about.map(({ note }) => note).filter((note) => note !== ''))]
  return { mark: { sign: about.some(({ sign }) => sign === '~') ? '~' : '+', notes } }
}

/** The ids that the goal's places and links have in the marked picture: what is missing gets one of its own. */
function idsIn({ compared: { goal, boxes, links } }: Comparison): (goalId: string) => string {
  const ids = new Map<string, string>([[outsideId, outsideId]])
  for (const place of goal.topology.places) {
    const here = boxes.get(place.id)
    const id = here ?? `missing-${place.id}`
    ids.set(place.id, id)
    for (const [index, link] of place.links.entries())
      ids.set(
        link.id,
        links.get(link.id) ?? `${id}.missing${here === undefined ? '' : `-${place.id}`}-${index}`,
      )
  }
  return (goalId) => ids.get(goalId) ?? goalId
}

/** Cables of the goal that are to be drawn as missing: nothing can be said of a place that could not be read. */
const missingCables = ({ compared }: Comparison): Cable[] =>
  compared.goal.topology.cables.filter(
    (cable) =>
      !compared.cables.some(({ goal }) => goal === cable) &&
      cable.ends.every((end) => !isUnseen(compared, compared.boxes.get(placeIdOf(end)) ?? '')),
  )

/** Links of a place of the goal that are to be drawn as missing in the one that is taken for it. */
function missingLinks({ compared }: Comparison, place: Place, cables: readonly Cable[]): PlaceLink[] {
  const { goal, boxes, links } = compared
  if (isUnseen(compared, boxes.get(place.id) ?? '')) return []
  const ends = new Set(cables.flatMap((cable) => cable.ends))
  const others = new Set([...bridgesOf(place), ...goal.looseLinks(place)])
  return place.links.filter((link) => !links.has(link.id) && (others.has(link) || ends.has(link.id)))
}

/** A link of the goal for the marked picture; the words are left to its place, or to the far one, where that is missing. */
function ghostLink({ compared }: Comparison, link: PlaceLink, idIn: (id: string) => string): PlaceLink {
  const far = compared.goal.farEnd(link.id) ?? link.id
  const told = [link.id, far].some((id) => id !== outsideId && !compared.boxes.has(placeIdOf(id)))
  return {
    ...link,
    id: idIn(link.id),
    bridge: link.bridge && idIn(link.bridge),
    parent: link.parent && idIn(link.parent),
    ...(told ? missing() : missing('missing')),
  }
}

function markPlace(comparison: Comparison, place: Place, ghosts: PlaceLink[]): Place {
  const { compared, differences, extras } = comparison
  const about = [...differences, ...extras].filter(({ now }) => now !== null && placeIdOf(now) === place.id)
  const rows = about.filter(({ row }) => row !== undefined)
  const said = (id: string): Difference[] => about.filter(({ now, row }) => now === id && row === undefined)
  const known = [...compared.boxes.values()].includes(place.id)
  const taken = new Set(compared.links.values())
  const ofRow = <Row>(row: Row): Row & Marked => ({
    ...row,
    ...markOf(
      rows.filter((one) => one.row === row),
      false,
    ),
  })
  const lost = rows
    .filter(({ sign }) => sign === '-')
    .flatMap(({ row }) => (row ? [{ ...row, ...missing('missing') }] : []))
  return {
    ...place,
    ...markOf(said(place.id), false),
    links: [
      ...place.links.map((link) => ({ ...link, ...markOf(said(link.id), known && !taken.has(link.id)) })),
      ...ghosts,
    ],
    gateways: [...place.gateways.map(ofRow), ...lost.flatMap((row) => ('device' in row ? [row] : []))],
    published: [...place.published.map(ofRow), ...lost.flatMap((row) => ('hostPort' in row ? [row] : []))],
  }
}

/** The network as it is, with marks on all in which it differs from its goal, and with what is missing drawn in as missing. */
export function markTopology(comparison: Comparison): Topology {
  const { goal, now, boxes, cables } = comparison.compared
  const idIn = idsIn(comparison)
  const lostCables = missingCables(comparison)
  const ghosts = (place: Place): PlaceLink[] =>
    missingLinks(comparison, place, lostCables).map((link) => ghostLink(comparison, link, idIn))
  const wantedFor = new Map(goal.topology.places.map((place) => [boxes.get(place.id), place]))
  const there = now.topology.places.map((place) => {
    const wanted = wantedFor.get(place.id)
    return markPlace(comparison, place, wanted ? ghosts(wanted) : [])
  })
  const lost = goal.topology.places
    .filter(({ id }) => !boxes.has(id))
    .map((place) => ({
      ...place,
      ...missing('missing'),
      id: idIn(place.id),
      host: idIn(place.host),
      links: ghosts(place),
    }))
  const matched = new Set(cables.map((match) => match.now))
  return {
    ...now.topology,
    places: [...there, ...lost],
    cables: [
      ...now.topology.cables.map((cable) => ({ ...cable, ...markOf([], !matched.has(cable)) })),
      ...lostCables.map(({ ends: [one, other], madeBy }): Cable => ({
        ends: [idIn(one), idIn(other)],
        madeBy,
        ...missing(),
      })),
    ],
  }
}
