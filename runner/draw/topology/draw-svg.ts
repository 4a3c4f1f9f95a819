import { describeTopology } from './describe.ts'
import type { Rectangle, Spot } from './geometry.ts'
import { element, escapeXml, round } from './markup.ts'
import { cardsOf, lineHeight, textWidth, type Card } from './svg-cards.ts'
import { layOutSvg, titleStrip, type SvgLayout } from './svg-layout.ts'
import type { Lead } from './svg-leads.ts'
import { corners, pathBelow, pathThrough } from './svg-path.ts'
import { svgMarkStyle, svgStyle } from './svg-style.ts'
import type { Place, Topology } from './topology.ts'
import { captionOf } from './words.ts'

const margin = 16
const baseline = 13
/** Between a title and a line beside it. */
const clear = 8

const text = (x: number, y: number, content: string, look: string, anchor = 'start'): string =>
  element(
    'text',
    { x, y, class: `net-text ${look}`.trim(), 'text-anchor': anchor, 'xml:space': 'preserve' },
    escapeXml(content),
  )

const box = ({ left, top, right, bottom }: Rectangle, look: string, radius: number): string =>
  element('rect', { x: left, y: top, width: right - left, height: bottom - top, rx: radius, class: look })

const drawCard = (card: Card, at: Rectangle): string => {
  const look = card.kind === 'bridge' ? 'net-bridge' : card.kind === 'words' ? 'net-words' : 'net-card'
  const first = (at.top + at.bottom) / 2 - (card.lines.length * lineHeight) / 2 + baseline
  const lines = card.lines.map((line, index) =>
    text(
      (at.left + at.right) / 2,
      first + index * lineHeight,
      line,
      index === 0 && card.kind !== 'words' ? 'net-name' : '',
      'middle',
    ),
  )
  return element(
    'g',
    { id: idOf(card.id) },
    box(at, `${look}${card.up ? '' : ' net-off'}`, 4) + lines.join(''),
  )
}

const idOf = (id: string): string => `net-${id.replaceAll('.', '-')}`

interface Drawn {
  lead: Lead
  spots: Spot[]
}

function drawLead({ lead, spots }: Drawn, off: boolean): string {
  const looks = ['net-line']
  if (lead.madeBy === 'hand') looks.push('net-hand')
  if (lead.kind === 'port') looks.push('net-port')
  if (off || lead.kind === 'parent') looks.push('net-off')
  if (lead.missing) looks.push('net-missing')
  return element('path', {
    d: lead.level === null ? pathThrough(spots) : pathBelow(spots),
    class: looks.join(' '),
  })
}

/** Whether a line runs through a rectangle; curves stay between their corners. */
const runsThrough = (spots: readonly Spot[], { left, top, right, bottom }: Rectangle): boolean =>
  spots.slice(1).some((spot, index) => {
    const before = spots[index] ?? spot
    return (
      Math.min(before.x, spot.x) <= right + clear &&
      Math.max(before.x, spot.x) >= left - clear &&
      Math.min(before.y, spot.y) <= bottom &&
      Math.max(before.y, spot.y) >= top
    )
  })

/** A place's title stands in a corner of it where no line runs, above if there is one. */
function drawTitle(place: Place, at: Rectangle, drawn: readonly Drawn[]): string {
  const title = captionOf(place)
  const width = textWidth(title)
  const high = { top: at.top + 6, bottom: at.top + titleStrip - 4 }
  const low = { top: at.bottom - titleStrip + 4, bottom: at.bottom - 6 }
  const strips = place.kind === 'host' ? [high, low] : [high]
  const spots = strips.flatMap((strip) => [
    { ...strip, left: at.left + 12, right: at.left + 12 + width },
    { ...strip, left: at.right - 12 - width, right: at.right - 12 },
  ])
  const free = spots.find((spot) => drawn.every((one) => !runsThrough(one.spots, spot))) ?? spots[0]
  return free === undefined ? '' : text(free.left, free.top + baseline, title, 'net-name')
}

