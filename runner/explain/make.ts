import type { NetworkNamespace } from '../observe/snapshot.ts'
import { decide, type Decision } from './decide.ts'
import { passHook } from './firewall/hook.ts'
import { lose, stop, type Journey, type Stage } from './journey.ts'
import type { Flow } from './packet.ts'
import { lacksAll } from './source-trouble.ts'
import { noteRoute, noteStart, stopAtRoute } from './starting.ts'
import { linkNamed, unreadable } from './terrain.ts'
import { begin } from './visit.ts'

/** What a change of the destination by the table nat makes of the route. */
const onwards = (
  journey: Journey,
  namespace: NetworkNamespace,
  flow: Flow,
  before: Decision,
  destination: string,
): Decision =>
  flow.destination === destination
    ? before
    : decide(journey, namespace, { destination: flow.destination, source: flow.source, incoming: null })

const unreadableLinks = (journey: Journey, namespace: NetworkNamespace, reason: string): Stage =>
  lose(journey, {
    namespace,
    looked: 'link',
    thing: null,
    found: `The links could not be read: ${reason}`,
  })

const noAddress = (journey: Journey, namespace: NetworkNamespace): Stage => {
  const found = 'There is no address to send from.'
  const bare = lacksAll(journey.terrain, namespace)
  return stop(journey, bare ?? { namespace, looked: 'address', thing: null, found })
}

/** A packet is made in a namespace: which way it takes, under which address, and whether it may. */
export function make(journey: Journey, stage: Stage & { at: 'make' }): Stage {
  const { namespace, source } = stage
  const { destination } = stage.flow
  const gap = unreadable(journey.terrain, namespace, 'links')
  if (gap !== null) return unreadableLinks(journey, namespace, gap)
  const decision = decide(journey, namespace, { destination, source, incoming: null })
  if (decision.kind === 'none' || decision.kind === 'unknown')
    return stopAtRoute(journey, namespace, destination, decision)
  const from = source ?? decision.source
  if (from === null) return noAddress(journey, namespace)
  journey.source ??= from
  const lo = linkNamed(namespace, 'lo') ?? null
  if (decision.kind === 'wire') noteStart(journey, namespace, { ...decision, source: from }, destination)
  const { flow: begun, visit } = begin(journey, namespace, { ...stage.flow, source: from })
  const outgoing = decision.kind === 'wire' ? decision.device : lo
  const passed = passHook(journey, { hook: 'OUTPUT', namespace, flow: begun, incoming: null, outgoing })
  if (passed.end) return passed.end
  const { flow } = passed
  const last = onwards(journey, namespace, flow, decision, destination)
  if (last.kind === 'local') return { at: 'deliver', namespace, incoming: lo, flow, visit }
  if (last.kind !== 'wire') return stopAtRoute(journey, namespace, flow.destination, last)
  if (last !== decision) noteRoute(journey, namespace, last, flow.destination)
  const { device: link, nextHop } = last
  return { at: 'leave', from: { namespace, link }, nextHop, flow, visit, incoming: null }
}
