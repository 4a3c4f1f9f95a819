import stringWidth from 'fast-string-width'
import { largest } from '../wrap.ts'
import { outsideId, type Place, type PlaceLink, type Topology } from './topology.ts'
import {
  bridgeWords,
  emptyWords,
  gatewayWords,
  hostContainersWords,
  nameOf,
  notes,
  notesOf,
  publishedWords,
  signed,
} from './words.ts'

/** One box with text in it: a link, what a place says of itself, or the outside. */
export interface Card {
  id: string
  /** The place it is in; null for the outside. */
  place: string | null
  kind: 'link' | 'bridge' | 'words' | 'outside'
  /** The first line is its name. */
  lines: string[]
  /** False for what is down or missing. */
  up: boolean
}

/** Pixels. A character of the monospaced fonts that browsers use is at most this wide at 13 pixels. */
const characterWidth = 8
export const lineHeight = 18
const padding = { x: 12, y: 8 }

export const textWidth = (text: string): number => stringWidth(text) * characterWidth

export const cardSize = ({ lines }: Card): { width: number; height: number } => ({
  width: largest(lines.map(textWidth)) + 2 * padding.x,
  height: lines.length * lineHeight + 2 * padding.y,
})

/** The way out by a link is told in its card, since that is where a packet leaves. */
const gatewaysOver = (place: Place, { name }: PlaceLink): string[] =>
  place.gateways
    .filter(({ device }) => device === name)
    .map((gateway) => gatewayWords(gateway, { ...place, gateways: [gateway] }))

const linkCard = (topology: Topology, place: Place, link: PlaceLink): Card => {
  const isBridge = link.kind === 'bridge'
  const name = [signed(nameOf(link), link.mark), ...(isBridge ? link.addresses : [])].join('  ')
  const rest = isBridge ? bridgeWords(link) : link.addresses
  return {
    id: link.id,
    place: place.id,
    kind: isBridge ? 'bridge' : 'link',
    lines: [name, ...rest, ...gatewaysOver(place, link), ...notes(notesOf(topology, link), link.mark)],
    up: link.state === 'up' && link.mark?.sign !== '-',
  }
}

const wordsCard = (place: Place): Card[] => {
  const names = place.links.map(({ name }) => name)
  const homeless = place.gateways.filter(({ device }) => device === null || !names.includes(device))
  const lines = [
    ...emptyWords(place),
    ...homeless.map((gateway) => gatewayWords(gateway, place)),
    ...place.published.map(publishedWords),
    ...hostContainersWords(place),
  ]
  return lines.length === 0
    ? []
    : [{ id: `${place.id}.words`, place: place.id, kind: 'words', lines, up: true }]
}

/** All boxes of the picture. */
export function cardsOf(topology: Topology): Card[] {
  const cards = topology.places.flatMap((place) => [
    ...wordsCard(place),
    ...place.links.map((link) => linkCard(topology, place, link)),
  ])
  if (!topology.cables.some(({ ends }) => ends.includes(outsideId))) return cards
  const lines = ['the outside', topology.outside.addresses.join(', ')]
  return [...cards, { id: outsideId, place: null, kind: 'outside', lines, up: true }]
}
