import { describe, expect, test } from 'vitest'
import checks from '../../../checks/03-manual-wiring.ts'
import { noMarks, parseMarks, type MarkRules } from './read-marks.ts'

const parse = (text: string): MarkRules => parseMarks(text, 'marks.yaml', { id: '03', checks })

test('an empty file changes nothing', () => {
  expect(parse('')).toEqual(noMarks)
  expect(parse('# nothing yet\n')).toEqual(noMarks)
})

test('points, weights, visibility and the late rule are read', () => {
  expect(
    parse(`lab: "03"
checks:
  ping.outside: 3
  exit.clean: { points: 0.5, visibility: after-due }
steps:
  address: { weight: 2, all-or-nothing: true }
  exit: { visibility: never }
late: { per-day: 10%, at-least: 0.5, grace: 15m, closed-after: 7d }
`),
  ).toEqual({
    checks: { 'ping.outside': { points: 3 }, 'exit.clean': { points: 0.5, visibility: 'after-due' } },
    steps: { address: { weight: 2, allOrNothing: true }, exit: { visibility: 'never', allOrNothing: false } },
    late: { perDay: 0.1, atLeast: 0.5, graceMs: 900_000, closedAfterMs: 7 * 86_400_000 },
  })
})

describe('what is wrong is told with line and field', () => {
  test.each([
    [
      'a check that is not there',
      'checks:\n  ping.outside: 1\n  ping.inside: 2\n',
      3,
      'checks.ping.inside',
      'the lab has no such check; it is one of container.runs, name.reach',
    ],
    [
      'a step that is not there',
      '# x\nsteps:\n\n  pings: {}\n',
      4,
      'steps.pings',
      'the lab has no such step; it is one of container, name',
    ],
    [
      'a field that is not there',
      'checks:\n  exit.clean:\n    point: 1\n',
      3,
      'checks.exit.clean.point',
      'there is no such field',
    ],
    [
      'points that are no number',
      'checks:\n  exit.clean:\n    points: many\n',
      3,
      'checks.exit.clean.points',
      'a number is wanted',
    ],
    [
      'neither points nor fields',
      'checks:\n  exit.clean: many\n',
      2,
      'checks.exit.clean',
      'points are wanted, as a number, or fields such as points and visibility',
    ],
    ['negative points', 'checks:\n  exit.clean: -1\n', 2, 'checks.exit.clean', 'it is less than 0'],
    [
      'an unknown visibility',
      'steps:\n  exit: { visibility: hidden }\n',
      2,
      'steps.exit.visibility',
      'it is one of always, after-due, never',
    ],
    ['a share of more than all', 'late:\n  per-day: 120%\n', 2, 'late.per-day', 'it is more than the whole'],
    ['a missing share', 'lab: "03"\nlate:\n  grace: 1h\n', 2, 'late.per-day', 'it is missing'],
    [
      'no time',
      'late:\n  per-day: 10%\n  grace: soon\n',
      3,
      'late.grace',
      'a time is wanted, such as 15m, 2h or 1d',
    ],
    ['another lab', '\nlab: "04"\n', 2, 'lab', 'these are the marks of lab 04, not of 03'],
    ['a lab as a number', 'lab: 3\n', 1, 'lab', 'the lab’s number is wanted, in quotation marks: "03"'],
    ['something else', 'marks: {}\n', 1, 'marks', 'there is no such field'],
  ])('%s', (_, text, line, field, what) => {
    expect(() => parse(text)).toThrow(`marks.yaml, line ${line}, ${field}: ${what}`)
  })

  test('no YAML at all', () => {
    expect(() => parse('checks:\n  exit.clean: 1\n  exit.clean: 2\n')).toThrow(
      'marks.yaml, line 3: it is no YAML: Map keys must be unique',
    )
    expect(() => parse('- 1\n')).toThrow('marks.yaml: it has no fields.')
  })
})
