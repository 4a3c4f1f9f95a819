import { spellOut } from '../ascii.ts'
import type { Box } from './text-box.ts'
import { besides, hostBox, placeBox, type Drawn } from './text-boxes.ts'
import { outsideId, placeIdOf, type Cable, type Place, type Topology } from './topology.ts'

/** One host's part of a picture in words, before anything has a place in it. */
export interface Sketch {
  host: Box | null
  beside: Box[]
  /** Cables that are drawn as lines. */
  wired: Cable[]
  /** Ids of links that are down. */
  down: ReadonlySet<string>
  /** The link whose cable leaves below the host. */
  uplink: string | null
}

/** All but cables that lead out, from the host to itself, or to another host's part. */
const lines = ({ cables }: Topology, places: readonly Place[], host: Place | undefined): Cable[] => {
  const here = new Set(places.map(({ id }) => id))
  return cables.filter(
    ({ ends }) =>
      ends.every((id) => here.has(placeIdOf(id))) && !ends.every((id) => placeIdOf(id) === host?.id),
  )
}

/** The last of the host's links that lead out and are in no bridge. */
const uplinkOf = ({ cables }: Topology, host: Place | undefined): string | null => {
  const out = cables.filter(({ ends }) => ends.includes(outsideId)).map(({ ends }) => ends[0])
  return host?.links.findLast(({ id, bridge }) => bridge === null && out.includes(id))?.id ?? null
}

/** What stands in a host's part of a picture; without a host, all that there is. */
export function sketch(topology: Topology, host: Place | undefined): Sketch {
  const beside = besides(topology, host)
  const wired = lines(topology, host ? [host, ...beside] : beside, host)
  const uplink = uplinkOf(topology, host)
  const ends = wired.flatMap(({ ends: both }) => {
    const across = both.some((id) => placeIdOf(id) === host?.id)
    return both.map((id) => [id, across && placeIdOf(id) !== host?.id ? 'arrives' : 'leaves'] as const)
  })
  const drawn: Drawn = { ends: new Map(ends), uplink }
  return {
    host: host ? hostBox(topology, host, drawn) : null,
    beside: beside.map((place) => placeBox(topology, place, drawn)),
    wired,
    down: new Set(
      topology.places
        .flatMap(({ links }) => links)
        .filter(({ state, mark }) => state === 'down' && mark?.sign !== '-')
        .map(({ id }) => id),
    ),
    uplink,
  }
}

const inAscii = (box: Box): Box => ({
  ...box,
  title: spellOut(box.title),
  rows: box.rows.map((row) => ('rows' in row ? inAscii(row) : { ...row, text: spellOut(row.text) })),
})

export const sketchInAscii = (plan: Sketch): Sketch => ({
  ...plan,
  host: plan.host && inAscii(plan.host),
  beside: plan.beside.map(inAscii),
})
