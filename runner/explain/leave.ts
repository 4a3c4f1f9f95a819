import { showLink, showNeighbours } from './commands.ts'
import { crossedHops } from './crossed.ts'
import { passHook } from './firewall/hook.ts'
import { lose, note, stop, stopped, type Journey, type Stage } from './journey.ts'
import { findNextHop, type NextHop } from './next-hop.ts'
import { nameOf, placeOf, spotName, unreadable, type Spot } from './terrain.ts'
import { isLocal } from './route.ts'
import { settle } from './visit.ts'
import { endOf, unseenBeyond, waysFrom } from './wire.ts'

function noteNeighbour(
  journey: Journey,
  from: Spot,
  nextHop: string,
  next: NextHop & { obstacle: null },
): void {
  const { terrain } = journey
  const end = endOf(next.way)
  const mac = next.mac ?? end.link.mac
  const rivals = waysFrom(terrain, from)
    .map((way) => endOf(way).namespace)
    .filter(({ inode }) => inode !== from.namespace.inode && inode !== end.namespace.inode)
    .filter((namespace) => isLocal(namespace, nextHop))
    .map((namespace) => nameOf(placeOf(terrain, namespace)))
  const also = rivals.length === 0 ? '' : `; ${rivals.join(', ')} has that address too`
  note(journey, {
    namespace: from.namespace,
    looked: 'neighbour',
    thing: nextHop,
    found: `${nextHop} is ${spotName(terrain, end)}${mac === null ? '' : `, at ${mac}`}${also}.`,
    ok: true,
    commands: showNeighbours(terrain, from),
  })
}

/** Nobody was found, but not everybody could be looked for. */
function loseOnWire(journey: Journey, beyond: Spot): Stage {
  const { terrain } = journey
  const { namespace, link } = beyond
  const why = unreadable(terrain, namespace, 'peers') ?? 'what lies beyond it cannot be looked at'
  const kind = link.kind === 'other' ? link.rawKind : link.kind
  const found = `The wire leads on by ${spotName(terrain, beyond)} (${kind}): ${why}.`
  return lose(journey, {
    namespace,
    looked: 'cable',
    thing: link.name,
    found,
    commands: showLink(terrain, beyond),
  })
}

/** The last hook of a namespace, and the search for whoever takes the packet next. */
export function leave(journey: Journey, stage: Stage & { at: 'leave' }): Stage {
  const { terrain } = journey
  const { from, nextHop, visit } = stage
  const { namespace, link } = from
  const passed = passHook(journey, {
    hook: 'POSTROUTING',
    namespace,
    flow: stage.flow,
    incoming: stage.incoming,
    outgoing: link,
  })
  if (passed.end) return passed.end
  const flow = settle(journey, namespace, visit, passed.flow)
  const common = { namespace, thing: link.name, commands: showLink(terrain, from) }
  if (!link.up)
    return stop(journey, { ...common, looked: 'link', found: `${spotName(terrain, from)} is down.` })
  const next = findNextHop(terrain, from, nextHop, flow.source)
  if (next.obstacle === null) {
    noteNeighbour(journey, from, nextHop, next)
    return { at: 'cross', way: next.way, nextHop, flow }
  }
  const beyond = next.obstacle.looked === 'neighbour' ? unseenBeyond(terrain, from) : undefined
  if (beyond) return loseOnWire(journey, beyond)
  if (next.way) crossedHops(journey, next.way.slice(0, next.reached + 1))
  note(journey, { ...next.obstacle, ok: false })
  return stopped
}
