import { describe, expect, test } from 'vitest'
import type { GradeRecord, Visibility } from '../result.ts'
import { feedbackText } from './feedback.ts'
import { failed, gradedAt, labOfClass, recordOf } from './fixtures/class.ts'
import { renderStudentPage } from './html/student-page.ts'
import type { Row } from './read-rows.ts'
import { viewForStudent } from './student-view.ts'

const due = gradedAt
const rowOf = (record: GradeRecord, over: Partial<Row> = {}): Row => ({
  student: 'a',
  name: 'Ann',
  email: 'secret-email',
  id: 'secret-id',
  due,
  standing: record.outcome,
  points: record.points,
  maxPoints: record.maxPoints,
  record,
  ...over,
})
const ids = (row: Row, now: number): string[] =>
  viewForStudent(row, labOfClass, now).checks.map(({ id }) => id)

/** A record whose checks are of one level each. */
const withLevels = (levels: Record<string, Visibility>): GradeRecord => {
  const record = recordOf('a')
  record.checks = record.checks
    .filter(({ id }) => id in levels)
    .map((check) => ({ ...check, visibility: levels[check.id]! }))
  return record
}
const levels = { 'bridge.up': 'always', 'ping.gateway': 'after-due', 'exit.clean': 'never' } as const

describe('which checks a student sees', () => {
  const record = withLevels(levels)

  test.each([
    ['before the due date', due, due - 1, ['bridge.up']],
    ['at that very moment', due, due, ['bridge.up']],
    ['after it', due, due + 1, ['bridge.up', 'ping.gateway']],
    ['without a due date', null, due + 1, ['bridge.up']],
  ])('%s', (_, itsDue, now, seen) => {
    expect(ids(rowOf(record, { due: itsDue }), now)).toEqual(seen)
  })

  test('and what is said of the others is only that they are there', () => {
    const view = viewForStudent(rowOf(record), labOfClass, due)
    expect(view.withheld).toEqual({ later: true, never: true })
    expect(viewForStudent(rowOf(record), labOfClass, due + 1).withheld).toEqual({ later: false, never: true })
  })
})

describe('the mark', () => {
  test('is told when every check is', () => {
    const record = withLevels({ 'bridge.up': 'always', 'ping.gateway': 'after-due' })
    const row = rowOf(record, { points: 1.5, maxPoints: 2 })
    expect(viewForStudent(row, labOfClass, due + 1).mark).toEqual({ points: 1.5, maxPoints: 2 })
  })

  test('is not told when it would tell of a check that is not', () => {
    const view = viewForStudent(rowOf(withLevels(levels)), labOfClass, due + 1)
    expect(view.mark).toBeNull()
    expect(view.shown).toEqual({ points: 2, maxPoints: 2 })
  })

  test.each(['refused', 'ungradable'] as const)('is none for %s, and not zero', (outcome) => {
    const record = recordOf('a', {}, { outcome, points: null, checks: [], problem: 'x' })
    const page = renderStudentPage(viewForStudent(rowOf(record, { points: null }), labOfClass, due))
    expect(page).toContain('That is no mark')
    expect(page).not.toMatch(/\b0 of\b|Mark|Points/)
  })
})

/** A record that has a word of its own in every place that holds text. */
const secrets = (): GradeRecord => {
  const record = recordOf(
    'a',
    {
      'ping.gateway': failed('secret-code', 'secret diagnosis', {
        title: 'secret title',
        expected: 'secret expected',
        actual: 'secret actual',
        evidence: [{ command: 'secret command', output: 'secret output', truncated: false }],
        line: { number: 4711, text: 'secret line', what: 'secret what' },
        attribution: 'secret attribution',
        visibility: 'after-due',
      }),
      'exit.clean': failed('secret-code', 'secret diagnosis', { title: 'secret title', visibility: 'never' }),
      'bridge.up': {
        status: 'skipped',
        diagnosis: { code: 'skipped', text: 'Waits for the check secret title.' },
        actual: 'secret actual',
        attribution: 'secret attribution',
        evidence: [{ command: 'secret command', output: 'secret output', truncated: false }],
        line: { number: 4711, text: 'secret line', what: 'secret what' },
      },
    },
    {
      problem: 'secret problem',
      notes: ['A script made for secret-friend’s values.'],
      seed: 'secret seed',
      submission: { file: 'secret-file', sha256: 'secret-hash', bytes: 4711, kind: 'bundle' },
      environment: {
        engine: 'secret engine',
        kernel: 'secret kernel',
        vethlab: 'secret version',
        labHash: 'secret hash',
        checksHash: 'secret hash',
      },
      attempts: 4711,
    },
  )
  return record
}

test('nothing but what is allowed is on a student’s page, or in what a gradebook is told', () => {
  const view = viewForStudent(rowOf(secrets()), labOfClass, due)
  const page = renderStudentPage(view)
  const said = page.slice(page.indexOf('<body>'))
  expect(said).toContain('bridge.up')
  for (const text of [said, JSON.stringify(view), feedbackText(view)]) {
    expect(text).not.toContain('secret')
    expect(text).not.toContain('4711')
    expect(text).not.toMatch(/ping\.gateway|exit\.clean/)
  }
})

test.each(['refused', 'ungradable'] as const)('whose submission was %s sees no checks', (outcome) => {
  expect(ids(rowOf(recordOf('a', {}, { outcome })), due + 1)).toEqual([])
})

test('what was held back is there in full when its time has come', () => {
  const page = renderStudentPage(viewForStudent(rowOf(secrets()), labOfClass, due + 1))
  for (const part of ['diagnosis', 'expected', 'actual', 'command', 'output', 'attribution', 'title'])
    expect(page).toContain(`secret ${part}`)
  expect(page).not.toMatch(
    /secret (problem|seed|engine|kernel|version|hash)|secret-(friend|file|hash|email|id)/,
  )
})

test('a student sees how the own script ended', () => {
  const page = renderStudentPage(viewForStudent(rowOf(recordOf('a')), labOfClass, due))
  const said = page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
  expect(said).toContain('How the script ended: exit 0')
  expect(said).toContain('Line 4: mkdir /var/run/netns exit 1, mkdir: File exists')
  expect(said).toContain('… cut 64 bytes from 8.8.8.8')
})

test.each([
  ['timed-out', true],
  ['over-limit', true],
  ['refused', true],
  ['ungradable', false],
] as const)('why a submission was %s is told: %s', (outcome, told) => {
  const record = recordOf('a', {}, { outcome, problem: 'after 120 seconds' })
  expect(
    renderStudentPage(viewForStudent(rowOf(record), labOfClass, due)).includes('after 120 seconds'),
  ).toBe(told)
})
