import { spellOut } from './ascii.ts'
import { nameOf } from '../explain/terrain.ts'
import type { End, Explanation, Hop } from '../explain/explanation.ts'
import { createPaint, type Paint } from './paint.ts'
import { wrapRanges } from './wrap.ts'

export interface ExplanationStyle {
  width: number
  colour: boolean
  unicode: boolean
  /** Show the commands of every hop, not only of those where the packet stops or nobody can tell. */
  commands: boolean
}

type Sign = 'ok' | 'stop' | 'unknown'

const signs: Record<Sign, { unicode: string; ascii: string }> = {
  ok: { unicode: '✓', ascii: 'ok  ' },
  stop: { unicode: '✗', ascii: 'STOP' },
  unknown: { unicode: '?', ascii: '?   ' },
}

const signOf = ({ ok }: Hop): Sign => (ok === null ? 'unknown' : ok ? 'ok' : 'stop')

const paintSign = (hop: Hop, paint: Paint, unicode: boolean): string => {
  const kind = signOf(hop)
  const style = { ok: paint.green, stop: paint.red, unknown: paint.yellow }[kind]
  return style(unicode ? signs[kind].unicode : signs[kind].ascii)
}

const rows = (text: string, width: number): string[] =>
  wrapRanges(text, width).map(({ start, end }) => text.slice(start, end))

/** A command is one line, however long, so that it can be copied. */
const commandLines = ({ commands }: Hop, indent: number, paint: Paint): string[] =>
  commands.map((command) => `${' '.repeat(indent)}${paint.dim(`$ ${command}`)}`)

const hopLines = (hop: Hop, number: number, style: ExplanationStyle, paint: Paint): string[] => {
  const indent = style.unicode ? 5 : 8
  const text = `${nameOf(hop.place)}, ${hop.looked}: ${hop.found}`
  const [first = '', ...rest] = rows(text, Math.max(20, style.width - indent))
  return [
    `${String(number).padStart(2)} ${paintSign(hop, paint, style.unicode)} ${first}`,
    ...rest.map((row) => ' '.repeat(indent) + row),
    ...(style.commands || hop.ok !== true ? commandLines(hop, indent, paint) : []),
  ]
}

const endWords = ({ name, address, place }: End): string => {
  const owner = place && nameOf(place) !== name && place.name !== name ? nameOf(place) : null
  const notes = [address === name ? null : address, owner].filter((word) => word !== null)
  return notes.length === 0 ? name : `${name} (${notes.join(', ')})`
}

const heading = ({ from, to, port }: Explanation): string =>
  `From ${endWords(from)} to ${endWords(to)}: ${port === null ? 'a ping' : `a connection to TCP port ${port}`}.`

/** An explanation as text: every hop a line, the commands where it stops, and the verdict last. */
export function renderExplanation(explanation: Explanation, style: ExplanationStyle): string {
  const paint = createPaint(style.colour)
  const { there, back, verdict } = explanation
  const section = (title: string, hops: Hop[], from: number): string[] =>
    hops.length === 0
      ? []
      : ['', paint.bold(title), ...hops.flatMap((hop, index) => hopLines(hop, from + index, style, paint))]
  const text = [
    ...rows(heading(explanation), style.width),
    ...section('The way there', there, 1),
    ...section('The way back', back, there.length + 1),
    '',
    ...rows(verdict, style.width).map((row) => paint.bold(row)),
    '',
  ].join('\n')
  return style.unicode ? text : spellOut(text)
}
