import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { graded, record } from '../fixtures/record.ts'
import { openReport, readRecords, writeRecord, writeResults } from '../record-files.ts'
import type { GradeRecord, RosterRow } from '../result.ts'
import { assembleClass } from './assemble.ts'
import { mergeReports } from './merge.ts'
import { compareRecords, noteOf } from './regrade.ts'
import { partOf, readShard } from './shard.ts'

const lab = { id: '03', title: 'Wires', steps: [{ id: 'a', number: 1, title: 'A' }] }
const row = (student: string): RosterRow => ({ student, name: null, email: null, id: null, due: null })
const submitted = (student: string, sha256: string, signedBy?: string): GradeRecord =>
  record({
    student,
    submission: {
      file: student,
      sha256,
      bytes: 1,
      kind: 'script',
      ...(signedBy !== undefined && { signedBy }),
    },
  })

const copied = (others: string): string => `The same file, byte for byte, as ${others}.`

test('a class is sorted, and says what one sees only of all of it', () => {
  const records = [submitted('carol', 'same'), submitted('bob', 'same'), submitted('alice', 'same')]
  const more = [submitted('frank', 'one', 'key'), submitted('grace', 'two', 'key')]
  const roster = [row('alice'), row('bob'), row('absent'), row('frank'), row('grace')]
  const found = assembleClass(lab, [...records, ...more], roster, 7)
  expect(found.records.map(({ student, notes }) => [student, notes])).toEqual([
    ['alice', [copied('bob’s and carol’s')]],
    ['bob', [copied('alice’s and carol’s')]],
    ['carol', [copied('alice’s and bob’s'), 'Not on the roster.']],
    ['frank', ['Signed with the same key as grace’s: it was made on the same installation.']],
    ['grace', ['Signed with the same key as frank’s: it was made on the same installation.']],
  ])
  expect(found.roster).toEqual(roster)
  expect(assembleClass(lab, [submitted('alice', 'x')], null, 7).records[0]?.notes).toEqual([])
})

test('of many copies some are named', () => {
  const of = (count: number): string | undefined => {
    const records = Array.from({ length: count }, (_, number) => submitted(`s${number}`, 'same'))
    return assembleClass(lab, records, null, 7).records[0]?.notes[0]
  }
  expect(of(5)).toBe(copied('s1’s, s2’s, s3’s, and s4’s'))
  expect(of(6)).toBe(copied('s1’s, s2’s, s3’s, and those of 2 others'))
})

describe('shards', () => {
  test('are all of the class, each once', () => {
    const things = Array.from({ length: 11 }, (_, number) => number)
    const parts = [1, 2, 3].map((index) => partOf(things, { index, count: 3 }))
    expect(parts.map(({ length }) => length)).toEqual([4, 4, 3])
    expect(parts.flat().toSorted((one, other) => one - other)).toEqual(things)
  })

  test.each(['0/3', '4/3', '1', 'a/b', '1/0', '-1/2'])('--shard %s is refused', (text) => {
    expect(() => readShard(text)).toThrow('--shard takes a part such as 2/5')
  })

  test('2/5 is the second of five', () => {
    expect(readShard('2/5')).toEqual({ index: 2, count: 5 })
  })
})

describe('a second grading', () => {
  const changed = record({ checks: [graded({ status: 'fail' }), graded({ id: 'b.one' })] })

  test('that says the same is no difference, whatever the marks and the times are', () => {
    expect(
      compareRecords(record(), record({ points: 7, durationMs: 1, notes: ['x'], attempts: 3 })),
    ).toBeUndefined()
  })

  test('that says something else on equal input is one that one of the two is wrong about', () => {
    const found = compareRecords(record(), changed)
    expect(found).toEqual({
      student: 'alice',
      equalInput: true,
      changes: ['a.one: pass before, now fail', 'b.one: not there before, now pass'],
    })
    expect(found && noteOf(found)).toBe(
      'Graded again on equal input, with another result: a.one: pass before, now fail; b.one: not there before, now pass. One of the two is wrong.',
    )
  })

  test('on other input may differ', () => {
    const found = compareRecords(record(), record({ inputs: 'others', outcome: 'timed-out' }))
    expect(found).toMatchObject({ equalInput: false, changes: ['graded before, now timed-out'] })
    expect(found && noteOf(found)).toBe('Graded again on other input: graded before, now timed-out.')
  })
})

describe('merging', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-merge-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const report = (name: string, records: GradeRecord[], roster: RosterRow[] = []): string => {
    const out = join(folder, name)
    openReport(out)
    for (const one of records) writeRecord(out, one)
    writeResults(out, assembleClass(lab, records, roster.length > 0 ? roster : null, 7))
    return out
  }
  const out = (): string => join(folder, 'out')

  test('joins records and rosters, and sees what no part could see', () => {
    const parts = [
      report('1', [submitted('carol', 'same')], [row('carol'), row('absent')]),
      report('2', [submitted('alice', 'same')], [row('alice')]),
      report('3', []),
    ]
    const found = mergeReports(parts, out())
    expect(found.records.map(({ student, notes }) => [student, notes])).toEqual([
      ['alice', ['The same file, byte for byte, as carol’s.']],
      ['carol', ['The same file, byte for byte, as alice’s.']],
    ])
    expect(found.roster.map(({ student }) => student)).toEqual(['carol', 'absent', 'alice'])
    expect([...readRecords(out()).keys()].toSorted()).toEqual(['alice', 'carol'])
  })

  test('takes one of two equal results, and refuses two that contradict each other', () => {
    const one = report('1', [record()])
    const same = report('2', [record({ durationMs: 9 })])
    const other = report('3', [record({ checks: [graded({ status: 'fail' })] })])
    expect(mergeReports([one, same], out()).records).toHaveLength(1)
    expect(() => mergeReports([one, other], out())).toThrow(
      `alice has one result in ${one} and another in ${other}.`,
    )
  })

  test('refuses parts whose students had their values from different keys', () => {
    const withKey = (name: string, student: string, valuesKey: string): string => {
      const place = report(name, [record({ student })])
      writeResults(place, assembleClass({ ...lab, valuesKey }, [record({ student })], null, 7))
      return place
    }
    const [one, same, other] = [withKey('1', 'a', 'k1'), withKey('2', 'b', 'k1'), withKey('3', 'c', 'k2')]
    expect(mergeReports([one, same], out()).lab.valuesKey).toBe('k1')
    expect(() => mergeReports([one, other], out())).toThrow('graded with different keys')
    expect(() => mergeReports([one, report('4', [record({ student: 'd' })])], out())).toThrow(
      'different keys',
    )
  })

  test('refuses parts of different versions, and what is no report', () => {
    const one = report('1', [record()])
    const other = report('2', [
      record({ student: 'bob', environment: { ...record().environment, checksHash: 'others' } }),
    ])
    const kernel = report('3', [
      record({ student: 'bob', environment: { ...record().environment, kernel: 'another' } }),
    ])
    expect(() => mergeReports([one, other], out())).toThrow('of different versions of one')
    expect(mergeReports([one, kernel], out()).records).toHaveLength(2)
    expect(() => mergeReports([one, join(folder, 'none')], out())).toThrow('has no results.json')
    rmSync(join(one, 'records', 'alice.json'))
    expect(() => mergeReports([one], out())).toThrow('lacks some of the records')
    writeFileSync(join(one, 'results.json'), '[]')
    expect(() => mergeReports([one], out())).toThrow('has no results.json')
  })
})
