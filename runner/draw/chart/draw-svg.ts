import { BarChart, type BarSeriesOption } from 'echarts/charts'
import {
  GridComponent,
  TitleComponent,
  type GridComponentOption,
  type TitleComponentOption,
} from 'echarts/components'
import { init, setPlatformAPI, use, type ComposeOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import stringWidth from 'fast-string-width'
import { safeText } from '../../observe/safe-text.ts'
import { element, escapeXml } from '../topology/markup.ts'
import type { Bar } from './read-chart.ts'
import { chartStyle, light } from './svg-style.ts'

type Option = ComposeOption<BarSeriesOption | GridComponentOption | TitleComponentOption>

/** Pixels; the margins are around the bars. */
const size = { width: 720, row: 30, bar: 18, top: 52, bottom: 56, left: 152, right: 72 }
const font = {
  fontSize: 13,
  fontFamily: "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace",
  color: light.text,
}
/** Pixels: what a character of this font takes at most. */
const characterWidth = 8
/** Columns of this font that fit beside the bars. */
const nameColumns = 16
const mega = 1_000_000

const megabits = ({ bitsPerSecond }: Bar): number => bitsPerSecond / mega
const figure = (value: number): string => value.toFixed(0)

/** A name in one line that cannot hide or turn anything, cut between what a reader sees as characters. */
function shorten(name: string): string {
  const shown = safeText(name, { multiline: false })
  if (stringWidth(shown) <= nameColumns) return shown
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(shown)) {
    if (stringWidth(kept + segment) >= nameColumns) break
    kept += segment
  }
  return `${kept}…`
}

/** The space is the distance to the bars. It must be there: echarts keys an object by each text, even by `__proto__`. */
const labelOf = ({ name }: Bar): string => `${shorten(name)} `

const optionOf = (bars: readonly Bar[], title: string): Option => ({
  animation: false,
  backgroundColor: light.paper,
  title: {
    text: safeText(title, { multiline: false }),
    left: 16,
    top: 18,
    padding: 0,
    textStyle: { ...font, fontSize: 14 },
  },
  grid: { left: size.left, right: size.right, top: size.top, bottom: size.bottom, outerBoundsMode: 'none' },
  xAxis: {
    type: 'value',
    name: 'Mbit/s',
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: font,
    axisLabel: { ...font, formatter: String },
    splitLine: { lineStyle: { color: light.line } },
  },
  yAxis: {
    type: 'category',
    data: bars.map(labelOf),
    inverse: true,
    axisLabel: { ...font, margin: 0 },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: light.text } },
  },
  series: {
    type: 'bar',
    data: bars.map(megabits),
    silent: true,
    barWidth: size.bar,
    // Even the slowest has got somewhere.
    barMinHeight: 2,
    itemStyle: { color: light.bar },
    label: {
      ...font,
      show: true,
      position: 'right',
      // A line of the scale behind the figures must not read as one of them.
      textBorderColor: light.paper,
      textBorderWidth: 3,
      formatter: ({ value }) => figure(Number(value)),
    },
  },
})

/** What echarts adds for pages with a mouse and scripts; some of it counts up from picture to picture. No text holds a `"`. */
const forPages = / (?:class|ecmeta_\w+|pointer-events)="[^"]*"|<style[^]*?<\/style>\n/g

function drawBars(bars: readonly Bar[], title: string, height: number): string {
  use([BarChart, GridComponent, TitleComponent, SVGRenderer])
  // Without a page to measure it on, echarts takes a text of this font for much wider than it is.
  setPlatformAPI({ measureText: (text) => ({ width: stringWidth(text) * characterWidth }) })
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height })
  try {
    chart.setOption(optionOf(bars, title))
    return chart.renderToSVGString().replaceAll(forPages, '')
  } finally {
    chart.dispose()
  }
}

/**
 * A bar chart of throughput in Mbit/s as an SVG that stands alone, the same for the same bars. echarts draws it; the
 * frame around it says the values in words and has the colours for the dark.
 */
export function drawChartSvg(bars: readonly Bar[], title: string): string {
  const height = size.top + bars.length * size.row + size.bottom
  const heard = bars.map((bar) => `${bar.name} ${figure(megabits(bar))} Mbit/s`)
  const inner = [
    element('title', {}, escapeXml(title)),
    element('desc', {}, escapeXml(heard.join(', '))),
    element('style', {}, chartStyle),
    drawBars(bars, title, height),
  ].join('')
  const box = {
    width: size.width,
    height,
    viewBox: `0 0 ${size.width} ${height}`,
    role: 'img',
    class: 'chart',
  }
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...box }, inner)}\n`
}
