import { expect, test } from 'vitest'
import { worldsAtOnce } from './worlds-at-once.ts'

const gibibyte = 1024 ** 3

test.each([
  { cores: 1, memory: 8 * gibibyte, worlds: 4 },
  { cores: 2, memory: 24 * gibibyte, worlds: 8 },
  { cores: 64, memory: 256 * gibibyte, worlds: 12 },
  { cores: 2, memory: 2 * gibibyte, worlds: 2 },
  { cores: 1, memory: gibibyte / 2, worlds: 1 },
])('$cores cores with $memory bytes carry $worlds worlds', ({ cores, memory, worlds }) => {
  expect(worldsAtOnce({ cores, memory })).toBe(worlds)
})
