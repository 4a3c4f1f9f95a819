import { describe, expect, test } from 'vitest'
import { scene } from '../../checks/vocabulary/fixtures.ts'
import { allAnswer, viewOf } from '../../checks/vocabulary/looking-fixtures.ts'
import { cannotRun, fail, pass, type Check, type LabChecks } from './check.ts'
import { judgeByLooking, judgeByProbing, toProbe, turnsBetween, type LiveVerdicts } from './live.ts'
import type { View } from './view.ts'

const here = { netns: '/proc/1/ns/net', hostPid: null, name: 'host1' }
const answered = async (view: View) =>
  (await view.probes.ping(here, '172.17.0.1')).reached === true
    ? pass('it answers')
    : fail('silent', 'It does not answer.', 'nothing')

const check = (id: string, judge: Check['is']['judge'], ...after: string[]): Check => ({
  id,
  title: `The check ${id}`,
  points: 1,
  after,
  is: { expected: id, judge },
})

/** What `there` finds is the test's to say. */
const labOf = (there: () => boolean): LabChecks => ({
  steps: [
    {
      step: 'one',
      checks: [check('there', () => (there() ? pass('yes') : fail('gone', 'It is gone.', 'no')))],
    },
    {
      step: 'two',
      checks: [check('ping', answered, 'there'), check('again', answered, 'ping')],
    },
  ],
  answers: {},
})

const view = viewOf(scene())
const deaf = viewOf(scene(), { ...allAnswer, ping: () => Promise.resolve({ reached: false, detail: 'no' }) })
const statuses = (verdicts: LiveVerdicts) =>
  Object.fromEntries([...verdicts].map(([id, { status }]) => [id, status]))
const look = (lab: LabChecks, before: LiveVerdicts = new Map(), at = view) =>
  judgeByLooking(lab, at, before, {})

describe('looking', () => {
  test('decides what the snapshot decides, and probes nothing', async () => {
    let probed = 0
    const counting = viewOf(scene(), {
      ...allAnswer,
      ping: () => {
        probed += 1
        return Promise.resolve({ reached: true, detail: 'answered' })
      },
    })
    const found = await look(
      labOf(() => true),
      new Map(),
      counting,
    )
    expect(statuses(found)).toEqual({ there: 'pass', ping: null, again: 'skipped' })
    expect(probed).toBe(0)
  })

  test('what has been probed stays so, until what it waits for is gone; then it has to be probed anew', async () => {
    let there = true
    const lab = labOf(() => there)
    const first = await look(lab)
    const known = new Map([...first, ...(await judgeByProbing(toProbe(lab, 'two', first), view))])
    expect(statuses(known)).toEqual({ there: 'pass', ping: 'pass', again: 'skipped' })
    const second = await look(lab, known)
    expect(statuses(second)).toEqual({ there: 'pass', ping: 'pass', again: null })
    there = false
    const third = await look(lab, second)
    expect(statuses(third)).toEqual({ there: 'fail', ping: 'skipped', again: 'skipped' })
    there = true
    expect(statuses(await look(lab, third))).toEqual({ there: 'pass', ping: null, again: 'skipped' })
  })

  test('what could not be looked at is looked at once more, on a fresh view', async () => {
    const fresh = { ...view, lookAgain: () => Promise.resolve({ ...view.snapshot, takenAt: 1 }) }
    const hidden: Check['is']['judge'] = ({ snapshot }) =>
      snapshot.takenAt === 1
        ? fail('gone', 'It is gone.', 'no')
        : cannotRun('unreadable', 'Nobody could look.')
    const lab: LabChecks = {
      steps: [{ step: 'one', checks: [check('there', hidden)] }],
      answers: {},
    }
    const found = await look(lab, new Map(), fresh)
    expect(statuses(found)).toEqual({ there: 'fail' })
  })

  test('what nobody can look at stays as it was seen, so that its end is told when it can be seen', async () => {
    let state: 'there' | 'hidden' | 'gone' = 'there'
    const finding = {
      there: pass('yes'),
      hidden: cannotRun('unreadable', 'Nobody could look.'),
      gone: fail('gone', 'It is gone.', 'no'),
    }
    const lab: LabChecks = {
      steps: [{ step: 'one', checks: [check('there', () => finding[state])] }],
      answers: {},
    }
    const seen = await look(lab)
    state = 'hidden'
    expect(statuses(await look(lab))).toEqual({ there: 'cannot-run' })
    const unseen = await look(lab, seen)
    expect(turnsBetween(lab, seen, unseen)).toEqual([])
    state = 'gone'
    expect(turnsBetween(lab, unseen, await look(lab, unseen))).toMatchObject([
      { id: 'there', from: 'pass', to: 'fail', text: 'It is gone.' },
    ])
  })

  test('a step that cannot run here is not looked at', async () => {
    const found = await judgeByLooking(
      labOf(() => true),
      view,
      new Map(),
      { two: ['ipvlan'] },
    )
    expect(statuses(found)).toEqual({ there: 'pass', ping: 'cannot-run', again: 'cannot-run' })
  })
})

describe('probing', () => {
  test('is for the one step, and for what looking leaves open', async () => {
    const lab = labOf(() => true)
    const known = await look(lab)
    expect(toProbe(lab, 'one', known)).toEqual([])
    expect(toProbe(lab, 'two', known).map(({ id }) => id)).toEqual(['ping'])
  })

  test('finds out what has changed since', async () => {
    const lab = labOf(() => true)
    const [ping] = toProbe(lab, 'two', await look(lab))
    const found = await judgeByProbing(ping ? [ping] : [], deaf)
    expect([...found]).toEqual([['ping', { status: 'fail', text: 'It does not answer.', needsProbe: true }]])
  })
})

describe('what has turned', () => {
  test('is told in the lab’s order, with the reason; what is not known is not told', async () => {
    const lab = labOf(() => true)
    const before = await look(labOf(() => false))
    expect(turnsBetween(lab, new Map(), before)).toMatchObject([
      { id: 'there', step: 'one', from: null, to: 'fail', text: 'It is gone.' },
      { id: 'ping', to: 'skipped' },
      { id: 'again', to: 'skipped' },
    ])
    expect(turnsBetween(lab, before, await look(lab))).toEqual([
      { id: 'there', title: 'The check there', step: 'one', from: 'fail', to: 'pass', text: null },
    ])
    expect(turnsBetween(lab, before, before)).toEqual([])
  })
})
