import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LabReport, Status } from '../judge/verdict.ts'
import { LabError } from '../lab-error.ts'
import { findGame, withGame } from './games.ts'
import { openProgress } from './open-progress.ts'
import { readProgress, recordReport, standing, writeProgress, type Progress } from './progress.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'vethlab-progress-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const folder = (): string => join(data, 'progress')
const file = (): string => join(folder(), '03.json')
const fresh = (): Progress => readProgress({ data }, '03', 1000).progress

const report = (status: Status, steps: Record<string, Status>): LabReport => ({
  schemaVersion: 1,
  lab: '03',
  status,
  points: 0,
  maxPoints: 0,
  durationMs: 0,
  engine: null,
  steps: Object.entries(steps).map(([id, one]) => ({ id, title: id, status: one, checks: [] })),
})

const problem = (work: () => unknown): LabError => {
  try {
    work()
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error('it worked')
}

describe('progress on disk', () => {
  test('begins with nothing, and reading makes no file', () => {
    expect(readProgress({ data }, '03', 1000)).toEqual({
      progress: {
        schemaVersion: 1,
        lab: '03',
        startedAt: 1000,
        steps: {},
        hints: {},
        solved: [],
        answers: [],
        finishedAt: null,
      },
      setAside: null,
    })
    expect(readdirSync(data)).toEqual([])
  })

  test('comes back as it was written, readable for its owner alone', () => {
    const progress: Progress = {
      ...fresh(),
      steps: { cable: { doneAt: 5, assisted: true } },
      hints: { cable: 2 },
      solved: ['cable'],
      answers: ['which'],
      finishedAt: 9,
    }
    writeProgress({ data }, progress)
    expect(readProgress({ data }, '03')).toEqual({ progress, setAside: null })
    expect(readdirSync(folder())).toEqual(['03.json'])
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(folder()).mode & 0o777).toBe(0o700)
  })

  test('of an older vethlab, which knew no break games, is read as it was and kept', () => {
    const older = JSON.stringify({ ...fresh(), answers: ['which'] })
    expect(older).not.toContain('games')
    mkdirSync(folder())
    writeFileSync(file(), older)
    const { progress, setAside } = readProgress({ data }, '03')
    expect(setAside).toBeNull()
    expect(JSON.stringify(progress)).toBe(older)
    const game = findGame(progress, { seed: 7, startedAt: 5 })
    writeProgress({ data }, withGame(progress, game))
    expect(readProgress({ data }, '03').progress).toEqual({ ...progress, games: [game] })
  })

  test('is replaced as a whole: who has the old file open still reads the old one whole', () => {
    writeProgress({ data }, fresh())
    const before = statSync(file()).ino
    writeProgress({ data }, { ...fresh(), answers: ['x'.repeat(10_000)] })
    expect(statSync(file()).ino).not.toBe(before)
  })

  test('does not mind what a crash has left behind', () => {
    writeProgress({ data }, fresh())
    writeFileSync(`${file()}.${process.pid}.new`, '{"half":')
    writeFileSync(`${file()}.1.new`, '{"half":')
    writeProgress({ data }, { ...fresh(), answers: ['which'] })
    expect(readProgress({ data }, '03').progress.answers).toEqual(['which'])
    expect(readdirSync(folder()).sort()).toEqual(['03.json', '03.json.1.new'])
  })

  test('of labs are apart', () => {
    writeProgress({ data }, { ...fresh(), answers: ['which'] })
    expect(readProgress({ data }, '04', 7).progress).toMatchObject({ lab: '04', answers: [], startedAt: 7 })
  })
})

