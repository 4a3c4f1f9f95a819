import { BarChart } from 'echarts/charts'
import { GridComponent, TitleComponent } from 'echarts/components'
import { init, setPlatformAPI, use, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import stringWidth from 'fast-string-width'
import { light } from './svg-style.ts'

/** The font of every text in a chart; sizes are in pixels. */
export const chartFont = {
  fontSize: 13,
  fontFamily: "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace",
  color: light.text,
}
/** Pixels: what a character of this font takes at most. */
const characterWidth = 8

/** What echarts adds for pages with a mouse and scripts; some of it counts up from picture to picture. No text holds a `"`. */
const forPages = / (?:class|ecmeta_\w+|pointer-events)="[^"]*"|<style[^]*?<\/style>\n/g

/** Has echarts draw bars as SVG; the same for the same option, and nothing in it moves or reacts. Sizes in pixels. */
export function renderEcharts(option: EChartsCoreOption, size: { width: number; height: number }): string {
  use([BarChart, GridComponent, TitleComponent, SVGRenderer])
  // Without a page to measure it on, echarts takes a text of this font for much wider than it is.
  setPlatformAPI({ measureText: (text) => ({ width: stringWidth(text) * characterWidth }) })
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption(option)
    return chart.renderToSVGString().replaceAll(forPages, '')
  } finally {
    chart.dispose()
  }
}
