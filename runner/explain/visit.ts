import { passHook } from './firewall/hook.ts'
import { note, type Journey, type Stage, type Visit } from './journey.ts'
import { isChanged, translationOf, type Flow } from './packet.ts'
import type { Spot } from './terrain.ts'

export type Entered = { flow: Flow; visit: Visit; end: null } | { flow: null; visit: null; end: Stage }

/** An answer to a packet that was changed here is changed back: first where it goes to, and `settle` does the rest. */
function takeBack(journey: Journey, namespace: Spot['namespace'], flow: Flow): { flow: Flow; visit: Visit } {
  const undo =
    journey.direction === 'back' && journey.seen.has(namespace.inode)
      ? (translationOf(journey.translations, namespace.inode, flow) ?? null)
      : null
  if (!undo) return { flow, visit: { came: flow, undo: null } }
  note(journey, {
    namespace,
    looked: 'nat',
    thing: 'connection tracking',
    found:
      undo.came.source === undo.left.source
        ? `The answer gets back the address ${undo.came.destination}, which was asked for.`
        : `The answer is for ${undo.came.source}: its address is put back.`,
    ok: true,
  })
  return {
    flow: { ...flow, destination: undo.came.source, destinationPort: undo.came.sourcePort },
    visit: { came: flow, undo },
  }
}

/** A packet comes into a namespace by a link: the first hook, and what connection tracking remembers. */
export function enter(
  journey: Journey,
  { namespace, link }: Spot,
  flow: Flow,
  ports: { incoming: string; outgoing: string } | null = null,
): Entered {
  const passed = passHook(journey, {
    hook: 'PREROUTING',
    namespace,
    flow,
    incoming: link,
    outgoing: null,
    ports,
  })
  if (passed.end) return { flow: null, visit: null, end: passed.end }
  if (journey.direction === 'back') return { ...takeBack(journey, namespace, passed.flow), end: null }
  return { flow: passed.flow, visit: { came: flow, undo: null }, end: null }
}

/** An answer is made here: what its namespace has changed on the way there is changed back. */
export const begin = (
  journey: Journey,
  namespace: Spot['namespace'],
  flow: Flow,
): { flow: Flow; visit: Visit } => takeBack(journey, namespace, flow)

/** The packet as it leaves a namespace: what was changed of the first one is remembered, its answer is changed back. */
export function settle(
  journey: Journey,
  { inode }: Spot['namespace'],
  { came, undo }: Visit,
  flow: Flow,
): Flow {
  if (undo) return { ...flow, source: undo.came.destination, sourcePort: undo.came.destinationPort }
  const translation = { inode, came, left: flow }
  if (journey.direction === 'there' && isChanged(translation)) journey.translations.push(translation)
  return flow
}
