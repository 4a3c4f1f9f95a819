import { fieldsOrNone, numberOrNull, textOr, textOrNull } from './shape.ts'
import type { EndedContainer } from './snapshot.ts'

/** What the agent remembers of containers while it watches. */
export interface History {
  /** Containers that have not ended, by id. */
  live: ReadonlyMap<string, LiveContainer>
  /** Oldest first; hand it to takeSnapshot. */
  ended: EndedContainer[]
  /** Ids of containers that somebody has attached a terminal to and that have not ended since; for takeSnapshot too. */
  attached: string[]
}

interface LiveContainer {
  name: string
  image: string
  networks: string[]
  addresses: string[]
}

/** One object of GET /events (Docker Engine API, EventMessage); hostile names are in it. */
export interface DockerEvent {
  /** `container`, `network`, `image`, … */
  type: string
  /** `create`, `start`, `die`, `destroy`, `connect`, … */
  action: string
  /** Of the container, network, … it is about. */
  id: string
  attributes: Record<string, string>
  /** Milliseconds since the epoch; null when the engine did not say. */
  at: number | null
}

/** As many as are kept: a loop of `docker run --rm` must not fill the agent's memory. */
const mostRemembered = 1000
/** Of one container. */
const mostAddresses = 100

export const emptyHistory: History = { live: new Map(), ended: [], attached: [] }

/** An event from the engine's JSON; null for one that is not about anything. Throws LabError `unexpected-shape`. */
export function parseEvent(value: unknown): DockerEvent | null {
  const fields = fieldsOrNone(value, 'an event')
  const actor = fieldsOrNone(fields['Actor'], 'the actor of an event')
  const [type, action] = [textOrNull(fields['Type']), textOrNull(fields['Action'])]
  const id = textOrNull(actor['ID'])
  if (type === null || action === null || id === null) return null
  const attributes = Object.entries(fieldsOrNone(actor['Attributes'], 'the attributes of an event'))
  const [nanoseconds, seconds] = [numberOrNull(fields['timeNano']), numberOrNull(fields['time'])]
  return {
    type,
    action,
    id,
    attributes: Object.fromEntries(attributes.map(([key, item]) => [key, textOr(item, '')])),
    at: nanoseconds === null ? seconds && seconds * 1000 : Math.floor(nanoseconds / 1e6),
  }
}

const newest = <Item>(items: Iterable<Item>): Item[] => [...items].slice(-mostRemembered)

const remember = (history: History, id: string, container: LiveContainer): History => ({
  ...history,
  live: new Map(newest([...history.live].filter(([known]) => known !== id).concat([[id, container]]))),
})

const describe = (history: History, { id, attributes }: DockerEvent): LiveContainer => {
  const known = history.live.get(id)
  return {
    name: attributes['name'] ?? known?.name ?? '',
    image: attributes['image'] ?? known?.image ?? '',
    networks: known?.networks ?? [],
    addresses: known?.addresses ?? [],
  }
}

const end = (history: History, event: DockerEvent, now: number): History => {
  const code = /^\d{1,9}$/.test(event.attributes['exitCode'] ?? '')
    ? Number(event.attributes['exitCode'])
    : null
  const ended = { id: event.id, ...describe(history, event), exitCode: code, endedAt: event.at ?? now }
  const others = history.ended.filter(({ id }) => id !== event.id)
  const attached = history.attached.filter((id) => id !== event.id)
  return { ...history, ended: newest([...others, ended]), attached }
}

const connect = (history: History, { attributes }: DockerEvent): History => {
  const [id, network] = [attributes['container'], attributes['name']]
  if (id === undefined || network === undefined) return history
  const known = history.live.get(id) ?? { name: '', image: '', networks: [], addresses: [] }
  if (known.networks.includes(network)) return history
  return remember(history, id, { ...known, networks: [...known.networks, network].slice(-mostRemembered) })
}

/** The history, in which a container that has not ended was seen with these addresses; of others nothing is noted. */
export function noteAddresses(history: History, id: string, addresses: readonly string[]): History {
  const known = history.live.get(id)
  if (known === undefined) return history
  return remember(history, id, { ...known, addresses: [...addresses].slice(0, mostAddresses) })
}

const forget = (history: History, id: string): History => ({
  ...history,
  live: new Map([...history.live].filter(([known]) => known !== id)),
})

/**
 * The history after one event; `now` stands in where the engine gives no time. A container that is started again and
 * ends again is told once, by its latest end.
 */
export function recordEvent(history: History, event: DockerEvent, now: number): History {
  if (event.type === 'network') return event.action === 'connect' ? connect(history, event) : history
  if (event.type !== 'container') return history
  if (event.action === 'create' || event.action === 'start' || event.action === 'rename') {
    return remember(history, event.id, describe(history, event))
  }
  if (event.action === 'die') return end(history, event, now)
  if (event.action === 'attach')
    return { ...history, attached: newest(new Set([...history.attached, event.id])) }
  return event.action === 'destroy' ? forget(history, event.id) : history
}
