import { describe, expect, test } from 'vitest'
import { chooseFault } from './choose-fault.ts'
import { labSlugs, projectFolder } from './find-labs.ts'
import type { LabScript } from './script.ts'

const labs = await Promise.all(
  labSlugs().map(async (slug) => {
    const { default: script } = (await import(`${projectFolder()}/labs/${slug}/script.ts`)) as {
      default: LabScript
    }
    return { lab: slug.slice(0, 2), faults: script.faults }
  }),
)

const count = (ids: string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

const chosen = (lab: string, faults: LabScript['faults'], seeds: number[]): string[] =>
  seeds.map((seed) => chooseFault(lab, faults, seed).id)

const upTo = (end: number): number[] => Array.from({ length: end }, (_, seed) => seed)

describe.each(labs)('the faults of lab $lab', ({ lab, faults }) => {
  const size = faults.length

  test('are each meant by one of as many seeds in a row', () => {
    for (const round of [0, 1, 50]) {
      const ids = chosen(
        lab,
        faults,
        upTo(size).map((seed) => round * size + seed),
      )
      expect([...ids].sort()).toEqual(faults.map(({ id }) => id).sort())
    }
  })

  test('are spread evenly over every seed that may be drawn', () => {
    const counts = count(chosen(lab, faults, upTo(9999)))
    expect(counts.size).toBe(size)
    for (const times of counts.values()) expect(Math.abs(times - 9999 / size)).toBeLessThan(1)
  })

  test('come first in a round as often as any other: a round does not tell the next', () => {
    const rounds = 200
    const counts = count(
      chosen(
        lab,
        faults,
        upTo(rounds).map((round) => round * size),
      ),
    )
    expect(Math.max(...counts.values())).toBeLessThan((4 * rounds) / size)
  })

  test('are meant by the same seed whatever their order', () => {
    const seeds = upTo(100)
    expect(chosen(lab, [...faults].reverse(), seeds)).toEqual(chosen(lab, faults, seeds))
  })
})

test('one seed means different faults in two labs with the same ones', () => {
  const faults = labs[0]?.faults ?? []
  expect(chosen('01', faults, upTo(50))).not.toEqual(chosen('02', faults, upTo(50)))
})

test('a seed means for good what it means today', () => {
  const faults = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))
  expect(
    upTo(15)
      .map((seed) => chooseFault('03', faults, seed).id)
      .join(''),
  ).toMatchInlineSnapshot(`"eabcdbceadeadbc"`)
})

test('a lab without faults has none to choose', () => {
  expect(() => chooseFault('03', [], 0)).toThrow('lab 03 has 0 faults')
})
