import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measuredScene } from '../../../checks/vocabulary/throughput-fixtures.ts'
import { markupFaults } from '../fixtures/markup-faults.ts'
import { drawChartSvg } from './draw-svg.ts'
import { drawChart } from './draw-text.ts'
import { readChart, type Bar } from './read-chart.ts'

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

const barOf = (name: string, megabits: number): Bar => ({
  name,
  from: '172.17.0.3',
  to: '172.17.0.2',
  port: 5201,
  bitsPerSecond: megabits * 1_000_000,
  bytes: 1_000_000,
  segmentBytes: 1448,
  retransmits: 0,
  startedAt: 0,
})

/** The bars of a picture, in pixels. */
const drawnBars = (svg: string) =>
  [...svg.matchAll(/<path d="M([\d.]+) ([\d.]+)l([\d.]+) 0l0 ([\d.]+)l-\3 0Z" fill="#2563a8"><\/path>/g)].map(
    ([, left, top, width, height]) => ({
      left: Number(left),
      right: Number(left) + Number(width),
      width: Number(width),
      middle: Number(top) + Number(height) / 2,
    }),
  )

/** The texts of a picture, and where they stand. */
const drawnTexts = (svg: string) =>
  [...svg.matchAll(/<text [^>]*text-anchor="(\w+)"[^>]*translate\(([\d.]+) ([\d.]+)\)[^>]*>([^<]*)</g)].map(
    ([, anchor = '', x, y, text = '']) => ({ anchor, x: Number(x), y: Number(y), text: text.trim() }),
  )

const namesIn = (svg: string): string[] =>
  drawnTexts(svg)
    .filter(({ anchor }) => anchor === 'end')
    .map(({ text }) => text)

describe('as a picture', () => {
  test('has a bar for each, in proportion', () => {
    const bars = drawnBars(drawChartSvg(chart().bars, 'Lab 16'))
    const [, link] = bars
    expect(bars.map(({ width }) => Math.round((width / link!.width) * 9000))).toEqual([
      expect.closeTo(8000, -1),
      9000,
      expect.closeTo(7000, -1),
      expect.closeTo(3000, -1),
      expect.closeTo(6000, -1),
      expect.closeTo(5000, -1),
      expect.closeTo(80, -1),
    ])
  })

  test('each bar has its name before it and its value behind it', () => {
    const svg = drawChartSvg(chart().bars, 'Lab 16')
    const texts = drawnTexts(svg)
    const fromTheTop = drawnBars(svg).toSorted((one, other) => one.middle - other.middle)
    const told = fromTheTop.map(({ left, right, middle }) => {
      const beside = texts.filter(({ y }) => y === middle)
      const before = beside.find(({ x, anchor }) => x === left && anchor === 'end')
      const behind = beside.find(({ x, anchor }) => x > right && x < right + 10 && anchor === 'start')
      return `${before?.text} ${behind?.text}`
    })
    expect(told).toEqual([
      'bridge 8000',
      'link 9000',
      'published 7000',
      'proxy 3000',
      'outside 6000',
      'small 5000',
      'single 80',
    ])
  })

  test.each([
    [80, ['0', '20', '40', '60', '80']],
    [9000, ['0', '2000', '4000', '6000', '8000', '10000']],
    [123_456, ['0', '20000', '40000', '60000', '80000', '100000', '120000', '140000']],
  ])('a bar of %d has a scale of round figures, and ends where they say', (megabits, figures) => {
    const svg = drawChartSvg([barOf('alone', megabits)], 'Lab 16')
    const scale = drawnTexts(svg).filter(({ anchor, text }) => anchor === 'middle' && /^\d+$/.test(text))
    const [bar] = drawnBars(svg)
    expect(scale.map(({ text }) => text)).toEqual(figures)
    const [first, last] = [scale[0]!, scale.at(-1)!]
    expect(bar!.left).toBe(first.x)
    expect(bar!.width).toBeCloseTo(((last.x - first.x) * megabits) / Number(last.text), 0)
  })

  test('even what has got nowhere can be seen', () => {
    const bars = drawnBars(drawChartSvg([barOf('fast', 9000), barOf('stuck', 0)], 'Lab 16'))
    expect(bars.map(({ width }) => width > 1)).toEqual([true, true])
  })

  test('says what it is to those who do not see it', () => {
    const svg = drawChartSvg(chart().bars, 'Lab 16 <&>')
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>Lab 16 &lt;&amp;&gt;<\/title><desc>/)
    expect(svg).toContain('<desc>bridge 8000 Mbit/s, link 9000 Mbit/s, ')
  })

  test('is the same for the same measurements, and stands alone', () => {
    const svg = drawChartSvg(chart().bars, 'Lab 16')
    expect(drawChartSvg(chart().bars, 'Lab 16')).toBe(svg)
    expect(svg).not.toMatch(/<script|<image|href|url\(|@import| on\w+=|class="zr|:hover/)
    expect(svg.match(/<style/g)).toHaveLength(1)
  })

  test('has another colour in the dark for each that can be seen', () => {
    const svg = drawChartSvg(chart().bars, 'Lab 16')
    const style = svg.slice(svg.indexOf('<style>'), svg.indexOf('</style>'))
    const seen = svg.replace(/<path [^>]*fill-opacity="0"[^>]*>/g, '').slice(svg.indexOf('</style>'))
    const painted = new Set(seen.match(/(?:fill|stroke)="(?!none)[^"]*"/g))
    expect(painted.size).toBeGreaterThanOrEqual(5)
    expect([...painted].filter((paint) => !style.includes(`.chart [${paint}]{`))).toEqual([])
    expect(style).toContain('@media (prefers-color-scheme:dark){')
  })

  test('long names are cut between characters, and no name hides or turns anything', () => {
    const names = [
      'long'.repeat(20),
      '測'.repeat(20),
      '👩‍💻'.repeat(20),
      '\u001b[2J\n',
      '\u202eabc',
      '{value}',
      '',
    ]
    expect(
      namesIn(
        drawChartSvg(
          names.map((name) => barOf(name, 80)),
          'Lab 16',
        ),
      ),
    ).toEqual([
      'longlonglonglon…',
      `${'測'.repeat(7)}…`,
      `${'👩‍💻'.repeat(7)}…`,
      String.raw`\x1b[2J\n`,
      String.raw`\u202eabc`,
      '{value}',
      '',
    ])
  })

  test(
    'is sound whatever a file is called, and leaves everything else as it was',
    { timeout: 30_000 },
    () => {
      const words = [
        ...Object.getOwnPropertyNames(Object.prototype),
        '<b>&"\'',
        ' class="zr0"',
        '<style>',
        '\ud83d',
      ]
      const name = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' }))
      const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))
      fc.assert(
        fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), (names) => {
          const svg = drawChartSvg(
            names.map((one, index) => barOf(one, index)),
            'Lab 16',
          )
          expect(markupFaults(svg)).toEqual([])
          expect(Buffer.from(svg).toString()).toBe(svg)
          expect(svg).not.toMatch(/[^\P{Cc}\n]/u)
          expect(drawnBars(svg)).toHaveLength(names.length)
          expect(namesIn(svg)).toHaveLength(names.length)
          expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before)
        }),
        { numRuns: 40 },
      )
    },
  )
})
