import { describe, expect, test } from 'vitest'
import { labSlugs, readLab } from '../find-labs.ts'
import { deriveValues } from './derive.ts'
import { fitPicture } from './fit-picture.ts'
import { withValues } from './with-values.ts'

const become =
  (words: Record<string, string>) =>
  (token: string): string =>
    words[token] ?? token
const fit = (picture: string, words: Record<string, string>): string => fitPicture(picture, become(words))

const roomy = `
┌─ container box ────────┐
│ eth0  10.0.0.1/24      │
│ default via 10.0.0.254 │
└────────────────────────┘`.slice(1)

test('a box keeps its width as long as there is room', () => {
  expect(fit(roomy, { box: 'amberotter', '10.0.0.1': '10.55.66.77' })).toBe(
    `
┌─ container amberotter ─┐
│ eth0  10.55.66.77/24   │
│ default via 10.0.0.254 │
└────────────────────────┘`.slice(1),
  )
})

test('what is shorter leaves no gap', () => {
  expect(fit(roomy, { container: 'pod', '10.0.0.1': '1.1.1.1' })).toBe(
    `
┌─ pod box ──────────────┐
│ eth0  1.1.1.1/24       │
│ default via 10.0.0.254 │
└────────────────────────┘`.slice(1),
  )
})

test('where there is no room, all boxes at that border become wider, and cables longer', () => {
  const picture = `
┌─ host ────────┐
│ ┌─ a ───────┐ │      ┌─ box ─┐
│ │ veth ─────┼─┼──────┤ eth0  │
│ └───────────┘ │      └───────┘
│ eth0 1.1.1.1  │
└──┬────────────┘
 outside: 1.1.1.1`.slice(1)
  expect(fit(picture, { veth: 'ethernet', eth0: 'ethernet0', a: 'a-long-name' })).toBe(
    `
┌─ host ────────────┐
│ ┌─ a-long-name ─┐ │      ┌─ box ─────┐
│ │ ethernet ─────┼─┼──────┤ ethernet0 │
│ └───────────────┘ │      └───────────┘
│ ethernet0 1.1.1.1 │
└──┬────────────────┘
 outside: 1.1.1.1`.slice(1),
  )
})

test('what stands beside a box that becomes wider makes room for it', () => {
  expect(fit('│ ab │ x │\n│ longer words', { ab: 'abcdefgh' })).toBe('│ abcdefgh │ x │\n│ longer words')
  expect(fit(' ab │\n one two ┐', { two: 'three', ab: 'ab' })).toBe(' ab │\n one three ┐')
})

test('words outside of boxes take what room there is', () => {
  expect(fit('  box        other', { box: 'amberotter' })).toBe('  amberotter other')
})

/** Corners and borders have to stand above each other; cables between boxes as well. */
const crooked = (picture: string): string[] => {
  const rows = picture.split('\n')
  return rows.flatMap((row, y) =>
    Array.from(row).flatMap((char, x) => {
      const below = rows[y + 1]?.[x] ?? ' '
      return '┌┐'.includes(char) && !'│┼╪├┤╡╞║'.includes(below) ? [`${char} at ${x}, ${y}`] : []
    }),
  )
}

describe.each(
  labSlugs()
    .map((slug) => readLab(slug))
    .filter(({ values }) => values.length > 0),
)('the picture of lab $id', (lab) => {
  test.each(['alice', 'bob', 'carol', 'dave', 'erin'])('is straight for %s', (student) => {
    const { introduction } = withValues(lab, deriveValues(Buffer.alloc(32, 1), student, lab))
    const [picture = ''] = /(?<=```text\n)[\s\S]*?(?=```)/.exec(introduction) ?? []
    expect(picture).toContain('host1')
    expect(crooked(picture)).toEqual([])
  })
})
