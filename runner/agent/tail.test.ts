import { expect, test } from 'vitest'
import { Tail } from './tail.ts'

const filled = (most: number, ...parts: string[]): Tail => {
  const tail = new Tail(most)
  for (const part of parts) tail.add(Buffer.from(part))
  return tail
}

test('the last bytes are kept, and all are counted', () => {
  const tail = filled(5, 'abc', 'defg')
  expect([tail.text, tail.total]).toEqual(['cdefg', 7])
  expect(filled(5, 'abc').text).toBe('abc')
  expect(filled(5).text).toBe('')
})

test('half a character at the beginning is left out', () => {
  expect(filled(5, 'äöü').text).toBe('öü')
  expect(filled(6, 'äöü').text).toBe('äöü')
})

test('what came after a moment is told, as far as it is kept', () => {
  const tail = filled(5, 'abc', 'defg')
  expect(tail.since(5)).toBe('fg')
  expect(tail.since(7)).toBe('')
  expect(tail.since(1)).toBe('cdefg')
})
