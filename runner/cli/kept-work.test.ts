import {
  appendFileSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { labSlugs, readLab } from '../course/find-labs.ts'
import { openProgress } from '../session/open-progress.ts'
import { appendTranscript } from '../session/transcript.ts'
import { moveTo, passOver } from '../session/whereabouts.ts'
import { call, newPlaces } from './fixtures/call.ts'

test('list and status name the step that a student is at, and what was passed over or done with help', async () => {
  const fresh = newPlaces()
  const { save } = openProgress(fresh, '03', { err: () => undefined })
  save((progress) => ({
    ...passOver(moveTo(progress, 'inside'), 'bridge'),
    steps: { container: { doneAt: 5, assisted: false }, cable: { doneAt: 6, assisted: true } },
    solved: ['cable'],
    hints: { cable: 2 },
  }))
  expect((await call(fresh, ['list'])).out).toMatch(/03 .* in progress, 2 of 9, at 5\n/)
  expect((await call(fresh, ['status', '03'])).out).toMatchInlineSnapshot(`
    "Lab 03, Wire a container by hand: in progress; does not run; at step 5 of 9, Put the other end into the container
        done: 2 of 9 steps (1, 3)
        passed over, and not done since:
            4. Plug one end into docker0
        done with help:
            3. Make a cable
        hints:
            3. Make a cable: up to 2 of 3
    "
  `)
  const [line, ...others] = (await call(fresh, ['status'])).out.split('\n')
  expect(line).toContain('at step 5 of 9, Put the other end into the container')
  expect(others).toEqual([''])
  save((progress) => moveTo(progress, null))
  expect((await call(fresh, ['list'])).out).toMatch(/03 .* in progress, 2 of 9\n/)
  expect((await call(fresh, ['status'])).out).toContain('; past the last step\n')
  fresh.remove()
})

test('list has one line of 80 columns for each lab, wherever the student is', async () => {
  const fresh = newPlaces()
  for (const { id, steps } of labSlugs().map((slug) => readLab(slug))) {
    const { save } = openProgress(fresh, id, { err: () => undefined })
    save((progress) => moveTo(progress, steps.at(-1)?.id ?? ''))
  }
  const { out } = await call(fresh, ['list'])
  const lines = out.split('\n').filter((line) => /^\d\d /.test(line))
  expect(lines).toHaveLength(labSlugs().length)
  for (const line of lines) expect(line).toMatch(/ in progress, 0 of \d, at \d$/)
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  fresh.remove()
})

test('log shows what was typed, as text and as a document, and tells of what it leaves out', async () => {
  const fresh = newPlaces()
  const nothing = await call(fresh, ['log', '03'])
  expect(nothing).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('Nothing was noted of lab 03.'),
  })
  for (let number = 1; number <= 60; number++)
    appendTranscript(fresh, '03', {
      at: number,
      terminal: '1',
      command: `echo ${number}`,
      exitCode: 0,
      changes: [],
      turned: [],
    })
  const { out, err } = await call(fresh, ['log', '03'])
  expect(err).toBe('')
  expect(out).toMatch(/^10 earlier commands are not shown: lab log 03 --last 60\n\n1970/)
  expect(out).toContain('$ echo 11\n')
  expect(out).not.toContain('$ echo 10\n')
  expect(out).toMatch(/\$ echo 60\n$/)
  expect((await call(fresh, ['log', '03', '--last', '60'])).out).toMatch(/^1970/)
  appendFileSync(join(fresh.data, 'transcripts/03.jsonl'), 'half a line')
  const document = await call(fresh, ['log', '03', '--markdown'])
  expect(document.out).toMatch(
    /^# Transcript of lab 03: Wire a container by hand\n\n60 commands; not started, 0 of 9 steps\./,
  )
  expect(document.err).toBe('lab: 1 line of the transcript of lab 03 cannot be understood and is left out\n')
  expect(await call(fresh, ['log', '03', '--markdown', '--json'])).toMatchObject({ code: 2, out: '' })
  fresh.remove()
})

