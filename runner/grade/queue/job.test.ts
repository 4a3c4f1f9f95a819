import { expect, test } from 'vitest'
import * as v from 'valibot'
import { findLab } from '../../course/find-labs.ts'
import type { OwnValue } from '../../course/values/value.ts'
import type { Order } from '../grader.ts'
import { jobOf, JobShape, keyOf, submissionOf, type Asked } from './job.ts'

const order: Order = {
  lab: findLab('03'),
  checks: { steps: [], answers: {} },
  environment: { engine: '', kernel: '', vethlab: '1', labHash: '2', checksHash: '3' },
  limits: { timeMs: 1000, outputBytes: 10 },
  attribute: true,
  until: new AbortController().signal,
}
const asked: Asked = {
  student: 'Alice Doe',
  file: 'alice-doe.sh',
  facts: { file: 'alice-doe.sh', sha256: 'a1', bytes: 7, kind: 'script' },
  script: 'ip link',
  refused: null,
  notes: ['Its lines ended as on Windows; they were read as on Linux.'],
  writtenAt: 1000,
  claims: null,
  sheet: null,
  own: [],
}
const ownName: OwnValue = { name: 'box', kind: 'container', default: 'box', value: 'crate' }

test('a job has all that a worker needs, and nothing of who has handed it in', () => {
  const job = jobOf(asked, order)
  const sent = JSON.stringify(job)
  expect(v.parse(JobShape, JSON.parse(sent))).toEqual(job)
  expect(sent).not.toMatch(/alice/i)
  expect(job).toMatchObject({ lab: '03', engine: null, attribute: true, limits: order.limits })
  const { student, facts, script, notes } = submissionOf(job)
  expect({ student, facts, script, notes }).toEqual({
    student: '',
    facts: { ...asked.facts, file: '' },
    script: 'ip link',
    notes: [],
  })
})

test('values of one’s own go with it, and are those that the worker judges by', () => {
  const own: OwnValue[] = [
    ownName,
    {
      name: 'address',
      kind: 'address',
      default: '172.17.42.99',
      within: '172.17.0.0/16',
      value: '172.17.9.9',
    },
  ]
  const job = v.parse(JobShape, JSON.parse(JSON.stringify(jobOf({ ...asked, own }, order))))
  expect(submissionOf(job).own).toEqual(own)
})

test('equal submissions have one key, whoever has handed them in; each thing that the result depends on changes it', () => {
  const key = keyOf(asked, order)
  const copy = {
    ...asked,
    student: 'bob',
    file: 'b.sh',
    facts: { ...asked.facts, file: 'b.sh' },
    writtenAt: 2,
  }
  expect(keyOf(copy, order)).toBe(key)
  expect(key).toMatch(/^s[0-9a-f]{64}$/)
  const environment = { ...order.environment, engine: '20.10.24' }
  const others = [
    keyOf({ ...asked, facts: { ...asked.facts, sha256: 'b2' } }, order),
    keyOf({ ...asked, facts: { ...asked.facts, kind: 'bundle' } }, order),
    keyOf(asked, { ...order, environment }),
    keyOf(asked, { ...order, attribute: false }),
    keyOf(asked, { ...order, limits: { ...order.limits, timeMs: 2000 } }),
    keyOf({ ...asked, own: [ownName] }, order),
    keyOf({ ...asked, own: [{ ...ownName, value: 'chest' }] }, order),
    keyOf(asked, order, 'anew'),
  ]
  expect(new Set([key, ...others]).size).toBe(others.length + 1)
})
