import { expect, test } from 'vitest'
import { scene } from '../../checks/vocabulary/fixtures.ts'
import { allAnswer, viewOf } from '../../checks/vocabulary/looking-fixtures.ts'
import { fail, pass, type Check, type LabChecks } from '../judge/check.ts'
import type { View } from '../judge/view.ts'
import { LineHistory } from './line-history.ts'

const here = { netns: '/proc/1/ns/net', hostPid: null, name: 'host1' }

/** A host that the test changes between two looks. */
interface Bed {
  now: ReturnType<typeof scene>
  there: boolean
  answers: boolean
  /** What was done to it to find out. */
  probes: number
  looks: number
}

const check = (id: string, judge: Check['is']['judge'], ...after: string[]): Check => ({
  id,
  title: id,
  points: 1,
  after,
  is: { expected: id, judge },
})

const labOf = (bed: Bed): LabChecks => ({
  steps: [
    {
      step: 'one',
      checks: [
        check('there', () => (bed.there ? pass('yes') : fail('gone', 'It is gone.', 'no'))),
        // It waits for what is not there, and is looked at all the same.
        check('up', () => (bed.answers ? pass('yes') : fail('down', 'It is down.', 'no')), 'there'),
        check(
          'ping',
          async (view: View) =>
            (await view.probes.ping(here, '172.17.0.1')).reached === true
              ? pass('it answers')
              : fail('silent', 'It does not answer.', 'nothing'),
          'there',
        ),
      ],
    },
  ],
  answers: {},
})

function begin(probe: string[]): { bed: Bed; history: LineHistory } {
  const bed: Bed = { now: scene(), there: false, answers: true, probes: 0, looks: 0 }
  const view = (): Promise<View> => {
    bed.looks += 1
    const ping = () => {
      bed.probes += 1
      return Promise.resolve({ reached: bed.answers, detail: '' })
    }
    return Promise.resolve(viewOf(bed.now, { ...allAnswer, ping }))
  }
  return { bed, history: new LineHistory(labOf(bed), probe, view) }
}

const passed = { status: 'pass', code: null, text: null }
const unknown = { status: null, code: null, text: null }

test('only what a line has changed is told, of checks that wait, too', async () => {
  const { bed, history } = begin([])
  await history.lookAfter(0)
  bed.there = true
  await history.lookAfter(1)
  await history.lookAfter(2)
  bed.answers = false
  bed.now = scene()
  for (const link of bed.now.host.links) if (link.name === 'A') link.up = false
  await history.lookLast(3)
  expect(history.looks).toEqual([
    {
      line: 0,
      findings: { there: { status: 'fail', code: 'gone', text: 'It is gone.' }, up: passed, ping: unknown },
      changes: [],
    },
    { line: 1, findings: { there: passed }, changes: [] },
    {
      line: 3,
      findings: { up: { status: 'fail', code: 'down', text: 'It is down.' } },
      changes: ['A is down.'],
    },
  ])
  expect(bed.probes).toBe(0)
})

test('what is to be probed is probed as soon as what it waits for passes', async () => {
  const { bed, history } = begin(['ping'])
  await history.lookAfter(0)
  expect(bed.probes).toBe(0)
  bed.there = true
  await history.lookAfter(1)
  bed.answers = false
  await history.lookAfter(2)
  expect(bed.probes).toBe(2)
  expect(history.looks.map(({ line, findings }) => [line, findings['ping']?.status])).toEqual([
    [0, null],
    [1, 'pass'],
    [2, 'fail'],
  ])
})

test('a probe that fails is not made again before something has changed; the last one always is', async () => {
  const { bed, history } = begin(['ping'])
  bed.there = true
  bed.answers = false
  for (const line of [0, 1, 2]) await history.lookAfter(line)
  expect(bed.probes).toBe(1)
  bed.now = scene()
  for (const link of bed.now.host.links) if (link.name === 'A') link.up = false
  await history.lookAfter(3)
  expect(bed.probes).toBe(2)
  bed.answers = true
  await history.lookAfter(4)
  expect(bed.probes).toBe(2)
  await history.lookLast(5)
  expect(history.looks.at(-1)).toMatchObject({ line: 5, findings: { ping: passed } })
})

test('a line in a loop is not looked at for ever; the end always is', async () => {
  const { bed, history } = begin([])
  for (let time = 0; time < 100; time += 1) await history.lookAfter(4)
  expect(bed.looks).toBe(20)
  for (let line = 5; line < 1000; line += 1) await history.lookAfter(line)
  expect(bed.looks).toBe(600)
  bed.there = true
  await history.lookLast(1000)
  expect(history.looks.at(-1)).toMatchObject({ line: 1000, findings: { there: passed } })
})

test('looks that are asked for together are made one after the other', async () => {
  const { bed, history } = begin([])
  const first = history.lookAfter(1)
  bed.there = true
  await Promise.all([first, history.lookAfter(2)])
  expect(history.looks.map(({ line }) => line)).toEqual([1])
})
