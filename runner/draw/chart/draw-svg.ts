import { element, escapeXml } from '../topology/markup.ts'
import type { Bar } from './read-chart.ts'

const style = `
.chart-paper{fill:#ffffff}
.chart-text{font:13px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2933}
.chart-bar{fill:#2563a8}
.chart-line{stroke:#cbd5e1}
@media (prefers-color-scheme:dark){
.chart-paper{fill:#10161d}
.chart-text{fill:#e6edf3}
.chart-bar{fill:#6aa9ec}
.chart-line{stroke:#334155}
}`

/** Pixels. */
const size = { width: 720, row: 30, bar: 18, top: 48, bottom: 36, left: 150, right: 90, letter: 7.9 }
const mega = 1_000_000
const mostTicks = 6

/** A round distance between the lines of a scale: 1, 2 or 5 times a power of ten. */
export function tickStep(largest: number): number {
  const rough = largest / mostTicks
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5].find((one) => one * power >= rough) ?? 10
  return factor * power
}

const words = (x: number, y: number, text: string, anchor = 'start'): string =>
  element('text', { class: 'chart-text', x, y, 'text-anchor': anchor }, escapeXml(text))

const shorten = (name: string): string => {
  const most = Math.floor((size.left - 16) / size.letter)
  return name.length > most ? `${name.slice(0, most - 1)}…` : name
}

interface Scale {
  largest: number
  /** Where a value is, from the left. */
  at: (value: number) => number
}

const scaleOf = (bars: readonly Bar[]): Scale => {
  const largest = Math.max(1, ...bars.map(({ bitsPerSecond }) => bitsPerSecond / mega))
  const room = size.width - size.left - size.right
  return { largest, at: (value) => size.left + (value / largest) * room }
}

const drawScale = ({ largest, at }: Scale, bottom: number): string => {
  const step = tickStep(largest)
  const ticks = Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step)
  return ticks
    .map((tick) => {
      const x = at(tick)
      return (
        element('line', { class: 'chart-line', x1: x, x2: x, y1: size.top - 6, y2: bottom }) +
        words(x, bottom + 16, String(tick), 'middle')
      )
    })
    .join('')
}

const drawBar =
  ({ at }: Scale) =>
  (bar: Bar, index: number): string => {
    const y = size.top + index * size.row
    const value = bar.bitsPerSecond / mega
    const x = at(value)
    return [
      words(size.left - 8, y + 14, shorten(bar.name), 'end'),
      element('rect', {
        class: 'chart-bar',
        x: size.left,
        y,
        width: Math.max(1, x - size.left),
        height: size.bar,
      }),
      words(x + 6, y + 14, value.toFixed(0)),
    ].join('')
  }

/** A bar chart of throughput in Mbit/s as an SVG that stands alone. All drawing of charts as pictures is in this file. */
export function drawChartSvg(bars: readonly Bar[], title: string): string {
  const bottom = size.top + bars.length * size.row
  const height = bottom + size.bottom
  const scale = scaleOf(bars)
  const heard = bars.map(({ name, bitsPerSecond }) => `${name} ${(bitsPerSecond / mega).toFixed(0)} Mbit/s`)
  const inner = [
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(heard.join(', '))),
    element('style', {}, style),
    element('rect', { class: 'chart-paper', width: size.width, height }),
    words(16, 24, `${title}, Mbit/s`),
    drawScale(scale, bottom),
    ...bars.map(drawBar(scale)),
  ].join('')
  const box = { width: size.width, height, viewBox: `0 0 ${size.width} ${height}`, role: 'img' }
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...box }, inner)}\n`
}
