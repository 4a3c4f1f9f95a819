import type { BarSeriesOption } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import { chartFont, renderEcharts } from '../../draw/chart/echarts-svg.ts'
import { light } from '../../draw/chart/svg-style.ts'
import { element } from '../../draw/topology/markup.ts'
import type { Bin, Distribution } from './read-distribution.ts'

type Option = ComposeOption<BarSeriesOption | GridComponentOption>

/** Pixels. */
const size = { width: 640, height: 260 }

const optionOf = (bins: readonly Bin[]): Option => ({
  animation: false,
  backgroundColor: light.paper,
  grid: { left: 56, right: 16, top: 24, bottom: 52, outerBoundsMode: 'none' },
  xAxis: {
    type: 'category',
    data: bins.map(({ label }) => label),
    name: 'points',
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: chartFont,
    axisLabel: chartFont,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: light.text } },
  },
  yAxis: {
    type: 'value',
    name: 'students',
    nameLocation: 'middle',
    nameGap: 36,
    nameTextStyle: chartFont,
    minInterval: 1,
    axisLabel: { ...chartFont, formatter: String },
    splitLine: { lineStyle: { color: light.line } },
  },
  series: {
    type: 'bar',
    // Nobody is no column, and no figure above it.
    data: bins.map(({ count }) => (count === 0 ? null : count)),
    silent: true,
    barCategoryGap: '15%',
    itemStyle: { color: light.bar },
    label: { ...chartFont, show: true, position: 'top' },
  },
})

/** What a page that forbids inline styles gives in its own style sheet: the font of a `.chart text`. */
const inlineStyle = / style="[^"]*"/g

/** The distribution in words, for who does not see it. */
export const distributionText = ({ bins }: Distribution): string =>
  bins
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${label} points: ${count}`)
    .join(', ')

/** How many have how many points, as an SVG to stand in a page whose style sheet has `chartStyle` and the font. */
export function drawDistribution(distribution: Distribution): string {
  const inner = renderEcharts(optionOf(distribution.bins), size).replaceAll(inlineStyle, '')
  const label = `How many students have how many points. ${distributionText(distribution)}.`
  const box = {
    viewBox: `0 0 ${size.width} ${size.height}`,
    role: 'img',
    'aria-label': label,
    class: 'chart',
  }
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...box }, inner)
}