describe('a damaged file', () => {
  const valid = JSON.stringify({
    schemaVersion: 1,
    lab: '03',
    startedAt: 1,
    steps: {},
    hints: {},
    solved: [],
    answers: [],
    finishedAt: null,
  })
  const spoilt = (over: object): string => JSON.stringify({ ...(JSON.parse(valid) as object), ...over })

  test('is not what these tests spoil', () => {
    mkdirSync(folder())
    writeFileSync(file(), valid)
    expect(readProgress({ data }, '03').setAside).toBeNull()
  })

  test.each([
    ['empty', ''],
    ['cut off', valid.slice(0, 40)],
    ['binary', Buffer.from([0, 255, 254, 10, 0])],
    ['null', 'null'],
    ['a list', '[]'],
    ['larger than any progress', JSON.stringify(' '.repeat(2_000_000))],
    ['of a format that is none', spoilt({ schemaVersion: 1.5 })],
    ['of the format before the first', spoilt({ schemaVersion: 0 })],
    ['of another lab', spoilt({ lab: '04' })],
    ['of another lab, outside of its folder', spoilt({ lab: '../../evil' })],
    ['without its steps', spoilt({ steps: undefined })],
    ['with a time that is none', spoilt({ startedAt: 'yesterday' })],
    ['with a step that is only true', spoilt({ steps: { cable: true } })],
    ['with a time that no calendar has', spoilt({ startedAt: 9e15 })],
    [
      'with a step by a name that no step has',
      spoilt({ steps: { '\u001b[2J': { doneAt: 1, assisted: true } } }),
    ],
    ['at a step that is none', spoilt({ at: 3 })],
    ['with a step passed over that is none', spoilt({ passedOver: [null] })],
    ['with half a hint', spoilt({ hints: { cable: 1.5 } })],
    ['with a game that has no seed', spoilt({ games: [{ startedAt: 1 }] })],
    ['with less than no hint', spoilt({ hints: { cable: -3 } })],
  ])('that is %s is set aside, not lost, and the lab begins anew', (_, content) => {
    mkdirSync(folder())
    writeFileSync(file(), content)
    const { progress, setAside } = readProgress({ data }, '03', 1000)
    expect(progress).toMatchObject({ lab: '03', startedAt: 1000, steps: {} })
    expect(setAside).toEqual({ path: `${file()}.damaged-1000`, why: 'damaged' })
    expect(readFileSync(`${file()}.damaged-1000`).equals(Buffer.from(content))).toBe(true)
    expect(readdirSync(folder())).toEqual(['03.json.damaged-1000'])
  })

  test('that is a folder is set aside with all that is in it', () => {
    mkdirSync(join(file(), 'something'), { recursive: true })
    expect(readProgress({ data }, '03', 1000).setAside?.path).toBe(`${file()}.damaged-1000`)
    expect(readdirSync(`${file()}.damaged-1000`)).toEqual(['something'])
  })

  test('that is a named pipe is set aside, and nobody waits for who would write into it', () => {
    mkdirSync(folder())
    execFileSync('mkfifo', [file()])
    expect(readProgress({ data }, '03', 1000).setAside?.path).toBe(`${file()}.damaged-1000`)
  })

  test('of a newer vethlab is set aside as such, and told how it comes back', () => {
    mkdirSync(folder())
    writeFileSync(file(), spoilt({ schemaVersion: 2, steps: 'otherwise' }))
    const told: string[] = []
    expect(
      openProgress({ data, cache: '', state: '' }, '03', { err: (text) => told.push(text) }).current.steps,
    ).toEqual({})
    expect(told.join()).toMatch(
      /^lab: your progress in lab 03 is a newer vethlab’s .* lab import (\S+newer-\d+)\n$/,
    )
    const [aside = ''] = readdirSync(folder())
    expect(readFileSync(join(folder(), aside), 'utf8')).toContain('otherwise')
  })

  test('is told of once', () => {
    mkdirSync(folder())
    writeFileSync(file(), '')
    const told: string[] = []
    const opened = openProgress({ data, cache: '', state: '' }, '03', { err: (text) => told.push(text) })
    opened.save()
    expect(opened.current).toMatchObject({ lab: '03', steps: {} })
    openProgress({ data, cache: '', state: '' }, '03', { err: (text) => told.push(text) })
    expect(told).toEqual([
      expect.stringMatching(
        /^lab: your progress in lab 03 was damaged and begins anew; the old file is \S+\n$/,
      ),
    ])
  })

  test('that cannot be set aside is an error with a next step', () => {
    mkdirSync(join(folder(), '03.json.damaged-1000/in-the-way'), { recursive: true })
    writeFileSync(file(), 'not JSON')
    expect(problem(() => readProgress({ data }, '03', 1000))).toMatchObject({
      kind: 'cannotRun',
      code: 'progress-unreadable',
      next: expect.stringContaining(file()),
    })
    expect(readFileSync(file(), 'utf8')).toBe('not JSON')
  })
})

