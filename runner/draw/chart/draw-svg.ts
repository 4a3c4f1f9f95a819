import type { BarSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TitleComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { safeText } from '../../observe/safe-text.ts'
import { shorten } from '../shorten.ts'
import { element, escapeXml } from '../topology/markup.ts'
import { chartFont as font, renderEcharts } from './echarts-svg.ts'
import type { Bar } from './read-chart.ts'
import { chartStyle, light } from './svg-style.ts'

type Option = ComposeOption<BarSeriesOption | GridComponentOption | TitleComponentOption>

/** Pixels; the margins are around the bars. */
const size = { width: 720, row: 30, bar: 18, top: 52, bottom: 56, left: 152, right: 72 }
/** Columns of this font that fit beside the bars. */
const nameColumns = 16
const mega = 1_000_000

const megabits = ({ bitsPerSecond }: Bar): number => bitsPerSecond / mega
const figure = (value: number): string => value.toFixed(0)

/** The space is the distance to the bars. It must be there: echarts keys an object by each text, even by `__proto__`. */
const labelOf = ({ name }: Bar): string => `${shorten(name, nameColumns)} `

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
    renderEcharts(optionOf(bars, title), { width: size.width, height }),
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
