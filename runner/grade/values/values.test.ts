import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findLab } from '../../course/find-labs.ts'
import { deriveValues } from '../../course/values/derive.ts'
import { ownFromSheet, type ValuesSheet } from '../../course/values/sheet.ts'
import { LabError } from '../../lab-error.ts'
import { readValuesFile } from '../../session/values-file.ts'
import type { Submission } from '../submission/submission.ts'
import { createClassValues, isNoteOnValues } from './class-values.ts'
import { findForeign } from './foreign-values.ts'
import { makeKeyFile, readKeyFile } from './key-file.ts'
import { seedOf } from './seed.ts'
import { sheetHolds, signSheet } from './sign-sheet.ts'
import { valuesOf, writeSheets } from './write-sheets.ts'

const folder = mkdtempSync(join(tmpdir(), 'vethlab-values-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const lab = findLab('03')
const ownOf = (student: string) => deriveValues(key, student, lab)
const scriptWith = (student: string): string => {
  const { box, visitor, address } = valuesOf(ownOf(student))
  return `docker run --name ${box} base\nip addr add ${address}/16 dev eth0\ndocker run --name=${visitor} base\n`
}

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof LabError) return error.code
    throw error
  }
  return 'none'
}

describe('a key', () => {
  test('is made by chance, for its owner’s eyes, and never replaced', () => {
    makeKeyFile(at('one.key'))
    makeKeyFile(at('two.key'))
    expect(statSync(at('one.key')).mode & 0o777).toBe(0o600)
    const [one, two] = [readKeyFile(at('one.key')), readKeyFile(at('two.key'))]
    expect(one.key).toHaveLength(32)
    expect(one.key.equals(two.key)).toBe(false)
    expect(one.isOpen).toBe(false)
    const before = readFileSync(at('one.key'))
    expect(codeOf(() => makeKeyFile(at('one.key')))).toBe('key-exists')
    expect(readFileSync(at('one.key'))).toEqual(before)
  })

  test('that others can read is told', () => {
    makeKeyFile(at('open.key'))
    chmodSync(at('open.key'), 0o644)
    expect(readKeyFile(at('open.key')).isOpen).toBe(true)
  })

  test.each([
    ['empty', ''],
    ['of another kind', 'vethlab-key-2 AAAA'],
    ['too short', `vethlab-key-1 ${Buffer.alloc(31).toString('base64')}`],
    ['followed by something', `vethlab-key-1 ${Buffer.alloc(32).toString('base64')} more`],
  ])('%s is none', (_, text) => {
    writeFileSync(at('bad.key'), text)
    expect(codeOf(() => readKeyFile(at('bad.key')))).toBe('key-wrong')
  })

  test('that is not there is told', () => {
    expect(codeOf(() => readKeyFile(at('nowhere.key')))).toBe('key-unreadable')
    expect(codeOf(() => makeKeyFile(at('no/where.key')))).toBe('key-unwritable')
  })
})

describe('a signature', () => {
  const sheet = signSheet(key, { lab: '03', student: 'alice', values: valuesOf(ownOf('alice')) })

  test('is HMAC-SHA-256 of lab, student and values, in whatever order they stand', () => {
    // As Python's hmac gives it.
    expect(sheet.signature).toBe('iZaymQsgJ8HRHQ+xd5v20q1MQcnxFI5QI+U/sN2D3Sk=')
    const values = Object.fromEntries(Object.entries(sheet.values).toReversed())
    expect(sheetHolds(key, { ...sheet, values })).toBe(true)
  })

  test.each<[string, Partial<ValuesSheet>]>([
    ['another student', { student: 'bob' }],
    ['another lab', { lab: '05' }],
    ['another value', { values: { ...sheet.values, box: 'bluefox' } }],
    ['a value less', { values: {} }],
    ['no signature', { signature: '' }],
    ['a signature that is no base64', { signature: '!' }],
  ])('does not hold with %s', (_, change) => {
    expect(sheetHolds(key, { ...sheet, ...change })).toBe(false)
  })

  test('does not hold with another key', () => {
    expect(sheetHolds(Buffer.alloc(32), sheet)).toBe(false)
  })
})

