import { placeIdOf, type Place, type Published } from '../topology/topology.ts'
import { publishedWords, shown, titleOf } from '../topology/words.ts'
import { isUnseen, label, type Compared, type Difference } from './difference.ts'
import { reachOf } from './relations.ts'
import { routeDifferences } from './route-differences.ts'

/** Places of the goal that are not there, and places that are not in the goal. */
export function wholePlaces({ goal, now, boxes }: Compared): Difference[] {
  const taken = new Set(boxes.values())
  const missing = goal.topology.places.filter(({ id }) => !boxes.has(id))
  const extra = now.topology.places.filter(({ id }) => !taken.has(id))
  return [
    ...missing.map((place): Difference => ({
      sign: '-',
      now: null,
      goal: place.id,
      text: `${titleOf(place)} ${place.containers.length > 1 ? 'are' : 'is'} missing`,
      note: 'missing',
    })),
    ...extra.map((place): Difference => ({
      sign: '+',
      now: place.id,
      goal: null,
      text: titleOf(place),
      note: 'not in the goal',
    })),
  ]
}

/** Containers that share a network stack, or the host's. */
function sharers(wanted: Place, found: Place): Difference[] {
  const about = { now: found.id, goal: wanted.id }
  const more = wanted.containers.length - found.containers.length
  if (more === 0) return []
  const host = wanted.kind === 'host'
  const kind = host ? 'a container on its own network' : 'a container that shares its network'
  if (more < 0) {
    const names = namesBeyond(found, wanted, -more)
    const text = host
      ? `on ${titleOf(found)}’s own network also: ${names}`
      : `${titleOf(found)}, of which more than in the goal: ${names}`
    return [{ ...about, sign: '+', text, note: '' }]
  }
  const text = `${titleOf(found)} lacks ${kind}, in the goal: ${namesBeyond(wanted, found, more)}`
  return [{ ...about, sign: '~', text, note: `lacks ${kind}` }]
}

/** Containers of one place that the other does not have: those of another name first. */
const namesBeyond = (one: Place, other: Place, many: number): string =>
  [...one.containers]
    .sort((left, right) => Number(other.containers.includes(left)) - Number(other.containers.includes(right)))
    .slice(0, many)
    .map(shown)
    .join(', ')

/** The port on the host is free to choose. */
const samePort = (one: Published, other: Published): boolean =>
  one.containerPort === other.containerPort && one.protocol === other.protocol

const sameReach = (one: Published, other: Published): boolean =>
  samePort(one, other) && reachOf(one) === reachOf(other)

const reaches = { all: 'by everybody', host: 'by the host alone', one: 'at one address' } as const

/** Takes the first port out of `left` that is like this one. */
function take(port: Published, left: Published[], like: typeof samePort): Published | undefined {
  const index = left.findIndex((one) => like(port, one))
  return index === -1 ? undefined : left.splice(index, 1)[0]
}

function ports(wanted: Place, found: Place): Difference[] {
  const about = { now: found.id, goal: wanted.id }
  const title = titleOf(found)
  const left = [...found.published]
  const open = wanted.published.filter((port) => take(port, left, sameReach) === undefined)
  const told = open.map((port): Difference => {
    const is = take(port, left, samePort)
    if (is === undefined) {
      const text = `${title} lacks a port, such as ${publishedWords(port)}`
      return { ...about, sign: '-', text, note: 'missing', row: port }
    }
    const should = `should be reached ${reaches[reachOf(port)]}`
    const text = `port ${is.containerPort}/${is.protocol} of ${title} can be reached ${reaches[reachOf(is)]}, ${should}`
    return { ...about, sign: '~', text, note: should, row: is }
  })
  const more = left.map((port): Difference => ({
    ...about,
    sign: '+',
    text: `${title} has one port more, ${publishedWords(port)}`,
    note: 'not in the goal',
    row: port,
  }))
  return [...told, ...more]
}

/** A place that is on another host than it should be. */
function elsewhere({ now, goal, boxes }: Compared, wanted: Place, found: Place): Difference[] {
  if (boxes.get(wanted.host) === found.host) return []
  const should = `should be on ${label(boxes.has(wanted.host) ? now : goal, boxes.get(wanted.host) ?? wanted.host)}`
  const text = `${titleOf(found)} is on ${label(now, found.host)}, ${should}`
  return [{ sign: '~', now: found.id, goal: wanted.id, text, note: should }]
}

/** What differs in places that are there, their links apart. */
export const placeDifferences = (compared: Compared): Difference[] =>
  compared.goal.topology.places.flatMap((wanted) => {
    const found = compared.now.place(placeIdOf(compared.boxes.get(wanted.id) ?? ''))
    if (found === undefined || isUnseen(compared, found.id)) return []
    return [
      ...elsewhere(compared, wanted, found),
      ...sharers(wanted, found),
      ...routeDifferences(compared, wanted, found),
      ...ports(wanted, found),
    ]
  })
