import type { Topology } from '../topology/topology.ts'
import { titleOf } from '../topology/words.ts'
import { cableDifferences } from './cable-differences.ts'
import type { Names } from './costs.ts'
import type { Compared, Difference } from './difference.ts'
import { linkDifferences } from './link-differences.ts'
import { lookUp, type Lookup } from './lookup.ts'
import { matchBoxes } from './match-boxes.ts'
import { matchLinks } from './match-links.ts'
import { placeDifferences, wholePlaces } from './place-differences.ts'
import { shapeOf } from './shape.ts'

/** How a network differs from its goal. */
export interface Comparison {
  compared: Compared
  /** What is missing or different. */
  differences: Difference[]
  /** What is there beyond the goal: no fault of anybody's. */
  extras: Difference[]
  /** Places of which nothing could be read, and nothing is said. */
  unseen: string[]
}

function compareBy(goal: Lookup, now: Lookup, names: Names): Comparison {
  const boxes = matchBoxes(shapeOf(goal), shapeOf(now), names)
  const compared = { goal, now, boxes, ...matchLinks(goal, now, boxes) }
  const all = [
    ...wholePlaces(compared),
    ...cableDifferences(compared),
    ...linkDifferences(compared),
    ...placeDifferences(compared),
  ]
  const unseen = now.topology.places.filter(({ seen }) => !seen).map(titleOf)
  return {
    compared,
    differences: all.filter(({ sign }) => sign !== '+'),
    extras: all.filter(({ sign }) => sign === '+'),
    unseen,
  }
}

/**
 * Holds a network against its goal. What is made is compared, not what it is called: boxes and cables are matched by
 * what they are and hang on. Where that leaves a difference, names that the goal has too say who is meant.
 */
export function compareTopologies(now: Topology, goal: Topology): Comparison {
  const [wanted, found] = [lookUp(goal), lookUp(now)]
  const byShape = compareBy(wanted, found, 'first')
  return byShape.differences.length === 0 ? byShape : compareBy(wanted, found, 'evidence')
}

/** True when nothing is missing or different, as far as all could be read. */
export const isReached = ({ differences, unseen }: Comparison): boolean =>
  differences.length === 0 && unseen.length === 0

type ToldDifference = Pick<Difference, 'sign' | 'now' | 'goal' | 'text'>

/** A comparison as data, for `lab topo --json`. */
export interface ComparisonReport {
  reached: boolean
  differences: ToldDifference[]
  extras: ToldDifference[]
  unseen: string[]
}

const toldOf = ({ sign, now, goal, text }: Difference): ToldDifference => ({ sign, now, goal, text })

export function comparisonReport(comparison: Comparison): ComparisonReport {
  const { differences, extras, unseen } = comparison
  return {
    reached: isReached(comparison),
    differences: differences.map(toldOf),
    extras: extras.map(toldOf),
    unseen,
  }
}
