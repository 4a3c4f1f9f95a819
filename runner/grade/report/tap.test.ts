import * as fc from 'fast-check'
import { Parser, type FinalResults, type Result } from 'tap-parser'
import { describe, expect, test } from 'vitest'
import { safeText } from '../../observe/safe-text.ts'
import type { ClassResults } from '../result.ts'
import { classOfForty, failed, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { hostileClass, steering } from './fixtures/hostile.ts'
import { readRows } from './read-rows.ts'
import { renderTap } from './tap.ts'

interface Parsed {
  results: FinalResults
  /** Of the class itself: one a student. */
  points: Result[]
  /** By the number of the student's subtest. */
  inner: Result[][]
  /** Lines that are no TAP. */
  strange: string[]
  bailedOut: boolean
}

function parseTap(text: string): Parsed {
  const parsed: Omit<Parsed, 'results'> = { points: [], inner: [], strange: [], bailedOut: false }
  const parser = new Parser({ strict: true })
  let results: FinalResults | undefined
  parser.on('assert', (point: Result) => parsed.points.push(point))
  parser.on('extra', (line: string) => parsed.strange.push(line))
  parser.on('bailout', () => (parsed.bailedOut = true))
  parser.on('complete', (all: FinalResults) => (results = all))
  parser.on('child', (child: Parser) => {
    const own: Result[] = []
    parsed.inner.push(own)
    child.on('assert', (point: Result) => own.push(point))
    child.on('extra', (line: string) => parsed.strange.push(line))
    child.on('child', () => parsed.strange.push('a subtest in a subtest'))
  })
  parser.end(text)
  if (!results) throw new Error('the parser has not come to an end')
  return { results, ...parsed }
}

const classOf = (...records: ClassResults['records']): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [{ student: 'gone', name: 'Gone Girl', email: null, id: '7', due: null }],
  records,
})

test('the first lines are the version and the plan', () => {
  expect(
    renderTap(classOf(recordOf('a')))
      .split('\n')
      .slice(0, 4),
  ).toEqual([
    'TAP version 14',
    '1..2',
    '    # Subtest: a (17 of 17)',
    '    ok 1 - A container runs without a network (container.runs)',
  ])
})

test('nobody at all is a plan of nothing', () => {
  const { results } = parseTap(renderTap({ ...classOf(), roster: [] }))
  expect(results).toMatchObject({ ok: true, count: 0 })
})

test('a class of forty is read without a complaint', () => {
  const rows = readRows(classOfForty())
  const { results, points, strange } = parseTap(renderTap(classOfForty()))
  expect(strange).toEqual([])
  expect(points).toHaveLength(rows.length)
  expect(results.plan).toMatchObject({ start: 1, end: rows.length })
  expect(results.failures.filter(({ tapError }) => tapError)).toEqual([])
})

describe('one student', () => {
  const changes = {
    'bridge.up': failed('host-end-down', 'A is down.', {
      line: { number: 7, text: 'ip link set A down', what: 'It took A down.' },
      attribution: 'Line 7 did it.',
      evidence: [{ command: 'ip link', output: '...\n---\n# x', truncated: true }],
    }),
    'ping.gateway': { status: 'skipped' as const },
    'ping.outside': { status: 'cannot-run' as const, diagnosis: { code: 'probe-failed', text: 'No ping.' } },
  }
  const { points, inner } = parseTap(renderTap(classOf(recordOf('a', changes))))
  const find = (id: string) => inner[0]?.find(({ name }) => name.includes(`(${id})`))

  test('has a subtest with a point for each check', () => {
    expect(inner[0]).toHaveLength(17)
    expect(find('bridge.port')).toMatchObject({ ok: true, skip: false })
    expect(find('bridge.up')).toMatchObject({
      ok: false,
      diag: {
        message: 'A is down.',
        severity: 'fail',
        code: 'host-end-down',
        data: { got: 'a is down', expect: 'the host’s end of the pair is up' },
        line: 7,
        text: 'ip link set A down',
        attribution: 'Line 7 did it.',
        evidence: [{ command: 'ip link', output: '...\n---\n# x', truncated: true }],
      },
    })
    expect(find('ping.gateway')).toMatchObject({ ok: true, skip: 'waits for another check' })
    expect(find('ping.outside')).toMatchObject({
      ok: false,
      diag: { severity: 'error', message: 'No ping.' },
    })
  })

  test('is not ok when a check is not', () => {
    expect(points[0]).toMatchObject({ ok: false, name: 'a (16 of 17)' })
  })

  test('is ok when all pass', () => {
    expect(parseTap(renderTap(classOf(recordOf('a')))).points[0]).toMatchObject({ ok: true })
  })

  test.each(['ungradable', 'refused'] as const)('%s is an error without a mark', (outcome) => {
    const record = recordOf('a', {}, { outcome, points: null, checks: [], problem: 'It is so.' })
    expect(parseTap(renderTap(classOf(record))).points[0]).toMatchObject({
      ok: false,
      name: 'a (no mark)',
      diag: { severity: 'error', outcome, message: 'It is so.' },
    })
  })

  test('who has handed in nothing is skipped', () => {
    expect(points[1]).toMatchObject({ ok: true, skip: 'nothing handed in' })
  })
})

test('no text is taken for TAP, and each comes back as it is', () => {
  fc.assert(
    fc.property(hostileClass, (results) => {
      const text = renderTap(results)
      const { points, inner, strange, bailedOut, results: all } = parseTap(text)
      const rows = readRows(results)
      expect(strange).toEqual([])
      expect(bailedOut).toBe(false)
      expect(text).not.toMatch(steering)
      expect(all.failures.filter(({ tapError }) => tapError)).toEqual([])
      expect(points).toHaveLength(rows.length)
      const judged = rows.filter(({ points: mark, record }) => mark !== null && record!.checks.length > 0)
      expect(inner).toHaveLength(judged.length)
      for (const [index, { record }] of judged.entries()) {
        const checks = record!.checks
        expect(inner[index]).toHaveLength(checks.length)
        for (const [place, check] of checks.entries()) {
          const point = inner[index]?.[place]
          expect(Boolean(point?.skip)).toBe(check.status === 'skipped')
          expect(point?.ok).toBe(['pass', 'skipped'].includes(check.status))
          const data = point?.ok === false ? (point.diag as { data: object }).data : null
          const told = { got: safeText(check.actual), expect: safeText(check.expected) }
          expect(data).toEqual(point?.ok === false ? told : null)
        }
      }
    }),
  )
})
