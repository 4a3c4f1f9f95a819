import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { ValuesSheet } from '../course/values/sheet.ts'
import { openProgress } from '../session/open-progress.ts'
import { worldFolder } from '../world/world-folder.ts'
import { call, newPlaces, type Called } from './fixtures/call.ts'

const places = newPlaces()
const folder = mkdtempSync(join(tmpdir(), 'vethlab-values-'))
afterAll(() => {
  places.remove()
  rmSync(folder, { recursive: true })
})

const lab = (...argv: string[]): Promise<Called> => call(places, argv)
const at = (name: string): string => join(folder, name)
const put = (name: string, text: string): string => {
  mkdirSync(join(at(name), '..'), { recursive: true })
  writeFileSync(at(name), text)
  return at(name)
}
const roster = put('class.csv', 'student,name\nalice,Alice\nbob,Bob\n')
const key = at('class.key')
const ofClass = ['--roster', roster, '--key', key]
const quiet = { err: () => undefined }
const sheetOf = (student: string): ValuesSheet =>
  JSON.parse(readFileSync(join(at('sheets'), `${student}.values.json`), 'utf8')) as ValuesSheet

describe('lab values', () => {
  test('makes a key, and says to keep it', async () => {
    const { code, out } = await lab('values', '--new-key', key)
    expect(code).toBe(0)
    expect(out).toContain(`${key} is a new key. Keep it to yourself, and keep it`)
    expect(await lab('values', '--new-key', key)).toMatchObject({ code: 2 })
  })

  test('shows the class, each with other values', async () => {
    const { code, out, err } = await lab('values', '03', ...ofClass)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/student .* box .* visitor .* address/)
    const json = JSON.parse((await lab('values', '03', ...ofClass, '--json')).out) as {
      students: { student: string; values: Record<string, string> }[]
    }
    expect(json.students.map(({ student }) => student)).toEqual(['alice', 'bob'])
    const [alice, bob] = json.students.map(({ values }) => values)
    for (const name of ['box', 'visitor', 'address']) expect(alice?.[name]).not.toBe(bob?.[name])
    for (const value of Object.values(alice ?? {})) expect(out).toContain(value)
  })

  test('writes what each student is to get, always the same', async () => {
    const { code, out } = await lab('values', '03', ...ofClass, '--out', at('sheets'))
    expect([code, out]).toEqual([0, `2 students; two files for each are in ${at('sheets')}\n`])
    const names = ['alice.md', 'alice.values.json', 'bob.md', 'bob.values.json']
    expect(readdirSync(at('sheets')).toSorted()).toEqual(names)
    const before = names.map((name) => readFileSync(join(at('sheets'), name), 'utf8'))
    await lab('values', '03', ...ofClass, '--out', at('sheets'))
    expect(names.map((name) => readFileSync(join(at('sheets'), name), 'utf8'))).toEqual(before)
  })

  test.each<[string, string[], string]>([
    ['no lab', ['values'], 'Which lab?'],
    ['no roster', ['values', '03', '--key', key], 'Who is in the class?'],
    ['no key', ['values', '03', '--roster', roster], 'come from its key'],
    ['a lab without values', ['values', '02', ...ofClass], 'nothing that could be another'],
  ])('refuses %s', async (_, argv, why) => {
    const { code, err } = await lab(...argv)
    expect(code).toBe(2)
    expect(err).toContain(why)
  })

  test('tells of a key that others can read', async () => {
    const text = readFileSync(key)
    writeFileSync(at('open.key'), text, { mode: 0o644 })
    const { err } = await lab('values', '03', '--roster', roster, '--key', at('open.key'))
    expect(err).toContain('others than you can read')
  })
})

