import { describe, expect, test } from 'vitest'
import { studentFinder } from './find-student.ts'
import { parseRoster, readRoster, type Roster } from './read-roster.ts'

const parse = (...lines: string[]): Roster => parseRoster(lines.join('\r\n'), 'class.csv')

test('a roster is CSV as in RFC 4180, with the columns that are wanted and any others', () => {
  const { members, unknown } = parse(
    '\ufeffStudent,Name,Section,email,id,due',
    'alice,"Doe, ""Al"" Alice",7,alice@example.org,123,2026-11-26T18:00Z',
    '',
    '"bob","Bob',
    'of the two lines",7,,,',
  )
  expect(unknown).toEqual(['section'])
  expect(members).toEqual([
    {
      student: 'alice',
      name: 'Doe, "Al" Alice',
      email: 'alice@example.org',
      id: '123',
      due: Date.UTC(2026, 10, 26, 18),
      submittedAt: null,
    },
    { student: 'bob', name: 'Bob\r\nof the two lines', email: null, id: null, due: null, submittedAt: null },
  ])
})

test('a day ends with its last second, and an extension moves the due date', () => {
  const { members } = parse(
    'student,due,extension,submitted',
    'alice,2026-11-26,,2026-11-27 08:00',
    'bob,2026-11-26T12:00Z,36h,',
    'carol,2026-11-26T12:00Z,2d,',
    'dave,2026-11-26T12:00Z,2026-12-01T00:00:00+01:00,',
  )
  expect(members.map(({ due }) => due)).toEqual([
    new Date('2026-11-26T23:59:59').getTime(),
    Date.UTC(2026, 10, 28),
    Date.UTC(2026, 10, 28, 12),
    Date.UTC(2026, 10, 30, 23),
  ])
  expect(members[0]?.submittedAt).toBe(new Date('2026-11-27T08:00').getTime())
})

test.each([
  [
    'no column for students',
    ['name,id', 'alice,1'],
    'class.csv, line 1: there is no column “student”, only name, id.',
  ],
  ['a student without a name', ['student,id', 'alice,1', ' ,2'], 'class.csv, line 3, student: it is empty.'],
  [
    'one student twice',
    ['student', 'alice', 'bob', 'alice'],
    'class.csv, line 4, student: alice stands in line 2 already.',
  ],
  [
    'no time',
    ['student,due', 'alice,26.11.2026'],
    'class.csv, line 2, due: “26.11.2026” is no time; write it as 2026-11-26 or 2026-11-26T18:00.',
  ],
  [
    'a day that no month has',
    ['student,due', 'alice,2026-13-40'],
    'class.csv, line 2, due: “2026-13-40” is no time; write it as 2026-11-26 or 2026-11-26T18:00.',
  ],
  [
    'an extension of nothing',
    ['student,due,extension', 'alice,,2d'],
    'class.csv, line 2, extension: “2d” is no time and no number of days or hours (2d, 36h) after a due date.',
  ],
  [
    'control characters',
    ['student', '"a\u0007b"'],
    'class.csv, line 2, student: there are control characters in it.',
  ],
  [
    'a cell too many',
    ['student,id', 'alice,1', 'bob,2,3'],
    'class.csv, line 3: invalid Record Length: columns length is 2, got 3 on line 3.',
  ],
  [
    'an open quotation',
    ['student,id', 'alice,"1'],
    'class.csv, line 2: quote Not Closed: the parsing is finished with an opening quote at line 2.',
  ],
])('%s is told with line and field', (_, lines, message) => {
  expect(() => parse(...lines)).toThrow(message)
})

test('a roster that is not there is told', () => {
  expect(() => readRoster('/nonexistent/class.csv')).toThrow('/nonexistent/class.csv: there is no such file.')
})

describe('whose a file is', () => {
  const { members } = parse('student,email,id', 'alice,Alice@example.org,123', 'bob,,ALICE')
  const find = studentFinder(members)

  test.each([
    ['alice', 'alice'],
    ['123', 'alice'],
    ['alice@EXAMPLE.org', 'alice'],
    ['Bob', 'bob'],
    ['nobody', 'nobody'],
  ])('%s is of %s', (name, student) => {
    expect(find(name)).toBe(student)
  })
})
