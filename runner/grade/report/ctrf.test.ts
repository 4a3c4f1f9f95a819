import { Ajv } from 'ajv'
import { getCurrentSpecVersion, getSchema, isValid, type CTRFReport } from 'ctrf'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClassResults } from '../result.ts'
import { renderCtrf } from './ctrf.ts'
import { classOfForty, failed, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { hostileClass, steering, textsIn } from './fixtures/hostile.ts'

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
/** The published schema, which the format's own package brings. */
const validate = new Ajv({
  allErrors: true,
  strict: false,
  formats: { 'date-time': moment, uuid: true, uri: true },
}).compile(getSchema(getCurrentSpecVersion()))
const faultsOf = (report: unknown): string[] =>
  validate(report)
    ? []
    : (validate.errors ?? []).map(({ message, instancePath }) => `${instancePath} ${message}`)
const read = (results: ClassResults): CTRFReport => JSON.parse(renderCtrf(results)) as CTRFReport

const classOf = (...records: ClassResults['records']): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [{ student: 'gone', name: null, email: null, id: null, due: null }],
  records,
})

test('the published schema does refuse', () => {
  const report = read(classOf(recordOf('a')))
  expect(faultsOf(report)).toEqual([])
  expect(faultsOf({ ...report, extra: 1 })).not.toEqual([])
  report.results.tests[0]!.status = 'fail' as 'failed'
  expect(faultsOf(report)).not.toEqual([])
})

test('a class keeps to the schema, and its summary counts its tests', () => {
  const report = read(classOfForty())
  expect(faultsOf(report)).toEqual([])
  expect(isValid(report)).toBe(true)
  const { summary, tests } = report.results
  const count = (status: string): number => tests.filter((one) => one.status === status).length
  expect(summary).toMatchObject({
    tests: tests.length,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    pending: 0,
    other: count('other'),
  })
  expect(summary.stop).toBeGreaterThanOrEqual(summary.start)
  expect(report.results.environment?.healthy).toBe(false)
})

test('each check is a test in its student’s step, with our own word for how it stands', () => {
  const record = recordOf('a', {
    'bridge.up': failed('host-end-down', 'A is down.'),
    'ping.outside': { status: 'cannot-run', diagnosis: { code: 'probe-failed', text: 'No ping.' } },
    'ping.gateway': { status: 'skipped', diagnosis: { code: 'skipped', text: 'Waits.' } },
  })
  const { tests } = read(classOf(record)).results
  const find = (id: string) => tests.find(({ extra }) => extra?.['check'] === id)
  expect(find('bridge.up')).toMatchObject({
    name: 'The host’s end is up',
    status: 'failed',
    rawStatus: 'fail',
    suite: ['a', '4. Plug one end into docker0'],
    message: 'A is down.',
    extra: { code: 'host-end-down', points: 0, maxPoints: 1 },
  })
  expect(find('bridge.port')).toMatchObject({ status: 'passed', rawStatus: 'pass' })
  expect(find('ping.gateway')).toMatchObject({ status: 'skipped', rawStatus: 'skipped' })
  expect(find('ping.outside')).toMatchObject({ status: 'other', rawStatus: 'cannot-run' })
  expect(tests.at(-1)).toMatchObject({ name: 'submission', status: 'skipped', rawStatus: 'missing' })
})

test.each(['ungradable', 'refused'] as const)('%s is neither passed nor failed', (outcome) => {
  const record = recordOf('a', {}, { outcome, points: null, checks: [], problem: 'It is so.' })
  expect(read(classOf(record)).results.tests[0]).toMatchObject({
    status: 'other',
    rawStatus: outcome,
    message: 'It is so.',
  })
})

test('every class keeps to the schema, whatever its texts are', () => {
  fc.assert(
    fc.property(hostileClass, (results) => {
      const text = renderCtrf(results)
      expect(faultsOf(JSON.parse(text))).toEqual([])
      expect(textsIn(JSON.parse(text)).filter((one) => steering.test(one))).toEqual([])
    }),
  )
})
