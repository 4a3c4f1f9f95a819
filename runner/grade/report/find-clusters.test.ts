import { describe, expect, test } from 'vitest'
import type { ClassResults } from '../result.ts'
import { countRates } from './count-rates.ts'
import { findClusters } from './find-clusters.ts'
import { classOfForty, failed, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { listChecks } from './list-checks.ts'

const classOf = (...records: ClassResults['records']): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [],
  records,
})
const down = (end: string, line: number | null, text = `ip link set ${end} down`) => ({
  'bridge.up': failed('host-end-down', `${end}, the end on the host, is down.`, {
    line: line === null ? null : { number: line, text, what: 'It took it down.' },
  }),
})

describe('those who made the same mistake', () => {
  test('are together, whatever they call things; the largest cluster comes first', () => {
    const [largest, next] = findClusters(classOfForty())
    expect(largest).toMatchObject({
      check: { id: 'bridge.up' },
      code: 'host-end-down',
      sentence: '…, the end on the host, is down.',
      status: 'fail',
    })
    expect(largest?.rows).toHaveLength(13)
    expect(next).toMatchObject({
      check: { id: 'route.default' },
      sentence: 'The default route of box leads via … dev eth0, not to 172.17.0.1.',
    })
  })

  test('are apart from those whose diagnosis is another one', () => {
    const results = classOf(
      recordOf('a', down('A', 1)),
      recordOf('b', { 'bridge.up': failed('host-end-gone', 'It is gone.') }),
    )
    expect(findClusters(results).map(({ code }) => code)).toEqual(['host-end-down', 'host-end-gone'])
  })

  test('are told by the line that most have in common', () => {
    const results = classOf(
      recordOf('a', down('A', 7)),
      recordOf('b', down('A', 9, 'ip  link set A\tdown ')),
      recordOf('c', down('B', 3)),
      recordOf('d', down('A', null)),
    )
    expect(findClusters(results)[0]?.typical).toEqual({
      text: 'ip link set A down',
      from: 7,
      to: 9,
      count: 2,
    })
  })

  test('and that no line did it where that is what most have in common', () => {
    const results = classOf(
      recordOf('a', down('A', null)),
      recordOf('b', down('A', null)),
      recordOf('c', down('A', 1)),
    )
    expect(findClusters(results)[0]?.typical).toMatchObject({ text: null, count: 2 })
  })

  test('are only those who were judged', () => {
    const record = recordOf('a', down('A', 1), { outcome: 'ungradable' })
    expect(findClusters(classOf(record))).toEqual([])
  })
})

test('a check that could not run is a cluster of its own kind', () => {
  const change = { status: 'cannot-run' as const, diagnosis: { code: 'probe-failed', text: 'No ping.' } }
  expect(findClusters(classOf(recordOf('a', { 'ping.outside': change })))).toMatchObject([
    { status: 'cannot-run', code: 'probe-failed', rows: [{ student: 'a' }] },
  ])
})

test('the rates of a check add up to those who were judged by it', () => {
  const rates = countRates(classOfForty())
  expect(rates).toHaveLength(17)
  for (const { counts, judged } of rates) {
    expect(judged).toBe(34)
    expect(counts.pass + counts.fail + counts.skipped + counts['cannot-run']).toBe(judged)
  }
  const up = rates.find(({ check }) => check.id === 'bridge.up')
  expect(up?.counts).toEqual({ pass: 18, fail: 13, skipped: 3, 'cannot-run': 0 })
})

test('checks are in the order of the lab’s steps, also where records differ', () => {
  const whole = recordOf('b')
  const part = recordOf('a')
  part.checks = part.checks.filter(({ step }) => step === 'exit' || step === 'cable').reverse()
  const ids = listChecks(classOf(part, whole)).map(({ step }) => step)
  expect([...new Set(ids)]).toEqual(labOfClass.steps.map(({ id }) => id))
})
