import type { Box, Row } from './text-box.ts'
import {
  bridgesOf,
  outsideId,
  placeIdOf,
  type Mark,
  type Place,
  type PlaceLink,
  type Topology,
} from './topology.ts'
import {
  bridgeWords,
  captionOf,
  emptyWords,
  gatewayWords,
  hostContainersWords,
  nameOf,
  notes,
  notesOf,
  publishedWords,
  signed,
} from './words.ts'

/** Which cables a row may show as a line, and what it says instead of it. */
export interface Drawn {
  /** Links whose cable is drawn, by id: whether it leaves their row to the right or comes to its left side. */
  ends: ReadonlyMap<string, 'leaves' | 'arrives'>
  /** The uplink that is drawn below the host; others say where they lead. */
  uplink: string | null
}

const insteadOfLine = (topology: Topology, { id }: PlaceLink, { ends, uplink }: Drawn): string[] => {
  const cable = topology.cables.find((one) => one.ends.includes(id))
  if (cable === undefined || ends.has(id) || id === uplink) return []
  const far = cable.ends.find((end) => end !== id) ?? id
  if (far === outsideId) return ['to the outside']
  const link = topology.places.flatMap(({ links }) => links).find((one) => one.id === far)
  return link === undefined ? [] : [`joined to ${nameOf(link)}`]
}

interface Marked {
  mark?: Mark
}

const isMarked = ({ mark }: Marked): { marked: boolean } => ({ marked: mark !== undefined })
const isMissing = ({ mark }: Marked): { missing: boolean } => ({ missing: mark?.sign === '-' })

/** `eth0  172.17.0.2/16  (no carrier)`. */
const linkWords = (topology: Topology, link: PlaceLink, more: string[] = []): string =>
  [
    signed(nameOf(link), link.mark),
    ...link.addresses,
    ...notes([...notesOf(topology, link), ...more], link.mark),
  ].join('  ')

const linkRow = (topology: Topology, link: PlaceLink, drawn: Drawn, more: string[] = []): Row => {
  const text = linkWords(topology, link, [...insteadOfLine(topology, link, drawn), ...more])
  const way = drawn.ends.get(link.id)
  const row = { text, ...isMarked(link) }
  return way === undefined ? row : { ...row, end: link.id, leaves: way === 'leaves' }
}

const gatewayRows = (place: Place): Row[] =>
  place.gateways.map((gateway) => ({ text: gatewayWords(gateway, place), ...isMarked(gateway) }))

const bridgeBox = (topology: Topology, host: Place, bridge: PlaceLink, drawn: Drawn): Box => ({
  title: linkWords(topology, bridge),
  ...isMarked(bridge),
  ...isMissing(bridge),
  rows: [
    ...(bridge.kind === 'bridge' ? bridgeWords(bridge).map((text) => ({ text })) : []),
    ...host.links.filter((link) => link.bridge === bridge.id).map((link) => linkRow(topology, link, drawn)),
  ],
})

/** The host: bridges as boxes with their ports, then other links, last the one that leads out. */
export function hostBox(topology: Topology, host: Place, drawn: Drawn): Box {
  const bridges = bridgesOf(host)
  const loose = host.links.filter(
    (link) => link.bridge === null && !bridges.includes(link) && link.id !== drawn.uplink,
  )
  const last = host.links.filter(({ id }) => id === drawn.uplink)
  return {
    title: captionOf(host),
    ...isMarked(host),
    ...isMissing(host),
    rows: [
      ...bridges.map((bridge) => bridgeBox(topology, host, bridge, drawn)),
      ...loose.map((link) => linkRow(topology, link, drawn)),
      ...hostContainersWords(host).map((text) => ({ text })),
      ...gatewayRows(host),
      ...last.map((link) => linkRow(topology, link, drawn)),
    ],
  }
}

/** A container or a namespace; bridges inside it are rows like others. */
export function placeBox(topology: Topology, place: Place, drawn: Drawn): Box {
  const links = place.links.map((link) => {
    const bridge = place.links.find(({ id }) => id === link.bridge)
    const more = [
      ...(link.kind === 'bridge' ? ['bridge'] : []),
      ...(bridge === undefined ? [] : [`in ${nameOf(bridge)}`]),
    ]
    return linkRow(topology, link, drawn, more)
  })
  const empty = emptyWords(place).map((text) => ({ text }))
  const published = place.published.map((one) => ({ text: publishedWords(one), ...isMarked(one) }))
  return {
    title: captionOf(place),
    ...isMarked(place),
    ...isMissing(place),
    rows: [...links, ...empty, ...gatewayRows(place), ...published],
  }
}

/** The places beside the host, so that their cables to it cross as little as may be. */
export function besides(topology: Topology, host: Place | undefined): Place[] {
  const rank = new Map(hostEnds(host).map((id, position) => [id, position]))
  let before = 0
  const ranked = topology.places
    .filter((place) => place !== host && place.host === (host?.id ?? place.host))
    .map((place) => {
      const ends = topology.cables
        .map(({ ends: both }) => both)
        .filter((both) => both.some((id) => placeIdOf(id) === place.id))
        .flatMap((both) => both.flatMap((id) => rank.get(id) ?? []))
      before = ends.length === 0 ? before : Math.min(...ends)
      return { place, at: before }
    })
  return ranked.sort((one, other) => one.at - other.at).map(({ place }) => place)
}

/** The host's links in the order in which its box shows them. */
const hostEnds = (host: Place | undefined): string[] => {
  const links = host?.links ?? []
  const ports = links.flatMap((bridge) => links.filter((link) => link.bridge === bridge.id))
  const loose = links.filter(({ bridge }) => bridge === null)
  return [...ports, ...loose].map(({ id }) => id)
}