const lookOf = ({ kind, mark }: Place): string =>
  `net-place net-${kind}${mark?.sign === '-' ? ' net-missing' : ''}`

const isMarked = ({ places }: Topology): boolean =>
  places.some(({ mark, links }) => mark !== undefined || links.some((link) => link.mark !== undefined))

const legend = (topology: Topology): string | null => {
  const made = new Set(topology.cables.map(({ madeBy }) => madeBy))
  const parts = [
    ...(made.has('hand') ? ['thick: a cable made by hand'] : []),
    ...(made.has('hand') && made.has('docker') ? ['thin: made by Docker'] : []),
    ...(isMarked(topology) ? ['-, dotted: missing', '~: differs', '+: not in the goal'] : []),
  ]
  return parts.length === 0 ? null : parts.join('; ')
}

const enclose = ({ cards, places }: SvgLayout, drawn: readonly Drawn[]): Rectangle => {
  const all = [...cards.values(), ...places.values()]
  const spots = drawn.flatMap((one) => one.spots)
  return {
    left: Math.min(0, ...all.map(({ left }) => left), ...spots.map(({ x }) => x)),
    top: Math.min(0, ...all.map(({ top }) => top)),
    right: Math.max(0, ...all.map(({ right }) => right), ...spots.map(({ x }) => x)),
    bottom: Math.max(0, ...all.map(({ bottom }) => bottom), ...spots.map(({ y }) => y)),
  }
}

function drawnLeads(layout: SvgLayout, cards: readonly Card[]): Drawn[] {
  const isWide = (id: string): boolean => cards.find((card) => card.id === id)?.kind === 'bridge'
  return layout.leads.flatMap((lead) => {
    const [from, to] = [layout.cards.get(lead.ends[0]), layout.cards.get(lead.ends[1])]
    if (from === undefined || to === undefined) return []
    const wide = { from: isWide(lead.ends[0]), to: isWide(lead.ends[1]) }
    return [{ lead, spots: corners(lead, from, to, wide) }]
  })
}

/** The picture as SVG, titled, described in sentences, and the same byte for byte for the same topology. */
export function drawSvg(topology: Topology, title: string): string {
  const cards = cardsOf(topology)
  const layout = layOutSvg(topology, cards)
  const drawn = drawnLeads(layout, cards)
  const { left, top, right, bottom } = enclose(layout, drawn)
  const caption = legend(topology)
  const wide = Math.max(right - left, caption === null ? 0 : textWidth(caption))
  const [width, height] = [
    wide + 2 * margin,
    bottom - top + 2 * margin + (caption === null ? 0 : lineHeight + 8),
  ]
  const [x, y] = [left - margin, top - margin]
  const off = ({ ends }: Lead): boolean => cards.some(({ id, up }) => !up && ends.includes(id))
  const placed = topology.places.flatMap((place) => {
    const at = layout.places.get(place.id)
    return at ? [{ place, at }] : []
  })
  const parts = [
    element('title', { id: 'net-title' }, escapeXml(title)),
    element('desc', { id: 'net-desc' }, escapeXml(describeTopology(topology))),
    element('style', {}, isMarked(topology) ? svgStyle + svgMarkStyle : svgStyle),
    element('rect', { x, y, width, height, rx: 8, class: 'net-paper' }),
    ...placed.map(({ place, at }) => element('g', { id: idOf(place.id) }, box(at, lookOf(place), 10))),
    ...drawn.map((one) => drawLead(one, off(one.lead))),
    ...placed.map(({ place, at }) => drawTitle(place, at, drawn)),
    ...cards.flatMap((card) => {
      const at = layout.cards.get(card.id)
      return at ? [drawCard(card, at)] : []
    }),
    ...(caption === null ? [] : [text(left, bottom + margin + baseline, caption, '')]),
  ]
  const viewBox = [x, y, width, height].map(round).join(' ')
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox,
    width,
    height,
    role: 'img',
    'aria-labelledby': 'net-title net-desc',
  }
  return `${element('svg', frame, `\n${parts.join('\n')}\n`)}\n`
}
