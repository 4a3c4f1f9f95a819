import { expect, test } from 'vitest'
import { assembleClass } from './class/assemble.ts'
import { drawClass, drawDifferences, drawRecord } from './draw-class.ts'
import { drawExplanation } from './draw-explanation.ts'
import { graded, record } from './fixtures/record.ts'

const style = { width: 80, colour: false, unicode: false }
const lab = { id: '03', title: 'Wires', steps: [] }
const failed = graded({
  id: 'cable.up',
  title: 'The cable is up',
  status: 'fail',
  text: 'A is down.',
  line: { number: 7, text: 'ip link set A down', what: 'A is down.' },
  attribution: 'Line 7 (ip link set A down): A is down; nothing after it repaired that.',
  evidence: [{ command: 'ip link', output: '1: lo\n\u001b[31m2: A\n', truncated: true }],
})

test('a class is a table and a sentence, in which nobody’s name does harm', () => {
  const records = [
    record(),
    record({
      student: 'bob\u001b[2J',
      checks: [failed, graded({ status: 'fail' })],
      points: 0.5,
      maxPoints: 2,
    }),
    record({
      student: 'carol',
      outcome: 'ungradable',
      points: null,
      problem: 'The lab world has ended.',
      checks: [],
    }),
    record({
      student: 'dave',
      checks: [graded({ status: 'cannot-run' })],
      points: 0,
      late: { days: 1, factor: 0.9 },
    }),
  ]
  const roster = ['alice', 'erin'].map((student) => ({
    student,
    name: null,
    email: null,
    id: null,
    due: null,
  }))
  expect(drawClass(assembleClass(lab, records, roster, 7), style)).toMatchInlineSnapshot(`
    "student    | points  | outcome            |
    -----------+---------+--------------------+--------------------------------
    alice      | 1 / 1   | graded             |
    bob\\x1b[2J | 0.5 / 2 | graded             | line 7: A is down. (and 1 more)
    carol      | - / 1   | ungradable         | The lab world has ended.
    dave       | 0 / 1   | graded, 1 day late | Some checks could not be made.

    4 submissions: 3 graded, 1 ungradable.
    On the roster, but without a submission: erin.
    "
  `)
})

test('a class without anybody says so', () => {
  expect(drawClass(assembleClass(lab, [], null, 7), style)).toBe('0 submissions.\n')
})

test('a record that stood there before is told as such', () => {
  expect(drawRecord(record(), true)).toBe('alice  1 / 1  graded, as before')
  expect(drawRecord(record({ checks: [failed] }), false)).toBe('alice  1 / 1  graded  line 7: A is down.')
})

test('differences are told, those on equal input loudly', () => {
  expect(drawDifferences([])).toBe('Graded again: nothing has changed.\n')
  expect(
    drawDifferences([
      { student: 'alice', equalInput: true, changes: ['a.one: pass before, now fail'] },
      { student: 'bob', equalInput: false, changes: ['graded before, now timed-out'] },
    ]),
  ).toBe(`Graded again, and changed:
  alice (EQUAL INPUT): a.one: pass before, now fail
  bob (other input): graded before, now timed-out
`)
})

test('an explanation has the line, the diagnosis once, and what was seen', () => {
  const waits = graded({
    id: 'ping.one',
    title: 'A ping comes back',
    status: 'skipped',
    text: 'Waits for the check cable.up.',
    attribution: 'It waits for “The cable is up”, which line 7 (ip link set A down) has made wrong.',
  })
  const one = record({
    notes: ['Not on the roster.'],
    late: { days: 2, factor: 0.8 },
    checks: [failed, waits],
    script: {
      exitCode: 1,
      output: '',
      truncated: false,
      failed: [
        { line: 3, text: 'ip link set C up', exitCode: 1, said: 'Cannot find device "C"' },
        { line: 9, text: 'false', exitCode: 1, said: '' },
      ],
    },
  })
  expect(drawExplanation(one, one.checks, 80)).toMatchInlineSnapshot(`
    "alice, lab 03
    It is 2 days late: its points are multiplied by 0.8.
    Not on the roster.
    Commands in it that failed:
      line 3 (ip link set C up): exit 1, Cannot find device "C"
      line 9 (false): exit 1

    The cable is up (cable.up): FAIL, 0 of 1 points
      Line 7 (ip link set A down): A is down; nothing after it repaired that.
      Expected: one thing
      Found: another thing
      What was looked at:
        $ ip link
        1: lo
        \\x1b[31m2: A
        … cut

    A ping comes back (ping.one): skipped, 0 of 1 points
      It waits for “The cable is up”, which line 7 (ip link set A down) has made
      wrong.
    "
  `)
})

test('what was not looked at line by line has its diagnosis; who has all right is told so', () => {
  const bare = { ...failed, line: null, attribution: null, evidence: [] }
  expect(drawExplanation(record({ checks: [bare] }), [bare], 80)).toMatchInlineSnapshot(`
    "alice, lab 03

    The cable is up (cable.up): FAIL, 0 of 1 points
      A is down.
      Expected: one thing
      Found: another thing
    "
  `)
  expect(drawExplanation(record(), [], 80)).toBe('alice, lab 03\nEvery check passes.\n')
})
