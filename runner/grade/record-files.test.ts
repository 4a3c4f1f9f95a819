import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { graded, record } from './fixtures/record.ts'
import {
  openReport,
  readRecords,
  readResults,
  recordName,
  writeRecord,
  writeResults,
} from './record-files.ts'
import type { ClassResults } from './result.ts'

let out = ''
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'vethlab-records-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

test('records come back as they were written, and one of a student replaces the one before', () => {
  openReport(out)
  const full = record({
    checks: [
      graded({
        status: 'fail',
        line: { number: 1, text: 'ip link', what: 'It is down.' },
        attribution: 'Line 1',
      }),
    ],
    script: {
      exitCode: null,
      output: 'x',
      truncated: true,
      failed: [{ line: 1, text: 'a', exitCode: 1, said: 'b' }],
    },
    submission: { file: 'a', sha256: 'b', bytes: 1, kind: 'bundle', signedBy: 'c' },
  })
  for (const one of [record(), full, record({ student: 'bob', points: null, outcome: 'ungradable' })])
    writeRecord(out, one)
  const records = readRecords(out)
  expect([...records.keys()].sort()).toEqual(['alice', 'bob'])
  expect(records.get('alice')).toEqual(full)
  expect(readdirSync(join(out, 'records'))).toEqual(['alice.json', 'bob.json'])
})

test('a student’s name never says where else to write', () => {
  const names = ['../../etc/passwd', 'a/b', 'a b', 'ä', '.hidden', '-rf', 'x'.repeat(300), 'con\ntrol', '']
  const files = names.map(recordName)
  for (const file of files) expect(file).toMatch(/^[A-Za-z0-9._~-]{1,60}$/)
  expect(new Set(files).size).toBe(names.length)
  expect(recordName('alice.b@example.org')).toBe('alice.b@example.org')
  openReport(out)
  for (const student of names) writeRecord(out, record({ student }))
  expect([...readRecords(out).keys()].toSorted()).toEqual(names.toSorted())
})

test('what is no record is as good as not there', () => {
  openReport(out)
  writeRecord(out, record())
  writeFileSync(join(out, 'records', 'half.json'), '{"student": "bob", ')
  writeFileSync(join(out, 'records', 'other.json'), '{"student": "carol"}')
  writeFileSync(join(out, 'records', 'draft.json.1.new'), JSON.stringify(record({ student: 'dave' })))
  mkdirSync(join(out, 'records', 'folder.json'))
  expect([...readRecords(out).keys()]).toEqual(['alice'])
  expect(readRecords(join(out, 'nowhere')).size).toBe(0)
})

test('a class comes back, and a report that has none says so', () => {
  const results: ClassResults = {
    schemaVersion: 1,
    lab: { id: '03', title: 'T', steps: [{ id: 'a', number: 1, title: 'A' }] },
    gradedAt: 5,
    roster: [{ student: 'alice', name: null, email: null, id: null, due: null }],
    records: [record()],
  }
  expect(readResults(out)).toBeUndefined()
  writeResults(out, results)
  expect(readResults(out)).toEqual(results)
})

test('a folder in which nothing can be written is told', () => {
  writeFileSync(join(out, 'file'), '')
  expect(() => openReport(join(out, 'file'))).toThrow('The report cannot be written')
})
