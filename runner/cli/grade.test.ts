import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { assembleClass, labFacts } from '../grade/class/assemble.ts'
import { graded, record } from '../grade/fixtures/record.ts'
import { openReport, writeRecord, writeResults } from '../grade/record-files.ts'
import type { GradeRecord } from '../grade/result.ts'
import { call, newPlaces } from './fixtures/call.ts'

const places = newPlaces()
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vethlab-grade-'))
})
afterAll(() => {
  places.remove()
  rmSync(folder, { recursive: true, force: true })
})

const lab = (...argv: string[]) => call(places, argv)
const put = (name: string, text: string): string => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  return path
}

function report(name: string, ...records: GradeRecord[]): string {
  const out = join(folder, name)
  openReport(out)
  for (const one of records) writeRecord(out, one)
  writeResults(out, assembleClass(labFacts(findLab('03')), records, null, 7))
  return out
}

test('what is no submission is a row, and needs no world', async () => {
  put('class/alice.txt', 'my essay')
  put('class/bob.sh', 'a\0b')
  const { code, out, err } = await lab('grade', '03', join(folder, 'class'))
  expect(err).toBe(
    'alice  0 / 17  refused  It is neither a script (.sh) nor a bundle (.vethlab).\nbob  0 / 17  refused  It is no text: it has a byte of zero in it.\n',
  )
  expect(out).toContain('2 submissions: 2 refused.')
  expect(out).toContain(`The report is in ${folder}/class-report\n`)
  expect(code).toBe(0)
  const written = JSON.parse(readFileSync(join(folder, 'class-report/results.json'), 'utf8'))
  expect(written.records.map((one: GradeRecord) => [one.student, one.outcome, one.points])).toEqual([
    ['alice', 'refused', 0],
    ['bob', 'refused', 0],
  ])
})

test('a roster and marks are used; what means nothing in them is told', async () => {
  put('marked/s1.txt', '')
  const roster = put('marked/roster.csv', 'student,id,section,due\nalice,s1,7,2020-01-01\nzoe,s2,7,\n')
  const marks = put('marked/marks.yaml', 'checks:\n  ping.outside: 4\nlate: { per-day: 10% }\n')
  const out = join(folder, 'marked/report')
  const found = await lab(
    'grade',
    '03',
    join(folder, 'marked'),
    '--roster',
    roster,
    '--marks',
    marks,
    '--out',
    out,
    '--json',
  )
  expect(found.err).toBe('lab: these columns of the roster mean nothing here: section\n')
  const results = JSON.parse(found.out)
  expect(results.records).toMatchObject([{ student: 'alice', outcome: 'refused', maxPoints: 20, late: null }])
  expect(results.roster.map(({ student }: { student: string }) => student)).toEqual(['alice', 'zoe'])
  const wrong = await lab(
    'grade',
    '03',
    join(folder, 'marked'),
    '--marks',
    put('wrong.yaml', 'checks:\n  x: 1\n'),
  )
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain(`lab: ${folder}/wrong.yaml, line 2, checks.x: the lab has no such check`)
})

test('shards have the class between them, and those who handed in nothing once', async () => {
  for (const name of ['a', 'b', 'c']) put(`shards/${name}.txt`, '')
  const roster = put('class.csv', 'student\na\nb\nc\nabsent\n')
  const parts: string[] = []
  for (const part of ['1/2', '2/2']) {
    const out = join(folder, `part-${part[0]}`)
    parts.push(out)
    const { code } = await lab(
      'grade',
      '03',
      join(folder, 'shards'),
      '--roster',
      roster,
      '--shard',
      part,
      '--out',
      out,
    )
    expect(code).toBe(0)
  }
  const merged = await lab('grade', 'merge', ...parts, '--out', join(folder, 'whole'), '--json')
  const results = JSON.parse(merged.out)
  expect(results.records.map(({ student }: GradeRecord) => student)).toEqual(['a', 'b', 'c'])
  expect(results.roster.map(({ student }: { student: string }) => student).toSorted()).toEqual([
    'a',
    'absent',
    'b',
    'c',
  ])
  expect(JSON.parse(readFileSync(join(folder, 'whole/results.json'), 'utf8'))).toEqual(results)
})

test('a merged class with somebody ungradable in it is not done', async () => {
  const one = report(
    'u',
    record({ outcome: 'ungradable', points: null, checks: [], problem: 'The lab world has ended.' }),
  )
  const { code, out } = await lab('grade', 'merge', one, '--out', join(folder, 'merged-u'))
  expect(code).toBe(1)
  expect(out).toContain('1 submission: 1 ungradable.')
})