describe('a folder that cannot be used', () => {
  test('because a file is in the way is an error with a next step', () => {
    writeFileSync(folder(), 'a file')
    const progress: Progress = { ...fresh0, lab: '03' }
    expect(problem(() => writeProgress({ data }, progress))).toMatchObject({
      kind: 'cannotRun',
      code: 'progress-unwritable',
      message: expect.stringContaining('Your progress in lab 03 cannot be saved'),
      next: expect.stringContaining(data),
    })
    expect(problem(() => readProgress({ data }, '03'))).toMatchObject({ code: 'progress-unreadable' })
  })

  test('because a folder has the file’s name leaves no draft behind', () => {
    mkdirSync(join(file(), 'in-the-way'), { recursive: true })
    expect(problem(() => writeProgress({ data }, fresh0))).toMatchObject({ code: 'progress-unwritable' })
    expect(readdirSync(folder())).toEqual(['03.json'])
  })

  test('because it may not be changed is an error for who would save, not for who reads', () => {
    writeProgress({ data }, fresh0)
    const { save } = openProgress({ data, cache: '', state: '' }, '03', { err: () => undefined })
    rmSync(join(data, 'lock'), { force: true })
    mkdirSync(join(data, 'lock'))
    expect(problem(() => save())).toMatchObject({ code: 'data-unwritable', kind: 'cannotRun' })
    expect(readProgress({ data }, '03').progress).toEqual(fresh0)
  })

  test.skipIf(process.getuid?.() === 0)(
    'because its permissions forbid it is an error with a next step (needs an ordinary user: root may write anywhere)',
    () => {
      chmodSync(data, 0o500)
      try {
        expect(problem(() => writeProgress({ data }, fresh0))).toMatchObject({ code: 'progress-unwritable' })
      } finally {
        chmodSync(data, 0o700)
      }
    },
  )
})

const fresh0: Progress = {
  schemaVersion: 1,
  lab: '03',
  startedAt: 1,
  steps: {},
  hints: {},
  solved: [],
  answers: [],
  finishedAt: null,
}

describe('what has been earned', () => {
  test('is noted with its time, for steps that pass', () => {
    const statuses = { a: 'pass', b: 'fail', c: 'skipped', d: 'cannot-run' } as const
    expect(recordReport(fresh0, report('fail', statuses), 50)).toEqual({
      ...fresh0,
      steps: { a: { doneAt: 50, assisted: false } },
    })
  })

  test('is never unearned, and keeps its first time', () => {
    const done = recordReport(fresh0, report('pass', { a: 'pass' }), 50)
    expect(recordReport(done, report('fail', { a: 'fail' }), 60)).toEqual(done)
    expect(recordReport(done, report('pass', { a: 'pass' }), 70)).toEqual(done)
    expect(done.finishedAt).toBe(50)
  })

  test('with help is noted as such, but not when it was earned before', () => {
    const alone = recordReport(fresh0, report('fail', { a: 'pass', b: 'fail' }), 50)
    const helped = recordReport(
      { ...alone, solved: ['a', 'b'] },
      report('pass', { a: 'pass', b: 'pass' }),
      60,
    )
    expect(helped.steps).toEqual({ a: { doneAt: 50, assisted: false }, b: { doneAt: 60, assisted: true } })
  })

  test('does not change the progress it was made from', () => {
    const before = structuredClone(fresh0)
    recordReport(fresh0, report('pass', { a: 'pass' }), 50)
    expect(fresh0).toEqual(before)
  })

  test('says in a word how the lab stands', () => {
    const step = { a: { doneAt: 1, assisted: false } }
    expect(standing(fresh0)).toBe('not started')
    expect(standing({ ...fresh0, steps: step })).toBe('in progress')
    expect(standing({ ...fresh0, hints: { a: 1 } })).toBe('in progress')
    const game = { ...findGame({}, { seed: 7, startedAt: 5 }), hints: { a: 1 }, mendedAt: 9 }
    expect(standing(withGame(fresh0, game))).toBe('not started')
    expect(standing({ ...fresh0, solved: ['a'] })).toBe('in progress')
    expect(standing({ ...fresh0, at: 'a' })).toBe('in progress')
    expect(standing({ ...fresh0, steps: step, finishedAt: 1 })).toBe('done')
    expect(standing({ ...fresh0, steps: step, finishedAt: 1, solved: ['a'] })).toBe('done with help')
  })
})