describe('somebody else’s values', () => {
  const others = ['bob', 'carol'].map((student) => [student, ownOf(student)] as const)
  const find = (script: string) => findForeign(script, ownOf('alice'), others)

  test('are found, and told whose they are', () => {
    expect(find(scriptWith('carol'))).toEqual({
      student: 'carol',
      values: ownOf('carol').map(({ value }) => value),
    })
  })

  test('are not found in one’s own script, or in one with the course’s', () => {
    expect(find(scriptWith('alice'))).toBeUndefined()
    expect(find('docker run --name box base\nip addr add 172.17.42.99/16 dev eth0')).toBeUndefined()
  })

  test('one of them may be chance', () => {
    expect(find(`docker run --name ${valuesOf(ownOf('bob'))['box']}`)).toBeUndefined()
  })

  test('do not count where as many are one’s own', () => {
    expect(find(scriptWith('bob') + scriptWith('alice'))).toBeUndefined()
  })

  test('are words of their own', () => {
    expect(find(scriptWith('bob').replaceAll(/(?<= |=)(?=[a-z]+ base)/g, 'my-'))).toBeUndefined()
  })

  test('a subnet is found by any address in it', () => {
    const five = findLab('05')
    const theirs = deriveValues(key, 'bob', five)
    const { bridge, subnet = '' } = valuesOf(theirs)
    const script = `brctl addbr ${bridge}; ip addr add ${subnet.replace('.0/24', '.1/24')} dev ${bridge}`
    expect(findForeign(script, deriveValues(key, 'alice', five), [['bob', theirs]])).toEqual({
      student: 'bob',
      values: [bridge, subnet],
    })
  })
})

describe('the values of a class', () => {
  const values = createClassValues(key, lab, ['bob', 'alice'])
  const submission = (over: Partial<Submission>): Submission => ({
    student: 'alice',
    file: 'alice.sh',
    facts: null,
    script: scriptWith('alice'),
    refused: null,
    notes: [],
    writtenAt: null,
    claims: null,
    sheet: null,
    own: [],
    ...over,
  })
  const sheetOf = (student: string): ValuesSheet =>
    signSheet(key, { lab: '03', student, values: valuesOf(ownOf(student)) })

  test('are each student’s own, also of those who are on no roster', () => {
    expect(values.ownOf('alice')).toEqual(ownOf('alice'))
    expect(values.ownOf('zoe')).toEqual(ownOf('zoe'))
  })

  test('say whose a script was made for, and nothing of one’s own', () => {
    expect(values.notesOn(submission({}))).toEqual([])
    expect(values.notesOn(submission({ script: scriptWith('bob') }))).toEqual([
      'Made for bob’s values: corallake, hightulip, and 172.17.88.52 stand in it.',
    ])
    expect(values.notesOn(submission({ script: null }))).toEqual([])
  })

  test('say when a script was made with the text as everybody can read it', () => {
    const script = 'docker run --name box base\nip addr add 172.17.42.99/16 dev eth0\n'
    expect(values.notesOn(submission({ script }))).toEqual([
      'Made for the course’s values: box and 172.17.42.99 stand in it.',
    ])
    expect(values.notesOn(submission({ script: `${script}${scriptWith('alice')}` }))).toEqual([])
  })

  test('say when a bundle was made with a file that is another’s, or changed', () => {
    expect(values.notesOn(submission({ sheet: sheetOf('alice') }))).toEqual([])
    expect(values.notesOn(submission({ sheet: sheetOf('bob') }))).toEqual([
      'The file of values in its bundle is bob’s.',
    ])
    const changed = { ...sheetOf('alice'), values: valuesOf(ownOf('bob')) }
    expect(values.notesOn(submission({ sheet: changed }))).toEqual([
      'The file of values in its bundle was changed after it was made, or made with another key.',
    ])
  })

  test('know their own notes again', () => {
    const notes = values.notesOn(submission({ script: scriptWith('bob'), sheet: sheetOf('bob') }))
    expect(notes.map(isNoteOnValues)).toEqual([true, true])
    expect(isNoteOnValues('Not on the roster.')).toBe(false)
  })

  test('are refused for a lab that has none, and where two students have the same', () => {
    expect(codeOf(() => createClassValues(key, findLab('02'), ['alice']))).toBe('values-none')
    const [first] = lab.values
    const narrow = { ...lab, values: first ? [first] : [] }
    const many = Array.from({ length: 1000 }, (_, index) => `s${index}`)
    expect(codeOf(() => createClassValues(key, narrow, many))).toBe('key-unlucky')
    expect(codeOf(() => createClassValues(key, lab, many))).toBe('none')
  })
})