describe('explain', () => {
  const check = graded({
    id: 'bridge.up',
    status: 'fail',
    text: 'A is down.',
    attribution: 'Line 7: A is down.',
  })

  test('tells why, by the report’s folder or by that of the submissions', async () => {
    report('told-report', record({ checks: [check, graded({ id: 'name.reach' })] }))
    for (const named of ['told-report', 'told', 'told/']) {
      const { code, out } = await lab('grade', 'explain', join(folder, named), 'alice', 'bridge.up')
      expect(code).toBe(0)
      expect(out).toContain('Line 7: A is down.')
    }
    const whole = await lab('grade', 'explain', join(folder, 'told-report'), 'alice', '--json')
    expect(JSON.parse(whole.out).records[0].checks).toMatchObject([{ id: 'bridge.up' }])
  })

  test('names the students and the checks that there are', async () => {
    const out = report('named', record({ checks: [check] }))
    expect((await lab('grade', 'explain', out, 'nobody')).err).toBe(
      'lab: The report has no student “nobody”.\n  It has: alice.\n',
    )
    expect((await lab('grade', 'explain', out, 'alice', 'nothing')).err).toBe(
      'lab: There is no check “nothing” in this record.\n  It has: bridge.up.\n',
    )
    expect((await lab('grade', 'explain', folder, 'alice')).code).toBe(2)
  })
})

describe('the reports of a class', () => {
  const files = [
    'canvas.csv',
    'ctrf.json',
    'junit.xml',
    'moodle.csv',
    'report.html',
    'results.csv',
    'results.tap',
  ]
  const there = (out: string): string[] => files.filter((name) => existsSync(join(out, name)))

  test('are written when it is graded, and when parts are joined', async () => {
    put('reported/a.txt', 'x')
    const out = join(folder, 'reported-out')
    await lab('grade', '03', join(folder, 'reported'), '--out', out)
    expect(there(out)).toEqual(files)
    expect(readFileSync(join(out, 'students/a.html'), 'utf8')).toContain('no submission')
    const joined = join(folder, 'reported-joined')
    await lab('grade', 'merge', out, '--out', joined)
    expect(there(joined)).toEqual(files)
  })

  test('are written anew from the results, and from what is there of an unfinished grading', async () => {
    const out = report('again-report', record(), record({ student: 'bob' }))
    const whole = await lab('grade', 'report', join(folder, 'again'))
    expect(whole).toEqual({ code: 0, out: expect.stringContaining(`${out}/report.html\n`), err: '' })
    expect(there(out)).toEqual(files)
    const page = readFileSync(join(out, 'report.html'), 'utf8')
    expect(page).toContain('bob')
    rmSync(join(out, 'results.json'))
    rmSync(join(out, 'records/bob.json'))
    expect((await lab('grade', 'report', out)).code).toBe(0)
    expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toContain('bob')
    expect(existsSync(join(out, 'results.json'))).toBe(false)
  })

  test('need results', async () => {
    expect((await lab('grade', 'report', folder)).code).toBe(2)
    mkdirSync(join(folder, 'empty/records'), { recursive: true })
    expect(await lab('grade', 'report', join(folder, 'empty'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('There are no results in '),
    })
  })
})

test.each([
  [['grade', '03', '.', '--worlds', '0'], '--worlds takes a number from 1 to 99.'],
  [['grade', '03', '.', '--time', '1.5'], '--time takes a number from 1 to 3600.'],
  [['grade', '03', '.', '--shard', '3/2'], '--shard takes a part such as 2/5'],
  [['grade', '99', '.'], 'There is no lab “99”.'],
  [['grade', '03'], "missing required argument 'submissions'"],
  [['grade', '03', '.', '--mark', 'x'], "unknown option '--mark'"],
  [['grade', 'merge', 'a'], 'Where shall the joined report go?'],
  [['grade', 'merge', '--out', 'x'], "missing required argument 'reports'"],
  [['submit', '03', '--out', 'x.zip'], 'A bundle’s name ends in .vethlab'],
])('%j is refused with words', async (argv, message) => {
  const { code, err } = await lab(...argv)
  expect(err).toContain(message)
  expect(code).toBe(2)
})

test('options behind the name of a command below are that one’s', async () => {
  const { code, out } = await lab('grade', 'explain', '--help')
  expect(code).toBe(0)
  expect(out).toContain('Usage: lab grade explain [options] <report> <student> [check]')
})

test('a bundle needs a lab that runs', async () => {
  expect(await lab('submit', '03')).toMatchObject({
    code: 3,
    err: 'lab: Lab 03 is not running.\n  Start it: lab start 03\n',
  })
})