test('notes are added, and printed so that they do not steer the terminal', async () => {
  const fresh = newPlaces()
  expect((await call(fresh, ['notes', '03'])).out).toBe(
    'You have no notes on lab 03. Add one: lab notes 03 TEXT\n',
  )
  const added = await call(fresh, ['notes', '3', 'evil', '\u001b[2J'])
  expect(added).toEqual({ code: 0, err: '', out: `Noted in ${join(fresh.data, 'notes/03.md')}\n` })
  expect((await call(fresh, ['notes', '03', '--', '--edit'])).code).toBe(0)
  const { out } = await call(fresh, ['notes', '03'])
  expect(out).toMatch(
    /^# Notes on lab 03, Wire a container by hand\n\n- \S+ \S+: evil \\x1b\[2J\n- \S+ \S+: --edit\n$/,
  )
  expect(
    (await call(fresh, ['notes', '03', '--edit'], { env: { EDITOR: 'true', PATH: '/usr/bin:/bin' } })).code,
  ).toBe(0)
  fresh.remove()
})

describe('what goes from one machine to another', () => {
  const [here, there] = [newPlaces(), newPlaces()]
  const file = join(there.data, '../export.json')
  afterAll(() => {
    here.remove()
    there.remove()
  })

  test('is exported into a file that is the student’s alone, or to standard output', async () => {
    const { save } = openProgress(there, '03', { err: () => undefined })
    save((progress) => ({ ...progress, steps: { cable: { doneAt: 5, assisted: false } } }))
    await call(there, ['notes', '03', 'a note'])
    const answer = await call(there, ['export', file])
    expect(answer).toEqual({
      code: 0,
      err: '',
      out: `${file} has all that is kept of 1 lab. Take it in elsewhere: lab import ${file}\n`,
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { exportedAt: _, ...archive } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    expect(JSON.parse((await call(there, ['export', '-'])).out)).toMatchObject(archive)
  })

  test('does not replace a file without a word, nor what a link leads to', async () => {
    const other = `${file}.other`
    writeFileSync(other, 'mine')
    symlinkSync(other, `${file}.link`)
    const refused = await call(there, ['export', other])
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is there already') })
    expect(readFileSync(other, 'utf8')).toBe('mine')
    expect((await call(there, ['export', `${file}.link`, '--yes'])).code).toBe(0)
    expect(lstatSync(`${file}.link`).isSymbolicLink()).toBe(true)
    expect(readFileSync(other, 'utf8')).toContain('vethlab-progress')
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  test('is taken in after it was told and agreed to', async () => {
    const refused = await call(here, ['import', file])
    expect(refused).toMatchObject({ code: 2, out: 'New of lab 03: 1 step, notes\n' })
    expect(refused.err).toBe(
      'lab: Your progress in lab 03 would be changed.\n  Say --yes if that is meant.\n',
    )
    expect((await call(here, ['status'])).out).toContain('No lab has been begun')
    const taken = await call(here, ['import', file, '--yes'])
    expect(taken).toEqual({ code: 0, err: '', out: 'New of lab 03: 1 step, notes\nAll of it is taken in.\n' })
    expect((await call(here, ['import', file])).out).toBe('There is nothing new in it.\n')
    expect((await call(here, ['list'])).out).toMatch(/03 .* in progress, 1 of 9, at 1\n/)
  })

  test('is forgotten with a copy, which takes it back', async () => {
    const refused = await call(here, ['forget', '--all'])
    expect(refused).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('of lab 03 would be taken away'),
    })
    const forgotten = await call(here, ['forget', '3', '--yes'])
    expect(forgotten).toMatchObject({ code: 0, err: '' })
    const [, copy = ''] = /To have them back: lab import (\S+)\n$/.exec(forgotten.out) ?? []
    expect((await call(here, ['notes', '03'])).out).toContain('You have no notes')
    for (const argv of [['03'], ['--all'], ['--all', '--yes']])
      expect((await call(here, ['forget', ...argv])).out).toBe('Nothing is kept that could be forgotten.\n')
    expect((await call(here, ['import', copy, '--yes'])).code).toBe(0)
    expect((await call(here, ['notes', '03'])).out).toContain('a note')
  })
})
