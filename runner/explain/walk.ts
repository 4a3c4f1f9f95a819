import type { RouteQuestion } from '../observe/ask-route.ts'
import type { NetworkNamespace } from '../observe/snapshot.ts'
import { addressesOf } from './addresses.ts'
import type { Hop } from './explanation.ts'
import { stop, type Journey } from './journey.ts'
import { answerTo, endText, type Flow } from './packet.ts'
import { findListener, type Beyond } from './service.ts'
import { nameOf, namespaceAt, placeOf, type Terrain } from './terrain.ts'
import { travel, type JourneyEnd } from './travel.ts'

/** Who sends what to whom. */
export interface Trip {
  from: NetworkNamespace
  /** Null where the kernel is to choose the address. */
  source: string | null
  /** Where it must arrive; null for an address that nobody here is known to have. */
  to: NetworkNamespace | null
  destination: string
  /** A TCP port, or null for a ping. */
  port: number | null
}

export interface Walked {
  there: Hop[]
  back: Hop[]
  ended: 'complete' | 'stopped' | 'lost'
  /** Somebody else than the one who was meant takes the packet, and may answer it. */
  astray: boolean
  /** A proxy on the host takes the connection and makes a second one: then an answered first one says little. */
  proxied: boolean
  /** Why it went another way than one would think, in sentences. */
  detours: string[]
  /** The address that it was sent from; null when it was not sent. */
  source: string | null
  questions: RouteQuestion[]
}

type Delivered = Extract<JourneyEnd, { at: 'delivered' }>

const newJourney = (terrain: Terrain): Journey => ({
  terrain,
  direction: 'there',
  hops: [],
  source: null,
  detours: [],
  translations: [],
  seen: new Set(),
  questions: [],
})

/** Whether the packet has come to where it was meant to; a published port may send it from the host to a container. */
function isAstray({ terrain, translations }: Journey, { to }: Trip, { namespace }: Delivered): boolean {
  if (!to || to.inode === namespace.inode) return false
  return placeOf(terrain, to).kind !== 'host' || translations.length === 0
}

function goAstray(journey: Journey, { to, destination }: Trip, { namespace, flow }: Delivered): void {
  const { terrain } = journey
  const taker = nameOf(placeOf(terrain, namespace))
  const meant = to ? nameOf(placeOf(terrain, to)) : destination
  stop(journey, {
    namespace,
    looked: 'address',
    thing: flow.destination,
    found:
      flow.destination === destination
        ? `${taker} takes it, not ${meant}: ${destination} is an address of both.`
        : `It was sent on to ${endText(flow.destination, flow.destinationPort)}, and ${taker} takes it, not ${meant}.`,
  })
}

/** The answer's way, to where the first packet was made. */
function walkBack(out: Journey, trip: Trip, { namespace, flow }: Delivered): Pick<Walked, 'back' | 'ended'> {
  const journey: Journey = { ...out, direction: 'back', hops: [] }
  const { terrain, hops: back } = journey
  const { source, ...answer } = answerTo(flow)
  const end = travel(journey, { at: 'make', namespace, flow: answer, source })
  if (end.at !== 'delivered') return { back, ended: end.at }
  if (end.namespace.inode !== trip.from.inode) {
    const found = `The answer goes to ${nameOf(placeOf(terrain, end.namespace))}, which has the address ${end.flow.destination} too, not to ${nameOf(placeOf(terrain, trip.from))}.`
    stop(journey, { namespace: end.namespace, looked: 'address', thing: end.flow.destination, found })
    return { back, ended: 'stopped' }
  }
  const asked = flowOf(trip)
  if (end.flow.source === asked.destination && end.flow.sourcePort === asked.destinationPort)
    return { back, ended: 'complete' }
  const found = `The answer comes from ${endText(end.flow.source, end.flow.sourcePort)}, but ${endText(asked.destination, asked.destinationPort)} was asked: nobody waits for it.`
  stop(journey, { namespace: end.namespace, looked: 'nat', thing: end.flow.source, found })
  return { back, ended: 'stopped' }
}

/** The second connection of a proxy on the host. */
function beyondTrip(
  { snapshot, outside }: Terrain,
  from: NetworkNamespace,
  { containerId, port }: Beyond,
): Trip | null {
  const container = snapshot.containers.find(({ id }) => id === containerId)
  const to = namespaceAt({ snapshot, outside }, container?.namespaceInode ?? null)
  const destination =
    container?.networks.flatMap(({ address }) => address ?? [])[0] ?? (to && addressesOf(to)[0])
  return to && destination !== undefined ? { from, source: null, to, destination, port } : null
}

const flowOf = ({ port, destination }: Trip): Omit<Flow, 'source'> => ({
  protocol: port === null ? 'icmp' : 'tcp',
  destination,
  sourcePort: null,
  destinationPort: port,
})

/** The way there, as far as it goes; `arrived` when it comes to its end. */
function walkThere(
  journey: Journey,
  trip: Trip,
): { ended: 'stopped' | 'lost'; astray: boolean } | { arrived: Delivered; beyond: Beyond | null } {
  const end = travel(journey, { at: 'make', namespace: trip.from, flow: flowOf(trip), source: trip.source })
  if (end.at !== 'delivered') return { ended: end.at, astray: false }
  if (isAstray(journey, trip, end)) {
    goAstray(journey, trip, end)
    return { ended: 'stopped', astray: true }
  }
  if (trip.port === null) return { arrived: end, beyond: null }
  const listener = findListener(journey, end.namespace, end.flow)
  if (listener.end) return { ended: listener.end.at === 'lost' ? 'lost' : 'stopped', astray: false }
  return { arrived: end, beyond: listener.beyond }
}

/** Walks one connection there and back; a proxy's second connection between the two. */
export function walk(terrain: Terrain, trip: Trip): Walked {
  const journey = newJourney(terrain)
  const way = walkThere(journey, trip)
  const { hops, source, questions, detours } = journey
  const common = { there: hops, back: [], astray: false, proxied: false, detours, source, questions }
  if (!('arrived' in way)) return { ...common, ...way }
  const second = way.beyond && beyondTrip(terrain, way.arrived.namespace, way.beyond)
  const inner = second && walk(terrain, second)
  if (!inner) return { ...common, ...walkBack(journey, trip, way.arrived) }
  const whole = {
    ...common,
    proxied: true,
    there: [...hops, ...inner.there],
    questions: [...questions, ...inner.questions],
  }
  if (inner.ended !== 'complete') return { ...whole, back: inner.back, ended: inner.ended }
  const { back, ended } = walkBack(journey, trip, way.arrived)
  return { ...whole, back: [...inner.back, ...back], ended, questions: [...questions, ...inner.questions] }
}
