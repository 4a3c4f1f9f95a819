import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findLab, labSlugs, readLab } from '../find-labs.ts'
import { deriveValues } from './derive.ts'
import { forms } from './forms.ts'
import { liesIn } from './octets.ts'
import type { DeclaredValue, OwnValue } from './value.ts'
import { firstWords, secondWords } from './words.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const labs = labSlugs()
  .map((slug) => readLab(slug))
  .filter(({ values }) => values.length > 0)
const shown = (own: readonly OwnValue[]): Record<string, string> =>
  Object.fromEntries(own.map(({ name, value }) => [name, value]))
const derived = (lab: string, student: string, secret = key): Record<string, string> =>
  shown(deriveValues(secret, student, findLab(lab)))

// Computed by Python's hmac and hashlib from RFC 2104 and the word lists: who changes one of these gives everybody other values.
test.each([
  ['03', 'alice', { box: 'oceanbison', visitor: 'coalglade', address: '172.17.93.71' }],
  ['03', 'bob', { box: 'corallake', visitor: 'hightulip', address: '172.17.88.52' }],
  ['03', 'Zoë', { box: 'pearlclove', visitor: 'rockypond', address: '172.17.63.60' }],
  ['05', 'alice', { box: 'hardymarsh', bridge: 'sandybeech', subnet: '10.91.71.0/24' }],
  ['05', 'bob', { box: 'goldaspen', bridge: 'highhouse', subnet: '10.60.88.0/24' }],
])('the values of lab %s for %s are these for good', (lab, student, values) => {
  expect(derived(lab, student)).toEqual(values)
})

test('ports, too', () => {
  expect(derived('08', 'Zoë')).toMatchObject({ open: '21355', loopback: '26547', plain: '29301' })
})

test('an accent may be written as one character or as two', () => {
  expect(derived('03', 'Zoe\u0308')).toEqual(derived('03', 'Zo\u00eb'))
})

test('another key, another student and another lab give other values', () => {
  const other = Buffer.alloc(32, 7)
  expect(derived('03', 'alice', other)).not.toEqual(derived('03', 'alice'))
  expect(derived('03', 'Alice')['box']).not.toBe(derived('03', 'alice')['box'])
  expect(derived('05', 'alice')['box']).not.toBe(derived('03', 'alice')['box'])
})

describe('words', () => {
  test('are 128 of each, three to five letters, and no two pairs make one name', () => {
    expect([firstWords.length, secondWords.length]).toEqual([128, 128])
    for (const word of [...firstWords, ...secondWords]) expect(word).toMatch(/^[a-z]{3,5}$/)
    expect(new Set(firstWords.flatMap((one) => secondWords.map((other) => one + other))).size).toBe(128 * 128)
  })
})

/** Networks that a lab's host has already, or that mean something to it. */
const reserved = ['172.17', '203.0.113', '198.51.100', '8.8.8', '127']

const problemsOf = (own: readonly OwnValue[], declared: readonly DeclaredValue[]): string[] => {
  const values = own.map(({ value }) => value)
  const valueOf = (name: string): string => own.find((one) => one.name === name)?.value ?? name
  return own.flatMap((one) => [
    ...(forms[one.kind].holds(one.value) ? [] : [`${one.value} is no ${one.kind}`]),
    ...(values.filter((value) => value === one.value).length === 1 ? [] : [`${one.value} is there twice`]),
    ...(declared.some((other) => other.default === one.value) ? [`${one.value} is the course’s`] : []),
    ...(one.kind === 'port' && (Number(one.value) < 20_000 || Number(one.value) > 29_999) ? ['port'] : []),
    ...(one.kind === 'subnet' && reserved.some((net) => one.value.startsWith(`${net}.`)) ? ['reserved'] : []),
    ...(one.kind === 'address' && !liesIn(valueOf(one.within ?? ''), one.value) ? ['outside'] : []),
    // docker0's own, and what the engine hands out first.
    ...(one.kind === 'address' && /\.(0|1|255)$|^172\.17\.0\./.test(one.value) ? ['taken'] : []),
  ])
}

test('whoever the student is, values are well formed, in their range, and none is another’s', () => {
  const student = fc.string({ unit: 'grapheme', maxLength: 40 })
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), student, (secret, name) => {
      for (const lab of labs)
        expect(problemsOf(deriveValues(Buffer.from(secret), name, lab), lab.values)).toEqual([])
    }),
  )
})

test('subnets of one student do not overlap, and an address within one lies in it', () => {
  const values: DeclaredValue[] = [
    { name: 'inner', kind: 'address', default: '10.1.0.7', within: 'one' },
    ...['one', 'two', 'three'].map((name, index): DeclaredValue => ({
      name,
      kind: 'subnet',
      default: `10.${index + 1}.0.0/24`,
    })),
  ]
  fc.assert(
    fc.property(fc.string(), (student) => {
      const own = deriveValues(key, student, { id: '99', values })
      expect(own.map(({ name }) => name)).toEqual(['inner', 'one', 'two', 'three'])
      expect(problemsOf(own, values)).toEqual([])
      expect(liesIn(own[1]?.value ?? '', own[0]?.value ?? '')).toBe(true)
    }),
  )
})

test('a value that is taken is drawn again', () => {
  const one: DeclaredValue = { name: 'a', kind: 'port', default: '1000' }
  const [first] = deriveValues(key, 'alice', { id: '99', values: [one] })
  const [second] = deriveValues(key, 'alice', {
    id: '99',
    values: [one, { name: 'b', kind: 'port', default: first?.value ?? '' }],
  })
  expect(second?.value).not.toBe(first?.value)
})

test.each(labs)('of a thousand students no two have the same values of lab $id throughout', (lab) => {
  const students = Array.from({ length: 1000 }, (_, index) => `s${index}`)
  const sets = students.map((student) => JSON.stringify(deriveValues(key, student, lab)))
  expect(new Set(sets).size).toBe(1000)
})

test('every number of a range comes, and none much more often than another', () => {
  const values: DeclaredValue[] = [{ name: 'box', kind: 'container', default: 'box' }]
  const firstOf = new Map(
    firstWords.flatMap((one) => secondWords.map((other) => [one + other, one] as const)),
  )
  const counts = new Map<string, number>()
  for (let index = 0; index < 20_000; index += 1) {
    const name = deriveValues(key, `s${index}`, { id: '03', values })[0]?.value ?? ''
    const first = firstOf.get(name) ?? ''
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  // 156 on average, with a standard deviation of 12: deterministic, since the key is.
  expect(counts.size).toBe(128)
  expect(Math.min(...counts.values())).toBeGreaterThan(100)
  expect(Math.max(...counts.values())).toBeLessThan(220)
})
