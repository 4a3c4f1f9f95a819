import { placeIdOf, type Cable, type Place, type PlaceLink } from '../topology/topology.ts'
import { assign } from './assign.ts'
import { isMadeUp, type Lookup } from './lookup.ts'
import type { BoxMatch } from './match-boxes.ts'
import { addressesOf, families } from './relations.ts'

/** Two cables that are taken for each other; `ends` are in the order of the goal's. */
export interface CableMatch {
  goal: Cable
  now: Cable
  ends: [string, string]
}

/** Which links (by id) and cables of the network as it is are taken for which of the goal. */
export interface LinkMatch {
  links: Map<string, string>
  cables: CableMatch[]
}

/** An end in the right place but plugged into something else, one in another place, and a cable that is not there. */
const costs = { plug: 20, place: 200, lost: 360, state: 4, address: 2, name: 1 }

const likeCost = (goal: PlaceLink | undefined, now: PlaceLink | undefined): number => {
  if (goal === undefined || now === undefined) return 0
  const state = (goal.state === 'down') === (now.state === 'down') ? 0 : costs.state
  const addresses = families.some(
    (family) => addressesOf(goal, family).length !== addressesOf(now, family).length,
  )
  const name = isMadeUp(goal.name) || goal.name === now.name ? 0 : costs.name
  return state + (addresses ? costs.address : 0) + name
}

/** Goal and network as they are, and the boxes that were taken for each other. */
interface Sides {
  goal: Lookup
  now: Lookup
  boxes: BoxMatch
}

function endCost({ goal, now, boxes }: Sides, wanted: string, found: string): number {
  const like = likeCost(goal.link(wanted), now.link(found))
  if (boxes.get(placeIdOf(wanted)) !== placeIdOf(found)) return costs.place + like
  return (boxes.get(goal.boxOf(wanted)) === now.boxOf(found) ? 0 : costs.plug) + like
}

/** A cable the one or the other way round; Docker never leads one to another place, and one end at least is where it should be. */
function cableCost(sides: Sides, goal: Cable, now: Cable): { cost: number; turned: boolean } {
  if (goal.madeBy !== now.madeBy) return { cost: Infinity, turned: false }
  const [one, other] = now.ends
  const [straight, turned] = [
    endCost(sides, goal.ends[0], one) + endCost(sides, goal.ends[1], other),
    endCost(sides, goal.ends[0], other) + endCost(sides, goal.ends[1], one),
  ]
  const cost = Math.min(straight, turned)
  const most = goal.madeBy === 'hand' ? 2 * costs.place : costs.place
  return { cost: cost < most ? cost : Infinity, turned: turned < straight }
}

/** Pairs what is wanted with what is found, as cheaply as can be. */
function pair<Thing>(
  wanted: readonly Thing[],
  found: readonly Thing[],
  cost: (wanted: Thing, found: Thing) => number,
): [Thing, Thing][] {
  const chosen = assign({
    rows: wanted.length,
    columns: found.length,
    cost: (row, column) => {
      const [goal, now] = [wanted[row], found[column]]
      return goal === undefined || now === undefined ? Infinity : cost(goal, now)
    },
    lost: () => costs.lost,
  })
  return wanted.flatMap((goal, row): [Thing, Thing][] => {
    const now = found[chosen[row] ?? -1]
    return now === undefined ? [] : [[goal, now]]
  })
}

function matchCables(sides: Sides): CableMatch[] {
  const cost = (goal: Cable, now: Cable): number => cableCost(sides, goal, now).cost
  return pair(sides.goal.topology.cables, sides.now.topology.cables, cost).map(([goal, now]) => {
    const [one, other] = now.ends
    return { goal, now, ends: cableCost(sides, goal, now).turned ? [other, one] : [one, other] }
  })
}

function looseCost({ goal, now, boxes }: Sides, wanted: PlaceLink, found: PlaceLink): number {
  if (wanted.kind !== found.kind) return Infinity
  const parents = [
    wanted.parent && boxes.get(goal.boxOf(wanted.parent)),
    found.parent && now.boxOf(found.parent),
  ]
  const plugged = boxes.get(goal.boxOf(wanted.id)) === now.boxOf(found.id)
  return likeCost(wanted, found) + (parents[0] === parents[1] ? 0 : costs.plug) + (plugged ? 0 : costs.plug)
}

function matchLoose(sides: Sides, wantedIn: Place): [string, string][] {
  const foundIn = sides.now.place(sides.boxes.get(wantedIn.id) ?? '')
  if (foundIn === undefined) return []
  const [wanted, found] = [sides.goal.looseLinks(wantedIn), sides.now.looseLinks(foundIn)]
  return pair(wanted, found, (goal, now) => looseCost(sides, goal, now)).map(([goal, now]) => [
    goal.id,
    now.id,
  ])
}

/** Takes cables, and links without a cable, for those of the goal, once it is known who is who. */
export function matchLinks(goal: Lookup, now: Lookup, boxes: BoxMatch): LinkMatch {
  const sides = { goal, now, boxes }
  const cables = matchCables(sides)
  const ends = cables.flatMap(({ goal: wanted, ends: [one, other] }): [string, string][] => [
    [wanted.ends[0], one],
    [wanted.ends[1], other],
  ])
  const bridges = [...boxes].filter(([id]) => goal.link(id) !== undefined)
  return {
    cables,
    links: new Map([
      ...bridges,
      ...goal.topology.places.flatMap((place) => matchLoose(sides, place)),
      ...ends,
    ]),
  }
}
