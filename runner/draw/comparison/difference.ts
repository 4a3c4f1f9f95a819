import { placeIdOf, type Gateway, type Mark, type Published } from '../topology/topology.ts'
import { nameOf, titleOf } from '../topology/words.ts'
import { isMadeUp, type Lookup } from './lookup.ts'
import type { BoxMatch } from './match-boxes.ts'
import type { LinkMatch } from './match-links.ts'

/** One thing in which a network differs from its goal. */
export interface Difference {
  sign: Mark['sign']
  /** The place, link or end of a cable that it is about, by its id in the picture of now; null where nothing is there. */
  now: string | null
  /** The same in the goal. */
  goal: string | null
  /** A clause, without a full stop: `A of host1 is down, should be up`. */
  text: string
  /** The same in few words, for the picture, beside what it is about; empty where the sign says enough. */
  note: string
  /** A route or a published port of `now` that it is about, or of the goal where it is missing. */
  row?: Gateway | Published
}

/** A network and its goal, with what was taken for what. */
export interface Compared extends LinkMatch {
  goal: Lookup
  now: Lookup
  boxes: BoxMatch
}

/**
 * `A of host1`, `docker0 of host1`, `container box`, `the outside`. An end whose name Docker made up is told by the other
 * one: `the cable of eth0 of container web`.
 */
export function label(lookup: Lookup, id: string): string {
  const [link, far] = [lookup.link(id), lookup.link(lookup.farEnd(id) ?? '')]
  const place = lookup.place(placeIdOf(id))
  if (place === undefined) return 'the outside'
  if (link === undefined) return titleOf(place)
  if (far !== undefined && isMadeUp(link.name) && !isMadeUp(far.name))
    return `the cable of ${label(lookup, far.id)}`
  return `${nameOf(link)} of ${titleOf(place)}`
}

/** A box of the goal as the student knows it: by the name it has now. */
export function wantedBox({ goal, now, boxes }: Compared, goalBox: string): string {
  const here = boxes.get(goalBox)
  const [lookup, id] = here === undefined ? [goal, goalBox] : [now, here]
  const link = lookup.link(id)
  return link === undefined ? label(lookup, id) : nameOf(link)
}

/** True for a place of the network as it is whose inside could not be read: nothing can be said of it. */
export const isUnseen = ({ now }: Compared, placeId: string): boolean => now.place(placeId)?.seen === false
