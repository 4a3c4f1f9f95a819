import stringWidth from 'fast-string-width'
import type { Paint, Style } from '../paint.ts'
import { drawTopology, pictureLegend } from '../topology/draw-text.ts'
import { spellOut } from '../ascii.ts'
import type { Topology } from '../topology/topology.ts'
import { largest, wrapRanges } from '../wrap.ts'
import { compareTopologies, type Comparison } from './compare.ts'
import { describeDistance } from './distance.ts'
import { markTopology } from './mark.ts'

export interface ComparisonStyle {
  /** Columns that each picture and each line of text should not exceed. */
  width: number
  /** Columns that there are for two pictures beside each other. */
  columns: number
  unicode: boolean
  paint: Paint
}

const gap = '   '
/** Columns of one picture of two beside each other; what is wider is not easier to read. */
const widest = 100
const otherWays = 'There may be other right ways: `lab check` says what counts.'

const signPainter =
  (paint: Paint): Style =>
  (sign) =>
    sign === '+' ? paint.green(sign) : sign === '-' ? paint.red(sign) : paint.yellow(sign)

const widthOf = (text: string): number => largest(text.split('\n').map((line) => stringWidth(line)))

/**
 * Two texts beside each other where there is room. Where there is none, the right one comes first: the left one stands
 * at the end of what a terminal shows then.
 */
function besideOrBelow(left: string, right: string, columns: number): string {
  const width = widthOf(left)
  if (width + gap.length + widthOf(right) > columns) return `${right}\n\n${left}`
  const [lefts, rights] = [left.split('\n'), right.split('\n')]
  const rows = Array.from({ length: Math.max(lefts.length, rights.length) }, (_, row) => {
    const [here, there] = [lefts[row] ?? '', rights[row] ?? '']
    return there === '' ? here : here + ' '.repeat(width - stringWidth(here)) + gap + there
  })
  return rows.join('\n')
}

/** A text in lines of the style's width; those after the first stand under the first one's words. */
function inLines(text: string, { width, unicode }: ComparisonStyle, bullet = ''): string[] {
  const plain = unicode ? text : spellOut(text)
  return wrapRanges(plain, width - 2).map(({ start, end }, index) => {
    const before = bullet === '' ? '' : index === 0 ? `${bullet} ` : '  '
    return before + plain.slice(start, end)
  })
}

/** What differs, a line each, and in one more what is there besides. */
function list({ differences, extras }: Comparison, style: ComparisonStyle): string[] {
  const also = `Also there, not in the goal: ${extras.map(({ text }) => text).join('; ')}.`
  const paintSign = signPainter(style.paint)
  return [
    ...differences.flatMap(({ sign, text }) => inLines(text, style, paintSign(sign))),
    ...(extras.length === 0 ? [] : inLines(also, style)),
  ]
}

/**
 * A network beside its goal: what is there, with every difference marked by a sign and in words and what is missing
 * drawn in dashes; the goal; and all differences in a list. The same text for the same two topologies.
 */
export function drawComparison(now: Topology, goal: Topology, style: ComparisonStyle): string {
  const { width, columns, unicode, paint } = style
  const comparison = compareTopologies(now, goal)
  const marked = markTopology(comparison)
  const look = { width: Math.max(width, Math.min(widest, Math.floor((columns - gap.length) / 2))), unicode }
  const here = drawTopology(marked, { ...look, paintSign: signPainter(paint) })
  const there = drawTopology(goal, look)
  const pictures = besideOrBelow(
    `${paint.bold('What is there')}\n${here}`,
    `${paint.bold('The goal')}\n${there}`,
    columns,
  )
  return [
    pictures,
    '',
    ...pictureLegend([marked, goal], style),
    ...inLines(describeDistance(comparison), style),
    ...list(comparison, style),
    ...(comparison.differences.length === 0 ? [] : inLines(otherWays, style)),
  ].join('\n')
}

/** A picture, and under it what its lines mean and what else is to be said. */
const withWords = (topology: Topology, style: ComparisonStyle, words: readonly string[] = []): string => {
  const below = [...pictureLegend([topology], style), ...words]
  return [drawTopology(topology, style), ...(below.length > 0 ? ['', ...below] : [])].join('\n')
}

/** A network as it is, and in a line how far that is from its goal; without that line where there is no goal. */
export const drawNow = (now: Topology, goal: Topology | null, style: ComparisonStyle): string =>
  withWords(now, style, goal === null ? [] : inLines(describeDistance(compareTopologies(now, goal)), style))

/** A goal by itself. */
export const drawGoal = (goal: Topology, style: ComparisonStyle): string => withWords(goal, style)
