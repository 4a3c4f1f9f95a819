import { byName } from '../topology/names.ts'
import { outsideId } from '../topology/topology.ts'
import { assign } from './assign.ts'
import { boxCost, lostCost, otherNameCost, strandCost, type Names } from './costs.ts'
import type { Box, Shape } from './shape.ts'

/** Which box of the network as it is (its id) is taken for which of the goal (by id). One that is lost is not in it. */
export type BoxMatch = ReadonlyMap<string, string>

/** More tries than any lab needs; after them the best that was found so far is taken. */
const patience = 400

/** Hosts are who they are by their names, or else by their order; and there is one outside. */
function fixedBoxes(goal: Shape, now: Shape): Map<string, string> {
  const hosts = now.boxes.filter(({ kind }) => kind === 'host')
  const fixed = new Map([[outsideId, outsideId]])
  const wanted = goal.boxes.filter(({ kind }) => kind === 'host')
  for (const [index, host] of wanted.entries()) {
    const found = hosts.find(({ names }) => names[0] === host.names[0]) ?? hosts[index]
    if (found && ![...fixed.values()].includes(found.id)) fixed.set(host.id, found.id)
  }
  return fixed
}

/** What a box of the goal could be; `to` is null for: nothing there is it. */
interface Choice {
  to: string | null
  cost: number
  /** Boxes of the same words can stand in for each other: which of them is tried does not matter. */
  like: string
}

/** A box of the goal, with what each choice for it costs whatever the others are. */
interface Wanted {
  box: Box
  choices: Choice[]
}

/** Choices that were made so far. */
type Made = ReadonlyMap<string, string | null>

const likeness = (box: Box, now: Shape, wantedNames: ReadonlySet<string>): string => {
  const joined = now.neighbours(box.id).map((other) => String([other, ...now.between(box.id, other)]))
  const names = box.names.filter((name) => wantedNames.has(name))
  const features = [...box.features].map(String)
  return JSON.stringify([box.kind, box.use, names, features.sort(byName), joined.sort(byName)])
}

function choicesFor(
  box: Box,
  found: readonly Box[],
  names: Names,
  like: ReadonlyMap<string, string>,
): Choice[] {
  const taken = new Set(found.filter(({ kind }) => kind === box.kind).flatMap((one) => one.names))
  const all = found.map((one): Choice => ({
    to: one.id,
    cost: boxCost(box, one) + otherNameCost(box, one, taken, names),
    like: like.get(one.id) ?? '',
  }))
  const none: Choice = { to: null, cost: lostCost(box) + otherNameCost(box, null, taken, names), like: '' }
  return [...all.filter(({ cost }) => cost < Infinity), none]
}

/** The choices for a box with all that they cost beside those that were made. */
function priced({ box, choices }: Wanted, goal: Shape, now: Shape, made: Made): Choice[] {
  const used = new Set(made.values())
  const near = goal.neighbours(box.id).filter((other) => made.has(other) || other === box.id)
  return choices
    .filter(({ to }) => to === null || !used.has(to))
    .map((choice) => {
      const strands = near.map((other) => {
        const there = other === box.id ? choice.to : (made.get(other) ?? null)
        return strandCost(goal, [box.id, other], now, [choice.to, there])
      })
      return { ...choice, cost: strands.reduce((sum, cost) => sum + cost, choice.cost) }
    })
}

/** The cheapest of each kind, the cheapest kind first. */
function worthTrying(choices: readonly Choice[]): Choice[] {
  const kinds = new Map<string, Choice>()
  for (const choice of choices.toSorted((one, other) => one.cost - other.cost)) {
    const kind = choice.to === null ? 'none' : choice.like
    if (!kinds.has(kind)) kinds.set(kind, choice)
  }
  return [...kinds.values()]
}

/** Boxes that hang on nothing but what has been chosen: the cheapest choices for all of them at once. */
function settle(
  rest: readonly Wanted[],
  goal: Shape,
  now: Shape,
  made: Made,
): { cost: number; chosen: Made } {
  const prices = rest.map((wanted) => priced(wanted, goal, now, made))
  const columns = [...new Set(prices.flatMap((some) => some.flatMap(({ to }) => to ?? [])))]
  const costOf = (row: number, to: string | null): number =>
    prices[row]?.find((choice) => choice.to === to)?.cost ?? Infinity
  const columnOf = (index: number): string => columns[index] ?? ''
  const assigned = assign({
    rows: rest.length,
    columns: columns.length,
    cost: (row, column) => costOf(row, columnOf(column)),
    lost: (row) => costOf(row, null),
  }).map((column) => (column === null ? null : columnOf(column)))
  return {
    cost: assigned.reduce((sum, to, row) => sum + costOf(row, to), 0),
    chosen: new Map(rest.map(({ box }, row) => [box.id, assigned[row] ?? null])),
  }
}

/** Boxes whose choice bears on that of others: bridges, and places that are joined to places. */
function isKnotted(box: Box, goal: Shape, fixed: BoxMatch): boolean {
  const bridges = new Set(goal.boxes.filter(({ kind }) => kind === 'bridge').map(({ id }) => id))
  if (bridges.has(box.id)) return true
  return goal.neighbours(box.id).some((other) => other !== box.id && !bridges.has(other) && !fixed.has(other))
}

/**
 * Takes boxes of the network as it is for those of the goal, at the least cost. Bridges, and places that are joined to
 * places, are tried out (branch and bound: what cannot become cheaper than the best so far is left); for any such choice
 * the best for all other places is found at once.
 */
export function matchBoxes(goal: Shape, now: Shape, names: Names): BoxMatch {
  const fixed = fixedBoxes(goal, now)
  const found = now.boxes.filter(({ id }) => ![...fixed.values()].includes(id))
  const boxes = goal.boxes.filter(({ id, kind }) => !fixed.has(id) && kind !== 'host')
  const wantedNames = new Set(boxes.flatMap((box) => box.names))
  const like = new Map(found.map((box) => [box.id, likeness(box, now, wantedNames)]))
  const all = boxes.map((box): Wanted => ({ box, choices: choicesFor(box, found, names, like) }))
  const knotted = all
    .filter(({ box }) => isKnotted(box, goal, fixed))
    .sort((one, other) => Number(other.box.kind === 'bridge') - Number(one.box.kind === 'bridge'))
  const rest = all.filter((wanted) => !knotted.includes(wanted))

  const made = new Map<string, string | null>(fixed)
  let best: { cost: number; made: Made } = { cost: Infinity, made }
  let tries = 0
  const search = (position: number, cost: number): void => {
    const wanted = knotted[position]
    if (wanted === undefined) {
      const settled = settle(rest, goal, now, made)
      tries++
      if (cost + settled.cost < best.cost)
        best = { cost: cost + settled.cost, made: new Map([...made, ...settled.chosen]) }
      return
    }
    for (const choice of worthTrying(priced(wanted, goal, now, made))) {
      if (tries >= patience || cost + choice.cost + least(knotted.slice(position + 1), rest) >= best.cost)
        return
      made.set(wanted.box.id, choice.to)
      search(position + 1, cost + choice.cost)
      made.delete(wanted.box.id)
    }
  }
  search(0, 0)
  return new Map([...best.made].flatMap(([id, to]): [string, string][] => (to === null ? [] : [[id, to]])))
}

/** What these boxes cost at least, whatever the others are. */
const least = (...groups: (readonly Wanted[])[]): number =>
  groups.flat().reduce((sum, { choices }) => sum + Math.min(...choices.map(({ cost }) => cost)), 0)
