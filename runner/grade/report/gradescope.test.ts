import * as fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { GradeRecord } from '../result.ts'
import { failed, labOfClass, recordOf } from './fixtures/class.ts'
import { hostileClass, steering, textsIn } from './fixtures/hostile.ts'
import { renderGradescope } from './gradescope.ts'
import { readRows } from './read-rows.ts'

const visibility = v.picklist(['hidden', 'after_due_date', 'after_published', 'visible'])
const format = v.picklist(['text', 'html', 'simple_format', 'md', 'ansi'])

/** The fields of https://gradescope-autograders.readthedocs.io/en/latest/specs/, and no others. */
const gradescope = v.strictObject({
  score: v.optional(v.number()),
  execution_time: v.optional(v.pipe(v.number(), v.minValue(0))),
  output: v.optional(v.string()),
  output_format: v.optional(format),
  test_output_format: v.optional(format),
  test_name_format: v.optional(format),
  visibility: v.optional(visibility),
  stdout_visibility: v.optional(visibility),
  extra_data: v.optional(v.record(v.string(), v.unknown())),
  tests: v.array(
    v.strictObject({
      score: v.optional(v.number()),
      max_score: v.optional(v.number()),
      status: v.optional(v.picklist(['passed', 'failed'])),
      name: v.optional(v.string()),
      name_format: v.optional(format),
      number: v.optional(v.pipe(v.string(), v.regex(/^\d+\.\d+$/))),
      output: v.optional(v.string()),
      output_format: v.optional(format),
      tags: v.optional(v.array(v.string())),
      visibility: v.optional(visibility),
      extra_data: v.optional(v.record(v.string(), v.unknown())),
    }),
  ),
})
type Report = v.InferOutput<typeof gradescope>

const read = (record: GradeRecord): Report => {
  const [row] = readRows({ schemaVersion: 1, lab: labOfClass, gradedAt: 0, roster: [], records: [record] })
  return v.parse(gradescope, JSON.parse(renderGradescope(row!, labOfClass)))
}

const find = ({ tests }: Report, check: string) =>
  tests.find(({ extra_data: data }) => data?.['check'] === check)

describe('a student who was judged', () => {
  const report = read(
    recordOf(
      'a',
      {
        'bridge.up': failed('host-end-down', 'A is down.'),
        'ping.outside': {
          status: 'cannot-run',
          points: 0,
          diagnosis: { code: 'probe-failed', text: 'No ping.' },
        },
        'ping.gateway': {
          status: 'skipped',
          points: 0,
          diagnosis: { code: 'skipped', text: 'Waits for the check Nobody must know.' },
        },
      },
      { late: { days: 2, factor: 0.5 } },
    ),
  )

  test('has the mark as score, lateness in it', () => {
    expect(report).toMatchObject({ score: 7, execution_time: 2, stdout_visibility: 'hidden' })
    expect(report.output).toBe('It ran to its end and was judged. 2 days late, factor 0.5.')
  })

  test('has a test for each check, numbered by step', () => {
    expect(report.tests).toHaveLength(17)
    expect(find(report, 'bridge.port')).toMatchObject({
      number: '4.1',
      status: 'passed',
      score: 1,
      max_score: 1,
      tags: ['bridge'],
    })
    expect(find(report, 'bridge.up')).toMatchObject({
      number: '4.2',
      status: 'failed',
      score: 0,
      max_score: 1,
    })
    expect(find(report, 'bridge.up')?.output).toContain('A is down.')
  })

  test('has our levels of visibility as theirs', () => {
    expect(find(report, 'bridge.up')?.visibility).toBe('visible')
    expect(find(report, 'ping.outside')?.visibility).toBe('after_due_date')
    expect(find(report, 'exit.clean')?.visibility).toBe('hidden')
  })

  test('loses nothing by a check that could not run', () => {
    const { status, score, max_score: most } = find(report, 'ping.outside') ?? {}
    expect({ status, score, most }).toEqual({})
  })

  test('is not told which check a skipped one waits for', () => {
    expect(JSON.stringify(report)).not.toContain('Nobody must know')
  })

  test('has all text as plain text', () => {
    const formats = [
      report.output_format,
      ...report.tests.flatMap((one) => [one.output_format, one.name_format]),
    ]
    expect(new Set(formats)).toEqual(new Set(['text']))
  })
})

test.each(['ungradable', 'refused'] as const)('%s has no score anywhere', (outcome) => {
  const report = read(
    recordOf(
      'a',
      {},
      { outcome, points: outcome === 'refused' ? 0 : null, checks: [], problem: 'disk is full' },
    ),
  )
  expect(JSON.stringify(report)).not.toContain('score')
  expect(report.tests).toMatchObject([{ name: 'Not graded', visibility: 'visible' }])
  // Why we could not is ours to know.
  expect(JSON.stringify(report).includes('disk is full')).toBe(outcome === 'refused')
})

test('every student’s keeps to the fields, whatever the texts are', () => {
  fc.assert(
    fc.property(hostileClass, (results) => {
      for (const row of readRows(results).filter(({ record }) => record !== null)) {
        const text = renderGradescope(row, results.lab)
        expect(v.safeParse(gradescope, JSON.parse(text)).issues).toBeUndefined()
        expect(textsIn(JSON.parse(text)).filter((one) => steering.test(one))).toEqual([])
      }
    }),
  )
})