test('a seed is the same for the same values, another for others, and none for none', () => {
  expect(seedOf(ownOf('alice'))).toMatch(/^[0-9a-f]{16}$/)
  expect(seedOf(ownOf('alice'))).toBe(seedOf(ownOf('alice')))
  expect(seedOf(ownOf('alice'))).not.toBe(seedOf(ownOf('bob')))
  expect(seedOf([])).toBeNull()
})

describe('what students get', () => {
  const out = at('sheets')
  const students = ['alice', '../evil', 'Zoë'].map((student) => ({ student, own: ownOf(student) }))
  writeSheets(lab, key, students, out)
  const names = readdirSync(out).toSorted()

  test('are two files each, in the folder and nowhere else', () => {
    expect(names).toHaveLength(6)
    expect(names).toContain('alice.values.json')
    expect(names).toContain('alice.md')
    expect(readdirSync(folder)).not.toContain('evil.md')
  })

  test('a file of values is what lab start takes, and its signature holds', () => {
    const sheet = readValuesFile(join(out, 'alice.values.json'), lab)
    expect(sheetHolds(key, sheet)).toBe(true)
    expect(ownFromSheet(lab, sheet)).toEqual(ownOf('alice'))
  })

  test('a walkthrough has the values, and nothing that is for the runner alone', () => {
    const page = readFileSync(join(out, 'alice.md'), 'utf8')
    expect(page.startsWith('# Lab 03: Wire a container by hand\n\nFor alice.')).toBe(true)
    expect(page).toContain('lab start 03 --values alice.values.json')
    expect(page).toContain('--name oceanbison base')
    expect(page).toContain('┌─ container oceanbison ─')
    expect(page).toContain('## 9. Let one go, and clean up\n\n')
    expect(page).not.toMatch(/<!--|^values:|--name box/m)
  })

  test('a folder that cannot be made is told', () => {
    writeFileSync(at('file'), '')
    expect(codeOf(() => writeSheets(lab, key, students, join(at('file'), 'sheets')))).toBe(
      'sheets-unwritable',
    )
  })
})

describe('a file of values', () => {
  const good = signSheet(key, { lab: '03', student: 'alice', values: valuesOf(ownOf('alice')) })
  test.each([
    ['that is no JSON', 'hello', 'values-wrong'],
    ['that is something else', '{"schemaVersion":1}', 'values-wrong'],
    ['of a newer kind', JSON.stringify({ ...good, schemaVersion: 2 }), 'values-wrong'],
    ['that is far too large', ' '.repeat(70_000), 'values-wrong'],
    ['for another lab', JSON.stringify({ ...good, lab: '04' }), 'values-foreign'],
    ['for an older lab', JSON.stringify({ ...good, values: { box: 'bluefox' } }), 'values-foreign'],
  ])('%s is refused', (_, text, code) => {
    writeFileSync(at('sheet.json'), text)
    expect(codeOf(() => readValuesFile(at('sheet.json'), lab))).toBe(code)
  })

  test('that is not there, or is a folder, is told', () => {
    expect(codeOf(() => readValuesFile(at('none.json'), lab))).toBe('values-unreadable')
    expect(codeOf(() => readValuesFile(folder, lab))).toBe('values-wrong')
  })
})
