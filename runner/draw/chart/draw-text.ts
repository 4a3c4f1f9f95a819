import { safeText } from '../../observe/safe-text.ts'
import { drawTable } from '../table.ts'
import type { Bar, Chart } from './read-chart.ts'

interface Style {
  width: number
  colour: boolean
  unicode: boolean
}

const oneLine = (text: string): string => safeText(text, { multiline: false })
const mega = 1_000_000
const megabits = ({ bitsPerSecond }: Bar): string => (bitsPerSecond / mega).toFixed(0)
const longestName = 20

const rowOf = (bar: Bar): string[] => [
  oneLine(bar.name),
  oneLine(bar.from),
  `${oneLine(bar.to)}:${bar.port}`,
  megabits(bar),
  (bar.bytes / mega).toFixed(1),
  String(bar.segmentBytes),
]

/** Columns of a bar, at least one: even the slowest has got somewhere. */
const lengthOf = (bar: Bar, fastest: number, room: number): number =>
  Math.max(1, Math.round((bar.bitsPerSecond / fastest) * room))

/** A line for each measurement, the longest bar for the fastest. */
function drawBars(bars: Bar[], { width, unicode }: Style): string {
  const names = bars.map(({ name }) => oneLine(name).slice(0, longestName))
  const column = Math.max(...names.map(({ length }) => length))
  const digits = Math.max(...bars.map((bar) => megabits(bar).length))
  const fastest = Math.max(...bars.map(({ bitsPerSecond }) => bitsPerSecond))
  const room = Math.max(1, width - column - digits - 10)
  const sign = unicode ? '█' : '#'
  return bars
    .map((bar, index) => {
      const label = `${(names[index] ?? '').padEnd(column)}  ${megabits(bar).padStart(digits)} Mbit/s `
      return `${label}${sign.repeat(lengthOf(bar, fastest, room))}\n`
    })
    .join('')
}

/** The measurements for a terminal: a table with a row for each, and bars; what is no measurement is told below. */
export function drawChart({ bars, spoiled }: Chart, style: Style): string {
  const head = ['file', 'from', 'to', 'Mbit/s', 'MB', 'segment, bytes']
  const drawn =
    bars.length === 0 ? '' : `${drawTable(head, bars.map(rowOf), style)}\n${drawBars(bars, style)}`
  const told = spoiled.map(({ name, problem }) => `${oneLine(name)}.json is not drawn. ${oneLine(problem)}\n`)
  return `${drawn}${told.length > 0 && drawn !== '' ? '\n' : ''}${told.join('')}`
}
