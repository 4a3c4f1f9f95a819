import { describe, expect, test } from 'vitest'
import { scene } from '../../checks/vocabulary/fixtures.ts'
import { viewOf } from '../../checks/vocabulary/looking-fixtures.ts'
import { cannotRun, fail, pass, type Check, type Exhibit, type Finding, type LabChecks } from './check.ts'
import { judgeLab, type JudgeOptions } from './judge.ts'
import { combine, type CheckReport, type Status } from './verdict.ts'
import type { View } from './view.ts'

const links: Exhibit = { on: 'host', command: ['ip', 'link'] }
const good = (): Finding => pass('it is so', links)
const bad = (): Finding => fail('not-so', 'It is not so.', 'something else', links)
const unknown = (): Finding => cannotRun('unreadable', 'Nobody could look.', links)

const check = (id: string, judge: Check['is']['judge'], after?: string[], points = 1): Check => ({
  id,
  title: `The check ${id}`,
  points,
  ...(after && { after }),
  is: { expected: 'it is so', judge },
})

const course = (...steps: Check[][]): LabChecks => ({
  steps: steps.map((checks, index) => ({ step: `step${index + 1}`, checks })),
  answers: {},
})

const shown: Exhibit[] = []
const judged = (lab: LabChecks, over: Partial<JudgeOptions> = {}, view = viewOf(scene())) =>
  judgeLab(lab, view, {
    lab: '07',
    titles: { step1: 'The first step' },
    show: (exhibit) => {
      shown.push(exhibit)
      return Promise.resolve({ command: exhibit.command.join(' '), output: 'seen', truncated: false })
    },
    evidence: 'failed',
    now: () => 1000,
    ...over,
  })

test('what could not be looked at is looked at once more, on a fresh view that all such checks share', async () => {
  const fresh = viewOf(scene()).snapshot
  let reads = 0
  const view: View = {
    ...viewOf(scene()),
    lookAgain: () => {
      reads += 1
      return Promise.resolve(fresh)
    },
  }
  const late = ({ snapshot }: View): Finding => (snapshot === fresh ? good() : unknown())
  const lab = course([check('late', late), check('also', late), check('never', unknown), check('bad', bad)])
  const { steps } = await judged(lab, {}, view)
  expect(steps[0]?.checks.map(({ id, status }) => [id, status])).toEqual([
    ['late', 'pass'],
    ['also', 'pass'],
    ['never', 'cannot-run'],
    ['bad', 'fail'],
  ])
  expect(reads).toBe(1)
})

test('where nobody can look again, the second look is at what was read first', async () => {
  const view: View = { ...viewOf(scene()), lookAgain: () => Promise.reject(new Error('the host is gone')) }
  const { steps } = await judged(course([check('never', unknown)]), {}, view)
  expect(steps[0]?.checks[0]).toMatchObject({ status: 'cannot-run', diagnosis: { code: 'unreadable' } })
})

const byId = async (lab: LabChecks): Promise<Record<string, CheckReport>> =>
  Object.fromEntries((await judged(lab)).steps.flatMap(({ checks }) => checks.map((one) => [one.id, one])))

test('a whole report', async () => {
  const lab = course([check('a', good, undefined, 2), check('b', bad)], [check('c', good, ['b'], 3)])
  let clock = 0
  expect(await judged(lab, { now: () => (clock += 5) })).toEqual({
    schemaVersion: 1,
    lab: '07',
    status: 'fail',
    points: 2,
    maxPoints: 6,
    durationMs: 5,
    engine: '20.10.24',
    steps: [
      {
        id: 'step1',
        title: 'The first step',
        status: 'fail',
        checks: [
          {
            id: 'a',
            title: 'The check a',
            status: 'pass',
            points: 2,
            maxPoints: 2,
            expected: 'it is so',
            actual: 'it is so',
            diagnosis: null,
            evidence: [],
          },
          {
            id: 'b',
            title: 'The check b',
            status: 'fail',
            points: 0,
            maxPoints: 1,
            expected: 'it is so',
            actual: 'something else',
            diagnosis: { code: 'not-so', text: 'It is not so.' },
            evidence: [{ command: 'ip link', output: 'seen', truncated: false }],
          },
        ],
      },
      {
        id: 'step2',
        title: 'step2',
        status: 'skipped',
        checks: [
          {
            id: 'c',
            title: 'The check c',
            status: 'skipped',
            points: 0,
            maxPoints: 3,
            expected: 'it is so',
            actual: 'not looked at',
            diagnosis: { code: 'skipped', text: 'Waits for the check b.' },
            evidence: [],
          },
        ],
      },
    ],
  })
})

test('a silent engine has no version', async () => {
  const { snapshot } = scene()
  snapshot.engine = null
  const options: JudgeOptions = { lab: '07', titles: {}, show: () => Promise.reject(), evidence: 'failed' }
  expect(await judgeLab(course([check('a', good)]), viewOf({ snapshot }), options)).toMatchObject({
    engine: null,
    status: 'pass',
  })
})

