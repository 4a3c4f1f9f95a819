import { describe, expect, test } from 'vitest'
import { markupFaults } from '../../draw/fixtures/markup-faults.ts'
import { drawDistribution } from './draw-distribution.ts'
import { classOfForty, recordOf } from './fixtures/class.ts'
import { readDistribution } from './read-distribution.ts'
import { readRows, type Row } from './read-rows.ts'

const rowsOf = (maxPoints: number, ...points: (number | null)[]): Row[] =>
  points.map((mark, index) => ({
    student: String(index),
    name: null,
    email: null,
    id: null,
    due: null,
    standing: mark === null ? 'ungradable' : 'graded',
    points: mark,
    maxPoints,
    record: recordOf(String(index)),
  }))

const counts = (rows: Row[]): [string, number][] =>
  (readDistribution(rows)?.bins ?? [])
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => [label, count])

describe('the points of a class', () => {
  test('are counted by whole points, the most as well', () => {
    expect(counts(rowsOf(3, 0, 1, 1.5, 1.99, 3, 3))).toEqual([
      ['0', 1],
      ['1', 3],
      ['3', 2],
    ])
    expect(readDistribution(rowsOf(3, 1))?.bins.map(({ label }) => label)).toEqual(['0', '1', '2', '3'])
  })

  test('are counted in wider columns where there are many', () => {
    expect(counts(rowsOf(100, 0, 4, 5, 99, 100))).toEqual([
      ['0–4', 2],
      ['5–9', 1],
      ['95–99', 1],
      ['100–104', 1],
    ])
  })

  test('have a mean and a median, without those who have no mark', () => {
    expect(readDistribution(rowsOf(9, 1, 2, 6, null))).toMatchObject({
      count: 3,
      mean: 3,
      median: 2,
      lowest: 1,
      highest: 6,
    })
    expect(readDistribution(rowsOf(9, 4, 1, 2, 9))).toMatchObject({ median: 3 })
  })

  test('are none where nobody has any', () => {
    expect(readDistribution(rowsOf(9, null))).toBeNull()
    expect(readDistribution([])).toBeNull()
  })
})

describe('their picture', () => {
  const svg = (...points: number[]) => drawDistribution(readDistribution(rowsOf(3, ...points))!)
  const bars = (text: string) =>
    [...text.matchAll(/<path d="M[\d.]+ [\d.]+l([\d.]+) 0l0 (-?[\d.]+)l[^"]*" fill="#2563a8"/g)].map(
      ([, , height]) => Math.abs(Number(height)),
    )

  test('has a bar for each that is not empty, in proportion', () => {
    const [low = 0, high = 0, ...more] = bars(svg(1, 3, 3, 3))
    expect(more).toEqual([])
    expect(high / low).toBeCloseTo(3, 1)
  })

  test('says what it shows, and has no style and no script of its own', () => {
    const text = svg(1, 3, 3, 3)
    expect(text).toMatch(/^<svg [^>]*role="img" aria-label="[^"]*1 points: 1, 3 points: 3\."/)
    expect(text).not.toMatch(/style=|<style|<script|href|url\(| on\w+=/)
    expect(markupFaults(text)).toEqual([])
  })

  test('is the same for the same class', () => {
    const distribution = readDistribution(readRows(classOfForty()))!
    expect(drawDistribution(distribution)).toBe(drawDistribution(distribution))
  })
})
