import { describe, expect, test } from 'vitest'
import { forget, measuredScene } from '../../../checks/vocabulary/throughput-fixtures.ts'
import { drawChartSvg, tickStep } from './draw-svg.ts'
import { drawChart } from './draw-text.ts'
import { readChart } from './read-chart.ts'

const plain = { width: 60, colour: false, unicode: false }

const chart = () => {
  const { snapshot } = measuredScene()
  snapshot.measurements.push({ name: 'late', result: null, problem: 'It is empty.' })
  return readChart(snapshot)
}

describe('what is drawn', () => {
  test('are the measurements in their order, and what is none', () => {
    const { bars, spoiled, unreadable } = chart()
    expect(bars.map(({ name }) => name)).toEqual([
      'bridge',
      'link',
      'published',
      'proxy',
      'outside',
      'small',
      'single',
    ])
    expect(spoiled).toEqual([{ name: 'late', problem: 'It is empty.' }])
    expect(unreadable).toEqual([])
  })
})

describe('for a terminal', () => {
  test('the longest bar is the fastest, and the slowest has one sign', () => {
    const bars = drawChart(chart(), plain)
      .split('\n')
      .filter((line) => line.includes('#'))
    expect(bars.map((line) => line.replace(/ +/g, ' '))).toEqual([
      `bridge 8000 Mbit/s ${'#'.repeat(33)}`,
      `link 9000 Mbit/s ${'#'.repeat(37)}`,
      `published 7000 Mbit/s ${'#'.repeat(29)}`,
      `proxy 3000 Mbit/s ${'#'.repeat(12)}`,
      `outside 6000 Mbit/s ${'#'.repeat(25)}`,
      `small 5000 Mbit/s ${'#'.repeat(21)}`,
      'single 80 Mbit/s #',
    ])
  })

  test('a file without a result is told, alone too', () => {
    expect(drawChart(chart(), plain)).toContain('\nlate.json is not drawn. It is empty.\n')
    expect(drawChart({ ...chart(), bars: [] }, plain)).toBe('late.json is not drawn. It is empty.\n')
  })

  test('no line is wider than the terminal, and no name steers it', () => {
    const { snapshot } = measuredScene()
    snapshot.measurements[0]!.name = `\u001b[2J${'long'.repeat(20)}`
    const drawn = drawChart(readChart(snapshot), plain)
    expect(drawn).not.toContain('\u001b')
    expect(drawn.split('\n').filter((line) => line.includes('#') && line.length > plain.width)).toEqual([])
  })
})

describe('as a picture', () => {
  test('has a bar for each, in proportion, and says it in words', () => {
    const svg = drawChartSvg(chart().bars, 'Lab 16 <&>')
    const widths = [...svg.matchAll(/class="chart-bar"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    )
    expect(widths).toHaveLength(7)
    expect(widths[0]! / widths[1]!).toBeCloseTo(8 / 9, 2)
    expect(svg).toContain('<title>Lab 16 &lt;&amp;&gt;</title>')
    expect(svg).toContain('link 9000 Mbit/s')
  })

  test('one bar alone has a scale too', () => {
    const { snapshot } = ((here) => {
      forget(here, 'link', 'published', 'proxy', 'outside', 'small', 'bridge')
      return here
    })(measuredScene())
    expect(drawChartSvg(readChart(snapshot).bars, 'Lab 16')).toContain('>80</text>')
  })

  test.each([
    [1, 0.2],
    [9000, 2000],
    [80, 20],
    [12_000, 2000],
    [31, 10],
  ])('the lines of a scale to %d are %d apart', (largest, step) => {
    expect(tickStep(largest)).toBeCloseTo(step)
  })
})
