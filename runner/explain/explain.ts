import { LabError } from '../lab-error.ts'
import type { RouteQuestion } from '../observe/ask-route.ts'
import { safeText } from '../observe/safe-text.ts'
import { findEndpoint, type Endpoint } from './endpoints.ts'
import type { Explanation, ExplainRequest, Hop, ProbeReport } from './explanation.ts'
import type { Remark } from './journey.ts'
import { lacksAll } from './source-trouble.ts'
import { addressFor } from './target-address.ts'
import { nameOf, placeOf, type Terrain } from './terrain.ts'
import { judge, neverSent } from './verdict.ts'
import { walk, type Trip } from './walk.ts'

/** What is to be walked; `trip` is null when there is nothing to send from or to, as the hop says. */
export type Plan = { from: Endpoint; to: Endpoint; port: number | null } & (
  | { trip: Trip; hop: null; end: null }
  | { trip: null; hop: Hop; end: 'from' | 'to' }
)

const mostPort = 65_535

function portOf({ port }: ExplainRequest): number | null {
  if (port === undefined) return null
  if (Number.isInteger(port) && port >= 1 && port <= mostPort) return port
  throw new LabError('usage', 'port-wrong', `A TCP port is a number from 1 to ${mostPort}, not ${port}.`)
}

const hopOf = (terrain: Terrain, { namespace, commands = [], ...rest }: Omit<Remark, 'ok'>): Hop => ({
  place: placeOf(terrain, namespace),
  ...rest,
  ok: false,
  commands,
})

const troubleHop = ({ place, name, trouble, certain }: Endpoint): Hop => ({
  place: place ?? { kind: 'namespace', name },
  looked: 'container',
  thing: null,
  found: trouble ?? '',
  ok: certain ? false : null,
  commands: place?.kind === 'container' ? ['sudo docker ps -a'] : ['ip netns list', 'ls -l /var/run/netns'],
})

const nobodyHas = ({ name }: Endpoint): LabError =>
  new LabError(
    'usage',
    'place-unknown',
    `Nobody here has the address ${name}, so nothing can be sent from there.`,
    'Name a container, `host`, or `outside`.',
  )

const samePlace = (from: Endpoint, to: Endpoint): LabError =>
  new LabError(
    'usage',
    'same-place',
    `${from.name} and ${to.name} are the same place: a packet from there to there never leaves it.`,
    'Name two places; with --port the way to a port of one’s own can be walked.',
  )

/** Why a place has no address that could be sent to. */
function nothingThere(terrain: Terrain, to: Endpoint): Hop {
  const bare = to.namespace && lacksAll(terrain, to.namespace)
  if (bare) return hopOf(terrain, bare)
  return troubleHop({ ...to, trouble: `The addresses of ${to.name} could not be read.`, certain: false })
}

/** Which packet is meant by a request. Throws LabError for what cannot be walked. */
export function plan(terrain: Terrain, request: ExplainRequest): Plan {
  const port = portOf(request)
  const from = findEndpoint(terrain, request.from, null)
  const to = findEndpoint(terrain, request.to, from.namespace)
  const ends = { from, to, port }
  if (from.namespace === null && from.trouble === null) throw nobodyHas(from)
  if (from.namespace === null) return { ...ends, trip: null, hop: troubleHop(from), end: 'from' }
  const isSame = to.namespace?.inode === from.namespace.inode
  if (isSame && (port === null || to.address === null)) throw samePlace(from, to)
  const bare = isSame ? null : lacksAll(terrain, from.namespace)
  if (bare) return { ...ends, trip: null, hop: hopOf(terrain, bare), end: 'from' }
  if (to.namespace === null && to.address === null)
    return { ...ends, trip: null, hop: troubleHop(to), end: 'to' }
  const target = to.namespace
  const destination = to.address ?? (target && addressFor(terrain, from.namespace, target, port))
  if (destination === null) return { ...ends, trip: null, hop: nothingThere(terrain, to), end: 'to' }
  return {
    ...ends,
    trip: { from: from.namespace, source: from.address, to: to.namespace, destination, port },
    hop: null,
    end: null,
  }
}

const shown = (text: string): string => safeText(text, { multiline: false })

/** Names are a student's: nothing of them may steer a terminal. */
const harmless = (hop: Hop): Hop => ({
  ...hop,
  place: { ...hop.place, name: shown(hop.place.name) },
  thing: hop.thing === null ? null : shown(hop.thing),
  found: shown(hop.found),
  commands: [...new Set(hop.commands.map(shown))],
})

const endOf = ({ name, place }: Endpoint, address: string | null): Explanation['from'] => ({
  place: place && { ...place, name: shown(place.name) },
  name: shown(name),
  address,
})

/**
 * Walks the way of a request as far as it goes, and holds it against what the real packet came to. `questions` are those
 * that the kernel should be asked before it is walked again. Throws LabError for what cannot be walked.
 */
export function explain(
  terrain: Terrain,
  request: ExplainRequest,
  probe: ProbeReport | null,
): { explanation: Explanation; questions: RouteQuestion[] } {
  const { from, to, port, trip, hop, end } = plan(terrain, request)
  const protocol = port === null ? ('icmp' as const) : ('tcp' as const)
  if (trip === null) {
    const there = [harmless(hop)]
    const { outcome, verdict } = neverSent(hop, end)
    const ends = { from: endOf(from, from.address), to: endOf(to, to.address) }
    return {
      explanation: {
        ...ends,
        protocol,
        port,
        there,
        back: [],
        probe: null,
        outcome,
        verdict: shown(verdict),
      },
      questions: [],
    }
  }
  const walked = walk(terrain, trip)
  const report = probe ?? { reached: null, detail: 'none was sent' }
  const { outcome, verdict } = judge(walked, report, to.place ? nameOf(to.place) : to.name)
  const [there, back] = [walked.there, walked.back].map((hops) => hops.map(harmless)) as [Hop[], Hop[]]
  // an answer came in spite of it: then it is not known why this should stop a packet
  const doubtful =
    outcome === 'unexplained' && report.reached === true ? (back.at(-1) ?? there.at(-1)) : undefined
  if (doubtful) doubtful.ok = null
  const ends = { from: endOf(from, walked.source), to: endOf(to, trip.destination) }
  return {
    explanation: {
      ...ends,
      protocol,
      port,
      there,
      back,
      probe: probe && { ...probe, detail: shown(probe.detail) },
      outcome,
      verdict: shown(verdict),
    },
    questions: walked.questions,
  }
}
