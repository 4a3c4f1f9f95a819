import { safeText } from '../../observe/safe-text.ts'
import { cardsOf, type Card } from './svg-cards.ts'
import {
  hostsOf,
  linksById,
  outsideId,
  placeIdOf,
  type Cable,
  type Place,
  type Topology,
} from './topology.ts'
import { captionOf, nameOf } from './words.ts'

const harmless = /[\p{L}\p{N}\p{M}/]/u
/** The dots of addresses, and single spaces between words. */
const harmlessBetween = /(?<=\d)\.(?=\d)|(?<=\S) (?=\S)/g

/**
 * Text within the quotes of a Mermaid label. What could be a quote, a bracket, a directive (`%%`), HTML or Markdown
 * becomes an entity code: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function escapeMermaid(text: string): string {
  const plain = safeText(text, { multiline: false })
  const between = new Set([...plain.matchAll(harmlessBetween)].map(({ index }) => index))
  let escaped = ''
  let offset = 0
  for (const sign of plain) {
    escaped += harmless.test(sign) || between.has(offset) ? sign : `#${sign.codePointAt(0)};`
    offset += sign.length
  }
  return escaped
}

/** Ids are our own, those of places and links: none is a word of Mermaid, or begins with one of its signs (o, x). */
const idOf = (id: string): string => `n_${id.replaceAll(/[^a-zA-Z0-9]/g, '_')}`

/** A label of nothing is a space: Mermaid takes none that is empty. */
const label = (lines: readonly string[]): string => `"${lines.map(escapeMermaid).join('<br/>') || ' '}"`

/** Bridges have double sides, the outside round ones. */
const shapes: Record<Card['kind'], [string, string]> = {
  link: ['[', ']'],
  bridge: ['[[', ']]'],
  words: ['[', ']'],
  outside: ['([', '])'],
}

function node({ id, kind, lines }: Card): string {
  const [open, close] = shapes[kind]
  return `${idOf(id)}${open}${label(lines)}${close}`
}

const within = (place: Place, cards: readonly Card[]): string[] => {
  const own = cards.filter((card) => card.place === place.id)
  // Mermaid takes an empty subgraph for a node; every place has a card, if only one that says it is empty.
  return [
    `  subgraph ${idOf(place.id)}[${label([captionOf(place)])}]`,
    ...own.map((card) => `    ${node(card)}`),
    '  end',
  ]
}

/** Both interfaces' names stand at a cable; thick ones are made by hand, dotted ones are down or missing. */
function cableLine(topology: Topology, { ends, madeBy, mark }: Cable): string {
  const hosts = hostsOf(topology).map(({ id }) => id)
  const isBelow = (id: string): boolean => id === outsideId || hosts.includes(placeIdOf(id))
  // Whoever comes first in a line of Mermaid stands above.
  const [one, other] = isBelow(ends[0]) && !isBelow(ends[1]) ? [ends[1], ends[0]] : ends
  const links = [one, other].map((id) => linksById(topology).get(id))
  const off = mark?.sign === '-' || links.some((link) => link?.state === 'down')
  const line = off ? '-.-' : madeBy === 'hand' ? '===' : '---'
  const names = links.map((link) => (link === undefined ? 'the outside' : nameOf(link))).join(' to ')
  const words = [
    names,
    ...(madeBy === 'hand' ? ['made by hand'] : []),
    ...(mark?.sign === '-' ? ['missing'] : []),
  ]
  return `  ${idOf(one)} ${line}|${label([words.join(', ')])}| ${idOf(other)}`
}

const innerLines = ({ places }: Topology): string[] =>
  places.flatMap(({ links }) =>
    links.flatMap(({ id, bridge, parent }) => [
      ...(bridge === null ? [] : [`  ${idOf(id)} --- ${idOf(bridge)}`]),
      ...(parent === null ? [] : [`  ${idOf(id)} -.- ${idOf(parent)}`]),
    ]),
  )

const idsOf = (cards: readonly Card[], which: (card: Card) => boolean): string[] =>
  cards.filter(which).map(({ id }) => id)

/** A line that gives a class to all of these; none where there are none. */
const classLine = (name: string, ids: readonly string[]): string[] =>
  ids.length === 0 ? [] : [`  class ${ids.map(idOf).join(',')} ${name}`]

/** The title for those who do not see it, where entity codes mean nothing; Mermaid takes none that is empty. */
const accTitle = (title: string): string[] => {
  const plain = title.replaceAll(/[^\p{L}\p{N} ,.:]/gu, ' ').trim()
  return plain === '' ? [] : [`  accTitle: ${plain}`]
}

/**
 * The picture as a Mermaid flowchart: a subgraph for each place, its interfaces and bridges in it, and cables between
 * them. Containers stand above their host.
 */
export function drawMermaid(topology: Topology, title: string): string {
  const cards = cardsOf(topology)
  const places = [...topology.places].sort(
    (one, other) => Number(one.kind === 'host') - Number(other.kind === 'host'),
  )
  const outside = cards.filter(({ id }) => id === outsideId)
  return [
    'flowchart TB',
    ...accTitle(title),
    ...places.flatMap((place) => within(place, cards)),
    ...outside.map((card) => `  ${node(card)}`),
    ...topology.cables.map((cable) => cableLine(topology, cable)),
    ...innerLines(topology),
    '  classDef words fill:none,stroke:none',
    '  classDef off stroke-dasharray:5 4',
    ...classLine(
      'words',
      idsOf(cards, ({ kind }) => kind === 'words'),
    ),
    ...classLine(
      'off',
      idsOf(cards, ({ up }) => !up),
    ),
    '',
  ].join('\n')
}
