import { expect, test } from 'vitest'
import { spanText } from './span.ts'

test.each([
  [0, '1 s'],
  [44_600, '45 s'],
  [59_700, '1 min 0 s'],
  [185_000, '3 min 5 s'],
  [3_720_000, '1 h 2 min'],
])('%i ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text)
})