describe('a student with values', () => {
  const { save } = openProgress(places, '03', quiet)

  test('reads a walkthrough of his own, and hints', async () => {
    const alice = sheetOf('alice')
    expect((await lab('read', '03', '1')).out).toContain('--name box base')
    save((before) => ({ ...before, values: alice }))
    const { out } = await lab('read', '03', '1')
    expect(out).toContain(`--name ${alice.values['box']} base`)
    expect(out).not.toContain('--name box')
    const hint = await lab('hint', '03', 'container', '--rung', '3')
    expect(hint.out).toContain(`--name ${alice.values['box']} base`)
    expect((await lab('read', '03', 'values')).out).toContain(alice.values['address'])
    expect((await lab('read', '04', '8')).out).toContain('--name guest')
  })

  test('sees them in the goal, too', async () => {
    const { out } = await lab('topo', '03', '--goal')
    expect(out).toContain(`container ${sheetOf('alice').values['box']}`)
    expect(out).not.toContain('container box')
  })

  test('is told when they do not fit the lab any more, and reads it without', async () => {
    save((before) => ({ ...before, values: { ...sheetOf('alice'), values: { box: 'bluefox' } } }))
    const { code, out, err } = await lab('read', '03', '1')
    expect(err).toContain('do not fit it any more')
    expect(out).toContain('--name box base')
    expect(code).toBe(0)
  })

  test('gives them back with the rest by lab forget, and has them again by lab import', async () => {
    save((before) => ({ ...before, values: sheetOf('alice') }))
    await lab('export', at('export.json'))
    await lab('forget', '03', '--yes')
    expect((await lab('read', '03', '1')).out).toContain('--name box base')
    await lab('import', at('export.json'), '--yes')
    expect((await lab('read', '03', '1')).out).toContain(`--name ${sheetOf('alice').values['box']} base`)
  })
})

describe('lab start --values', () => {
  test.each([
    ['a file that is none', () => put('none.json', '{}'), 'is no file of values'],
    [
      'one for another lab',
      () => put('04.json', JSON.stringify({ ...sheetOf('bob'), lab: '04' })),
      'for lab 04',
    ],
    ['one that is not there', () => at('nowhere.json'), 'there is no such file'],
  ])('refuses %s, and keeps what was there', async (_, file, why) => {
    const before = openProgress(places, '03', quiet).current
    const { code, err } = await lab('start', '03', '--detach', '--values', file())
    expect(code).toBe(2)
    expect(err).toContain(why)
    expect(openProgress(places, '03', quiet).current).toEqual(before)
  })

  test('refuses others than those that the lab runs with', async () => {
    const { path, makerFile } = worldFolder(places, '03')
    mkdirSync(path, { recursive: true })
    // A world that this process is about to make is one that runs.
    writeFileSync(makerFile, String(process.pid))
    const { code, err } = await lab(
      'start',
      '03',
      '--detach',
      '--values',
      join(at('sheets'), 'bob.values.json'),
    )
    rmSync(path, { recursive: true })
    expect(code).toBe(2)
    expect(err).toContain('Lab 03 runs already, on a host without these values.')
    expect(openProgress(places, '03', quiet).current.values?.student).toBe('alice')
  })
})

describe('lab grade --seed-by student', () => {
  const grade = (...options: string[]): Promise<Called> =>
    lab('grade', '03', at('class'), '--out', at('report'), ...options)
  put('class/alice.txt', 'my essay')

  test.each([
    ['without a key', ['--seed-by', 'student'], 'need each other'],
    ['a key alone', ['--key', key], 'need each other'],
    ['by something else', ['--seed-by', 'group', '--key', key], 'takes the word student'],
    ['with what is no key', ['--seed-by', 'student', '--key', roster], 'is no key'],
  ])('refuses %s', async (_, options, why) => {
    const { code, err } = await grade(...options)
    expect(code).toBe(2)
    expect(err).toContain(why)
  })

  test('has a step more, and its points', async () => {
    const marks = put('marks.yaml', 'checks:\n  values.box: 5\n')
    const { code, out } = await grade('--seed-by', 'student', '--key', key, '--marks', marks, '--json')
    expect(code).toBe(0)
    const results = JSON.parse(out) as {
      lab: { steps: { id: string; title: string }[] }
      records: { seed: string; maxPoints: number }[]
    }
    expect(results.lab.steps).toHaveLength(findLab('03').steps.length + 1)
    expect(results.lab.steps.at(-1)).toMatchObject({ id: 'values', title: 'Your own values' })
    expect(results.records).toMatchObject([{ seed: expect.stringMatching(/^[0-9a-f]{16}$/), maxPoints: 24 }])
    expect((await grade('--marks', marks)).err).toContain('the lab has no such check')
  })
})
