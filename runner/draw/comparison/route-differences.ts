import type { Gateway, Place } from '../topology/topology.ts'
import { gatewayWords, titleOf } from '../topology/words.ts'
import type { Compared, Difference } from './difference.ts'
import { addressesOf, directionOf, families, familyOf, type Direction, type Family } from './relations.ts'

/**
 * Which of its own bridges a container goes out by is Docker's choice. A cable that is not plugged in yet, and a bridge
 * that has no address, are told by themselves.
 */
function sameDirection(
  { links, now }: Compared,
  wanted: Direction,
  found: Direction,
  family: Family,
): boolean {
  const there = now.link(links.get(wanted.link ?? '') ?? '')
  const nameless = there !== undefined && addressesOf(there, family).length === 0
  return wanted.kind === found.kind || nameless || (there !== undefined && there.id === found.link)
}

function routes(compared: Compared, wanted: Place, found: Place, family: Family): Difference[] {
  const { goal, now } = compared
  const about = { now: found.id, goal: wanted.id }
  const missing = wanted.gateways.filter(({ address }) => familyOf(address) === family)
  const left: Gateway[] = []
  for (const gateway of found.gateways.filter(({ address }) => familyOf(address) === family)) {
    const is = directionOf(now, found, gateway)
    const index = missing.findIndex((one) =>
      sameDirection(compared, directionOf(goal, wanted, one), is, family),
    )
    if (index === -1) left.push(gateway)
    else missing.splice(index, 1)
  }
  const title = titleOf(found)
  const kind = family === 4 ? 'default route' : 'default route for IPv6'
  const way = (gateway: Gateway, place: Place): string =>
    gatewayWords(gateway, place).replace(/^default /, '')
  return [
    ...missing.map((gateway): Difference => {
      const is = left.shift()
      if (is === undefined) {
        const text = `${title} has no ${kind}, should have one, such as ${way(gateway, wanted)}`
        return { ...about, sign: '-', text, note: 'missing', row: gateway }
      }
      const should = `should lead to ${directionOf(goal, wanted, gateway).kind}`
      const text = `the ${kind} of ${title} leads ${way(is, found)}, ${should}`
      return { ...about, sign: '~', text, note: should, row: is }
    }),
    ...left.map((gateway): Difference => ({
      ...about,
      sign: '+',
      text: `${title} has one ${kind} more, ${way(gateway, found)}`,
      note: 'not in the goal',
      row: gateway,
    })),
  ]
}

/** Default routes that a place lacks, that lead somewhere else, or that it has besides. */
export const routeDifferences = (compared: Compared, wanted: Place, found: Place): Difference[] =>
  families.flatMap((family) => routes(compared, wanted, found, family))
