import { expect, test } from 'vitest'
import { readLab } from '../course/find-labs.ts'
import { drawWorkerEvent, drawWorkers, drawWorkerStart } from './draw-worker.ts'
import type { Presence } from './queue/presence.ts'
import type { Ending } from './queue/perform-job.ts'

const versions = { vethlab: '1', labHash: '2', checksHash: '3' }
const worker = (name: string): Presence => ({
  id: name,
  name,
  engine: '20.10.24',
  kernel: '6.1',
  worlds: 8,
  labs: {},
  lacking: {},
})

test('a worker says what it takes and what it leaves', () => {
  const served = [
    { lab: readLab('03-manual-wiring'), versions, lacking: [] },
    { lab: readLab('04-point-to-point'), versions, lacking: [] },
    { lab: readLab('13-compose-networks'), versions, lacking: ['compose'] },
  ]
  expect(drawWorkerStart({ name: 'box\u001b[2J', queue: 'redis://q:6379', worlds: 8, served })).toBe(
    [
      'Worker box\\x1b[2J grades for redis://q:6379, up to 8 submissions together, of the labs 03, 04.',
      'Lab 13 is left to others: this machine lacks compose.',
    ].join('\n'),
  )
  expect(drawWorkerStart({ name: 'box', queue: 'q', worlds: 1, served: [] })).toContain(
    'one submission at a time',
  )
})

test('each end of a submission is a line', () => {
  const done = (ending: Ending): string =>
    drawWorkerEvent({ kind: 'done', lab: '03', key: 's0123456789abcdef', ending, durationMs: 6240 })
  expect(done({ how: 'graded' })).toBe('03 01234567 graded in 6.2 s')
  expect(done({ how: 'known' })).toBe('03 01234567 was graded already')
  expect(done({ how: 'outdated' })).toBe('03 01234567 given back: this worker is out of date')
  expect(done({ how: 'given-back', problem: 'The world\nhas ended.' })).toBe(
    '03 01234567 given back, for another worker to try: The world\\nhas ended.',
  )
  expect(done({ how: 'parked', problem: 'No.' })).toBe('03 01234567 parked, for nobody can grade it: No.')
  expect(drawWorkerEvent({ kind: 'taken', lab: '03', key: 's01' })).toBe('')
  expect(drawWorkerEvent({ kind: 'draining', running: 0 })).toBe('Stopping.')
  expect(drawWorkerEvent({ kind: 'draining', running: 2 })).toBe('Stopping, when 2 more are graded.')
})

test('who waits for workers is told how many there are, or why none does it', () => {
  expect(drawWorkers({ able: [worker('a')], others: [] })).toBe('1 worker with 8 worlds')
  expect(drawWorkers({ able: [worker('a'), worker('b')], others: [] })).toBe('2 workers with 16 worlds')
  expect(drawWorkers({ able: [], others: [] })).toBe('no worker is there yet: start one with `lab worker`')
  expect(
    drawWorkers({
      able: [],
      others: [
        { worker: worker('a'), why: 'lacks compose' },
        { worker: worker('b'), why: 'has no lab 14' },
      ],
    }),
  ).toBe('no worker can grade these yet: a lacks compose; b has no lab 14')
})
