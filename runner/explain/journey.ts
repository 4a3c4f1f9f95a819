import type { KernelRoute, RouteQuestion } from '../observe/ask-route.ts'
import { questionKey } from '../observe/ask-route.ts'
import type { Link, NetworkNamespace } from '../observe/snapshot.ts'
import type { Hop } from './explanation.ts'
import type { Flow, Translation } from './packet.ts'
import { placeOf, type Spot, type Terrain } from './terrain.ts'
import type { Way } from './wire.ts'

/** One packet's journey as far as it was followed: what was looked at, and what is remembered of it underway. */
export interface Journey {
  terrain: Terrain
  /** The first packet, or the one that answers it. */
  direction: 'there' | 'back'
  hops: Hop[]
  /** The address that the first packet was sent from, as soon as that is known. */
  source: string | null
  /** Why it has gone another way than one would think, in sentences. */
  detours: string[]
  /** What connection tracking remembers of the first packet, for its answer. */
  translations: Translation[]
  /** Inodes of the namespaces whose packet filter has seen the first packet. */
  seen: Set<number>
  /** Questions about routes that the kernel has not been asked yet. */
  questions: RouteQuestion[]
}

/** How the packet came into a namespace, and what is to be undone before it leaves. */
export interface Visit {
  came: Flow
  undo: Translation | null
}

/** Where the packet is, and what comes next. */
export type Stage =
  /** It is made here; `source` is null where the kernel chooses it. */
  | { at: 'make'; namespace: NetworkNamespace; flow: Omit<Flow, 'source'>; source: string | null }
  /** A route has been chosen. */
  | { at: 'leave'; from: Spot; nextHop: string; flow: Flow; visit: Visit; incoming: Link | null }
  /** It is on the wire. */
  | { at: 'cross'; way: Way; nextHop: string; flow: Flow }
  /** It comes in by a link; `visit` when the packet filter has already seen it on a bridge. */
  | { at: 'arrive'; spot: Spot; flow: Flow; visit: Visit | null }
  /** It is for somebody else. */
  | { at: 'forward'; spot: Spot; flow: Flow; visit: Visit }
  /** It is for this place. */
  | { at: 'deliver'; namespace: NetworkNamespace; incoming: Link | null; flow: Flow; visit: Visit }
  | { at: 'delivered'; namespace: NetworkNamespace; flow: Flow }
  | { at: 'stopped' }
  /** What comes next could not be read. */
  | { at: 'lost' }

export const stopped: Stage = { at: 'stopped' }
export const lost: Stage = { at: 'lost' }

/** What is to be told of one thing; where it is follows from the namespace. */
export interface Remark extends Omit<Hop, 'place' | 'commands'> {
  namespace: NetworkNamespace
  commands?: string[]
}

/** Notes what was looked at. */
export function note(journey: Journey, { namespace, commands = [], ...hop }: Remark): void {
  journey.hops.push({ place: placeOf(journey.terrain, namespace), ...hop, commands })
}

/** Notes where the packet stops. */
export function stop(journey: Journey, remark: Omit<Remark, 'ok'>): Stage {
  note(journey, { ...remark, ok: false })
  return stopped
}

/** Notes what could not be read, and without what nobody can go on. */
export function lose(journey: Journey, remark: Omit<Remark, 'ok'>): Stage {
  note(journey, { ...remark, ok: null })
  return lost
}

/** What the kernel has said to a question, or null; one that was not asked yet is noted. */
export function kernelSays(journey: Journey, question: RouteQuestion): KernelRoute | null {
  const key = questionKey(question)
  const answer = journey.terrain.routes.get(key)
  if (answer === undefined) journey.questions.push(question)
  return answer ?? null
}
