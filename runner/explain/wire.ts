import { bridgeOf, childrenOf, farEnd, parentOf, portsOf, type Spot, type Terrain } from './terrain.ts'

/**
 * A frame at a link: on its way `out`, away from the link's own network stack, or `in`, towards it. A frame that is `in`
 * at a link without a bridge has reached that stack.
 */
export interface Step extends Spot {
  facing: 'out' | 'in'
}

/** From the link that sends to one that receives. */
export type Way = Step[]

const out = (spot: Spot): Step => ({ ...spot, facing: 'out' })
const into = (spot: Spot): Step => ({ ...spot, facing: 'in' })

const sameLink = (one: Spot, other: Spot): boolean =>
  one.namespace.inode === other.namespace.inode && one.link.index === other.link.index

/** Where a frame goes from here, as the cables lie: whether they are up is asked later. */
function next(terrain: Terrain, step: Step): Step[] {
  if (step.facing === 'in') {
    const bridge = bridgeOf(step)
    const above = childrenOf(terrain, step).map(into)
    if (!bridge) return above
    const others = portsOf(bridge).filter((port) => !sameLink(port, step))
    return [...above, into(bridge), ...others.map(out)]
  }
  const { kind } = step.link
  if (kind === 'veth') return [farEnd(terrain, step)].flatMap((peer) => (peer ? [into(peer)] : []))
  if (kind === 'bridge') return portsOf(step).map(out)
  if (kind === 'macvlan' || kind === 'ipvlan') {
    const parent = parentOf(terrain, step)
    if (!parent) return []
    const siblings = childrenOf(terrain, parent).filter((child) => !sameLink(child, step))
    // never into the parent's own stack: a macvlan and the link below it do not hear each other
    return [...siblings.map(into), out(parent)]
  }
  return []
}

const keyOf = ({ namespace, link, facing }: Step): string => `${namespace.inode}/${link.index}/${facing}`

/** The link at the end of a way. */
export const endOf = (way: Way): Step => {
  const last = way.at(-1)
  if (!last) throw new TypeError('a way without an end')
  return last
}

/** Every way that a frame can take from a link, shortest first, wherever it leads. */
function spread(terrain: Terrain, from: Spot): Way[] {
  const start = out(from)
  const met = new Set([keyOf(start)])
  const ways: Way[] = [[start]]
  for (const way of ways) {
    for (const step of next(terrain, endOf(way))) {
      if (met.has(keyOf(step))) continue
      met.add(keyOf(step))
      ways.push([...way, step])
    }
  }
  return ways
}

/** All ways from a link to one whose network stack receives a frame, shortest first. */
export const waysFrom = (terrain: Terrain, from: Spot): Way[] =>
  spread(terrain, from).filter((way) => endOf(way).facing === 'in' && !bridgeOf(endOf(way)))

const followed = new Set(['veth', 'bridge', 'macvlan', 'ipvlan', 'dummy', 'loopback'])

/** A link on the wire that leads somewhere where nobody can look: a tunnel, a tagged link, a cable whose other end is lost. */
export const unseenBeyond = (terrain: Terrain, from: Spot): Spot | undefined =>
  spread(terrain, from)
    .map(endOf)
    .find(
      (step) =>
        step.facing === 'out' &&
        (!followed.has(step.link.kind) || (step.link.kind === 'veth' && !farEnd(terrain, step))),
    )
