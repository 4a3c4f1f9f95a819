import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClassResults, GradeRecord } from '../result.ts'
import { renderCanvasCsv } from './canvas-csv.ts'
import { classOfForty, failed, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { hostileClass } from './fixtures/hostile.ts'
import { renderMoodleCsv } from './moodle-csv.ts'
import { renderResultsCsv } from './results-csv.ts'

const read = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true })
const table = (text: string): string[][] => parse(text, { bom: true })

const member = (student: string, over: Partial<ClassResults['roster'][number]> = {}) => ({
  student,
  name: `Name of ${student}`,
  email: `${student}@example.edu`,
  id: `id-${student}`,
  due: null,
  ...over,
})

const classOf = (over: Partial<ClassResults>): ClassResults => ({
  schemaVersion: 1,
  lab: labOfClass,
  gradedAt,
  roster: [],
  records: [],
  ...over,
})

const noMark: Partial<GradeRecord> = {
  outcome: 'ungradable',
  points: null,
  checks: [],
  problem: 'no space left',
}
const refused: Partial<GradeRecord> = { outcome: 'refused', points: 0, checks: [], problem: 'not UTF-8' }

/** One of each kind that a mark can be there or not. */
const mixed = classOf({
  roster: ['a', 'b', 'c', 'd'].map((student) => member(student)),
  records: [
    recordOf('a', { 'bridge.up': failed('host-end-down', 'A is down.') }, { late: { days: 1, factor: 0.5 } }),
    recordOf('b', {}, noMark),
    recordOf('c', {}, refused),
    recordOf('x'),
  ],
})

describe('results.csv', () => {
  test('has a row for everybody, with the roster’s ids', () => {
    const rows = read(renderResultsCsv(mixed))
    expect(rows.map(({ student, id, outcome, points }) => [student, id, outcome, points])).toEqual([
      ['a', 'id-a', 'graded', '8'],
      ['b', 'id-b', 'ungradable', ''],
      ['c', 'id-c', 'refused', ''],
      ['d', 'id-d', 'missing', ''],
      ['x', '', 'graded', '17'],
    ])
  })

  test('has the status and the points of each check, in the order of the steps', () => {
    const [head = []] = table(renderResultsCsv(mixed))
    expect(head.slice(0, 16)).toMatchInlineSnapshot(`
      [
        "student",
        "name",
        "email",
        "id",
        "outcome",
        "points",
        "max_points",
        "page",
        "late_days",
        "late_factor",
        "problem",
        "notes",
        "file",
        "sha256",
        "attempts",
        "seed",
      ]
    `)
    expect(head.slice(16, 20)).toEqual([
      'container.runs',
      'container.runs points',
      'name.reach',
      'name.reach points',
    ])
    const [row] = read(renderResultsCsv(mixed))
    expect(row).toMatchObject({
      'bridge.up': 'fail',
      'bridge.up points': '0',
      'bridge.port': 'pass',
      'bridge.port points': '1',
      late_days: '1',
      late_factor: '0.5',
    })
  })

  test('a check that could not run has no points, not even none', () => {
    const { records } = classOf({
      records: [recordOf('a', { 'ping.outside': { status: 'cannot-run', points: 0 } })],
    })
    const [row] = read(renderResultsCsv(classOf({ records })))
    expect(row).toMatchObject({ 'ping.outside': 'cannot-run', 'ping.outside points': '' })
  })
})

describe('moodle.csv', () => {
  const title = 'Lab 03: Wire a container by hand'

  test('has a row for who has a mark and is on the roster, with feedback beside the grade', () => {
    expect(table(renderMoodleCsv(mixed, gradedAt))).toEqual([
      ['ID number', 'Email address', title, `${title} (feedback)`],
      [
        'id-a',
        'a@example.edu',
        '8',
        '12 of 13 points in the checks that are shown. Not so: The host’s end is up. 1 day late, factor 0.5. Further checks are shown after the due date.',
      ],
    ])
  })

  const rosterOf = (...members: ReturnType<typeof member>[]) =>
    classOf({ roster: members, records: members.map(({ student }) => recordOf(student)) })

  test.each([
    ['both ids where all have both', [member('a'), member('b')], ['ID number', 'Email address'], 2],
    ['the number where one has no address', [member('a'), member('b', { email: null })], ['ID number'], 2],
    ['the address where one has no number', [member('a'), member('b', { id: null })], ['Email address'], 2],
    [
      'the number, and no row without it, where none is there for all',
      [member('a', { email: null }), member('b', { id: null })],
      ['ID number'],
      1,
    ],
    [
      'nobody where no ids are there',
      [member('a', { id: null, email: null })],
      ['ID number', 'Email address'],
      0,
    ],
    [
      'nobody by an empty id',
      [member('a', { id: '' }), member('b', { id: '', email: '' })],
      ['Email address'],
      1,
    ],
  ])('knows students by %s', (_, members, columns, count) => {
    const [head = [], ...rows] = table(renderMoodleCsv(rosterOf(...members), gradedAt))
    expect(head.slice(0, -2)).toEqual(columns)
    expect(rows).toHaveLength(count)
    expect(rows.flatMap((row) => row.slice(0, -2)).filter((id) => id === '')).toEqual([])
  })

  test('its feedback says nothing of checks that are not shown', () => {
    const text = renderMoodleCsv(
      classOf({
        roster: [member('a')],
        records: [
          recordOf('a', {
            'ping.outside': failed('silent', 'No answer.'),
            'exit.clean': failed('dangling', 'A name dangles.'),
          }),
        ],
      }),
      gradedAt,
    )
    expect(text).toContain('13 of 13 points in the checks that are shown.')
    expect(text).not.toContain('Not so')
  })
})

describe('canvas.csv', () => {
  test('has the layout of the gradebook’s own export', () => {
    expect(table(renderCanvasCsv(mixed))).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Lab 03: Wire a container by hand'],
      ['Points Possible', '', '', '', '', '17'],
      ['Name of a', '', 'id-a', 'a@example.edu', '', '8'],
    ])
  })

  test('no student can pose as the row of the assignment', () => {
    const rows = table(renderCanvasCsv(classOfForty())).slice(1)
    expect(rows.filter(([name]) => name?.includes('Points Possible'))).toHaveLength(1)
    expect(rows.map(([name]) => name)).toContain('points possible')
  })

  test('who has no address logs in by what he is called', () => {
    const results = classOf({ roster: [member('a', { email: null })], records: [recordOf('a')] })
    expect(table(renderCanvasCsv(results))[2]?.[3]).toBe('a')
  })
})

test('each is a table whatever the texts are, and no mark comes from nowhere', () => {
  fc.assert(
    fc.property(hostileClass, fc.nat(), (results, now) => {
      const marked = results.records.filter(({ outcome }) => !['refused', 'ungradable'].includes(outcome))
      const whole = table(renderResultsCsv(results))
      expect(whole.slice(1).filter((row) => row[5] !== '')).toHaveLength(marked.length)
      const [moodleHead = [], ...moodle] = table(renderMoodleCsv(results, now))
      const [, , ...canvas] = table(renderCanvasCsv(results))
      expect(moodle.length).toBeLessThanOrEqual(marked.length)
      expect(canvas.length).toBeLessThanOrEqual(marked.length)
      for (const row of moodle) expect(Number(row[moodleHead.length - 2])).not.toBeNaN()
      for (const row of canvas) expect(row[5]).toMatch(/^[\d.]+$/)
    }),
  )
})
