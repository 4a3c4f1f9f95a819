import { expect, test } from 'vitest'
import { describeTries, failuresIn, readTries, worldsIn, type Try } from './history.ts'

const taken = (worker: string): Try => ({ worker, problem: null, worlds: 0 })
const failed = (worker: string): Try => ({ worker, problem: 'The lab world has ended.', worlds: 3 })

test('what has happened to a submission names who has tried it, and who was not heard of again', () => {
  const tries = [taken('a'), taken('b'), failed('b'), taken('a'), taken('c'), failed('c')]
  expect(describeTries(tries)).toBe(
    'Workers that took it and were not heard of again: a, a. On b: The lab world has ended. On c: The lab world has ended.',
  )
  expect(failuresIn(tries)).toHaveLength(2)
  expect(worldsIn(tries)).toBe(6)
  expect(describeTries([taken('b'), failed('b')])).toBe('On b: The lab world has ended.')
})

test('lines of a job’s log that are no notes of ours are passed over', () => {
  expect(readTries(['no JSON', '{"worker": 7}', JSON.stringify(taken('a'))])).toEqual([taken('a')])
})