describe('a check that waits', () => {
  test.each([
    ['fails', bad],
    ['cannot run', unknown],
    ['throws', () => Promise.reject(new Error('boom'))],
  ])('is skipped when the one it waits for %s, and is not looked at', async (_, cause) => {
    const found = await byId(
      course([
        check('cause', cause),
        check(
          'waits',
          () => {
            throw new Error('it was looked at')
          },
          ['cause'],
        ),
      ]),
    )
    expect(found['waits']).toMatchObject({
      status: 'skipped',
      diagnosis: { code: 'skipped', text: 'Waits for the check cause.' },
    })
  })

  test('is skipped when that one is skipped, and names the nearest cause', async () => {
    const found = await byId(course([check('c', good, ['b']), check('b', good, ['a']), check('a', bad)]))
    expect(found['c']?.diagnosis?.text).toBe('Waits for the check b.')
    expect(found['b']?.diagnosis?.text).toBe('Waits for the check a.')
  })

  test('names the first of several that did not pass', async () => {
    const found = await byId(
      course([check('x', good), check('y', bad), check('z', bad), check('w', good, ['x', 'y', 'z'])]),
    )
    expect(found['w']?.diagnosis?.text).toBe('Waits for the check y.')
  })

  test('is looked at when all have passed, wherever they stand', async () => {
    const found = await byId(course([check('w', good, ['x', 'y'])], [check('x', good)], [check('y', good)]))
    expect(found['w']?.status).toBe('pass')
  })

  test.each([
    ['for each other', [check('a', good, ['b']), check('b', good, ['a'])], 'a, b'],
    ['for themselves', [check('a', good, ['a'])], 'a'],
    ['for one that is not there', [check('a', good, ['gone'])], 'a'],
    ['behind such', [check('ok', good), check('a', good, ['a', 'ok']), check('b', good, ['a'])], 'a, b'],
  ])('%s for ever is an error that names it', async (_, checks, names) => {
    await expect(judged(course(checks))).rejects.toThrow(
      `these checks wait for each other or for an unknown one: ${names}`,
    )
  })
})

describe('a check that is broken', () => {
  test.each([
    [
      'throws',
      () => {
        throw new TypeError('x is undefined')
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('x is undefined'))],
  ])('and %s has said nothing about the work', async (_, judge) => {
    const found = await byId(course([check('a', judge)]))
    expect(found['a']).toMatchObject({
      status: 'cannot-run',
      points: 0,
      actual: 'not known',
      diagnosis: {
        code: 'check-broken',
        text: "The check itself failed: x is undefined. This is vethlab's fault, not yours.",
      },
    })
  })

  test('does not hinder the others', async () => {
    const broken = check('a', () => Promise.reject(new Error('boom')))
    expect((await byId(course([broken, check('b', good)])))['b']?.status).toBe('pass')
  })
})

test('what hostile names do to a terminal is spelled out', async () => {
  const evil = 'A\u001b[2J\nnext\u202e'
  const found = await byId(
    course([
      check('a', () => fail('evil', `It is ${evil}.`, evil)),
      check('b', () => pass(evil)),
      check('c', () => Promise.reject(new Error(evil))),
    ]),
  )
  const visible = 'A\\x1b[2J\\nnext\\u202e'
  expect(found['a']).toMatchObject({ actual: visible, diagnosis: { text: `It is ${visible}.` } })
  expect(found['b']?.actual).toBe(visible)
  expect(found['c']?.diagnosis?.text).toContain(visible)
})

describe('evidence', () => {
  const lab = course([check('a', good), check('b', bad), check('c', unknown), check('d', good, ['b'])])

  test('is gathered for what did not pass', async () => {
    shown.length = 0
    const { steps } = await judged(lab)
    expect(steps[0]?.checks.map(({ evidence }) => evidence.length)).toEqual([0, 1, 1, 0])
    expect(shown).toEqual([links, links])
  })

  test('is gathered for what passed too when all is wanted; a skipped check has none', async () => {
    const { steps } = await judged(lab, { evidence: 'all' })
    expect(steps[0]?.checks.map(({ evidence }) => evidence.length)).toEqual([1, 1, 1, 0])
  })
})

describe('one verdict for several', () => {
  const order: [Status, Status[]][] = [
    ['pass', ['pass', 'pass']],
    ['skipped', ['pass', 'skipped']],
    ['cannot-run', ['skipped', 'cannot-run', 'pass']],
    ['fail', ['cannot-run', 'skipped', 'fail', 'pass']],
  ]
  test.each(order)('is %s for %j, in any order', (verdict, statuses) => {
    expect(combine(statuses)).toBe(verdict)
    expect(combine(statuses.toReversed())).toBe(verdict)
  })
})

test('points are those of passed checks, and nothing else', async () => {
  const points = [1, 2, 4, 8]
  const lab = course(
    [check('a', good, undefined, points[0]), check('b', bad, undefined, points[1])],
    [check('c', unknown, undefined, points[2]), check('d', good, ['b'], points[3])],
  )
  expect(await judged(lab)).toMatchObject({ points: 1, maxPoints: 15, status: 'fail' })
})
