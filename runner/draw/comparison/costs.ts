import type { Box, BridgeUse, Shape } from './shape.ts'

/**
 * What it costs to take one box for another. What decides is how many cables of which kind it has, since Docker's are
 * there from the first moment and others come step by step; then where they lead; then all else. A missing thing costs
 * more than one too many, which does no harm.
 */
interface Weight {
  missing: number
  extra: number
}

const weights: Record<string, Weight> = {
  'cable:docker': { missing: 4, extra: 0.5 },
  'cable:hand': { missing: 3, extra: 0.2 },
  'cable:lab': { missing: 3, extra: 0 },
  on: { missing: 4, extra: 0.5 },
  container: { missing: 1, extra: 0.1 },
  loose: { missing: 0.3, extra: 0 },
  published: { missing: 0.3, extra: 0 },
  gateway: { missing: 0.2, extra: 0 },
  address: { missing: 0.05, extra: 0 },
  detail: { missing: 0.02, extra: 0 },
}

/** A container that Docker has given a network, and one that it has not: neither ever becomes the other. */
const otherKind = 6.5
/** Every cable of a bridge is one of a place already. */
const ofBridge = 0.12
/** A whole box that is not there, whatever is in it. */
const lost = 2
/** What leads to another box than it should costs 1; what is on another host more, and details of a cable less. */
const astray: Record<string, number> = { in: 3, detail: 0.02 }
/** A bridge that is for something else than it should be. */
const otherUse: Partial<Record<BridgeUse, Partial<Record<BridgeUse, number>>>> = {
  'own-docker0': { docker0: 2, bare: 1.5, network: 3 },
  docker0: { 'own-docker0': 2 },
  network: { bare: 3 },
  bare: { network: 3, 'own-docker0': 1.5 },
}

/**
 * How much a name says: nothing but which of two that are alike comes first; or, in a network that is still different,
 * more than a single cable that leads astray.
 */
export type Names = 'first' | 'evidence'
const nameCost: Record<Names, number> = { first: 0.001, evidence: 1.5 }

const weightOf = (feature: string): Weight =>
  weights[feature] ?? weights[feature.split(':')[0] ?? ''] ?? { missing: 1, extra: 0 }

function featureCost(goal: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  let cost = 0
  for (const feature of new Set([...goal.keys(), ...now.keys()])) {
    const missing = (goal.get(feature) ?? 0) - (now.get(feature) ?? 0)
    const { missing: each, extra } = weightOf(feature)
    cost += missing > 0 ? missing * each : -missing * extra
  }
  return cost
}

const isNetworked = ({ features }: Box): boolean =>
  [...features.keys()].some((feature) => feature === 'cable:docker' || feature.startsWith('on:'))

/** Without what it is called: infinite where it cannot be it. */
export function boxCost(goal: Box, now: Box): number {
  if (goal.kind !== now.kind) return Infinity
  if (goal.kind !== 'bridge')
    return featureCost(goal.features, now.features) + (isNetworked(goal) === isNetworked(now) ? 0 : otherKind)
  const use = goal.use === now.use ? 0 : ((goal.use && now.use && otherUse[goal.use]?.[now.use]) ?? Infinity)
  return use + featureCost(goal.features, now.features) * ofBridge
}

/** That nothing there is this box. */
export function lostCost(goal: Box): number {
  const all = featureCost(goal.features, new Map())
  return lost + (goal.kind === 'bridge' ? all * ofBridge : all)
}

/** That it has another name, or none; `taken` are the names of all that could be it. */
export function otherNameCost(goal: Box, now: Box | null, taken: ReadonlySet<string>, names: Names): number {
  if (goal.names.length === 0 || goal.names.some((name) => now?.names.includes(name))) return 0
  return names === 'first' || goal.names.some((name) => taken.has(name)) ? nameCost[names] : 0
}

/** What joins two boxes of the goal and does not join the two that are taken for them; null for one that is lost. */
export function strandCost(
  goal: Shape,
  [one, other]: [string, string],
  now: Shape,
  [here, there]: [string | null, string | null],
): number {
  const found = here === null || there === null ? new Map<string, number>() : now.between(here, there)
  let cost = 0
  for (const [kind, wanted] of goal.between(one, other)) {
    const missing = Math.max(0, wanted - (found.get(kind) ?? 0))
    cost += missing * (astray[kind.split(':')[0] ?? ''] ?? 1)
  }
  return cost
}
