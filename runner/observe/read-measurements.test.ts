import { expect, test } from 'vitest'
import { readMeasurements } from './read-measurements.ts'

test('a process that is not there has no measurements', async () => {
  // Above the largest pid the kernel gives out (proc(5), pid_max).
  expect(await readMeasurements(2 ** 22 + 1)).toEqual({ measurements: [], unreadable: [] })
})
