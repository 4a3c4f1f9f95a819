import { describe, expect, test } from 'vitest'
import { scene } from '../../checks/vocabulary/fixtures.ts'
import { viewOf } from '../../checks/vocabulary/looking-fixtures.ts'
import type { LabScript } from '../course/script.ts'
import { fail, pass, type Check, type Finding, type LabChecks } from './check.ts'
import { judgeLab } from './judge.ts'
import { scriptHere, stepsHere } from './lacking.ts'
import type { LabReport } from './verdict.ts'

const good = (): Finding => pass('it is so')
const bad = (): Finding => fail('not-so', 'It is not so.', 'something else')
const check = (id: string, judge: Check['is']['judge'], over: Partial<Check> = {}): Check => ({
  id,
  title: `The check ${id}`,
  points: 2,
  is: { expected: 'it is so', judge },
  ...over,
})
const lookedAt = (): never => {
  throw new Error('it was looked at')
}

const lab = (first: Check['is']['judge']): LabChecks => ({
  steps: [
    { step: 'plain', checks: [check('a', first)] },
    { step: 'special', checks: [check('b', lookedAt), check('c', lookedAt, { after: ['a', 'b'] })] },
  ],
  answers: {},
})

const judged = (checks: LabChecks, lacking: Record<string, string[]>): Promise<LabReport> =>
  judgeLab(checks, viewOf(scene()), {
    lab: '07',
    titles: {},
    show: () => Promise.reject(new Error('there is nothing to show')),
    evidence: 'all',
    lacking,
  })

describe('a step for which the machine lacks something', () => {
  test('cannot run, says why, and counts neither way', async () => {
    const report = await judged(lab(good), { special: ['ipvlan'] })
    expect(report).toMatchObject({ status: 'pass', points: 2, maxPoints: 2 })
    expect(report.steps[1]).toMatchObject({ status: 'cannot-run', lacks: ['ipvlan'] })
    expect(report.steps[1]?.checks).toMatchObject(
      ['b', 'c'].map((id) => ({
        id,
        status: 'cannot-run',
        points: 0,
        maxPoints: 0,
        diagnosis: {
          code: 'lacking',
          text: 'The kernel of this machine has no ipvlan, so this step cannot run here; that is no mistake of yours and counts neither way.',
        },
        evidence: [],
      })),
    )
    expect(stepsHere(report).map(({ id }) => id)).toEqual(['plain'])
  })

  test('says the same when what it waits for has failed, and saves nobody', async () => {
    const report = await judged(lab(bad), { special: ['ipvlan', 'vxlan'] })
    expect(report).toMatchObject({ status: 'fail', points: 0, maxPoints: 2 })
    expect(report.steps[1]?.checks.map(({ diagnosis }) => diagnosis?.code)).toEqual(['lacking', 'lacking'])
  })

  test('is an ordinary step where nothing is lacking', async () => {
    const report = await judged(lab(good), {})
    expect(report.maxPoints).toBe(6)
    expect(report.steps[1]?.checks[0]?.diagnosis?.text).toContain('it was looked at')
    expect(report.steps.map((step) => 'lacks' in step)).toEqual([false, false])
  })
})

test('a lab of which nothing can run here has not passed', async () => {
  const report = await judged(lab(lookedAt), { plain: ['vxlan'], special: ['vxlan'] })
  expect(report).toMatchObject({ status: 'cannot-run', points: 0, maxPoints: 0 })
})

test('a script is without those steps and the faults about them', () => {
  const play = (): Promise<void> => Promise.resolve()
  const script: LabScript = {
    steps: { plain: play, special: play },
    variants: { other: { title: 'Another way', steps: { special: play } } },
    faults: [
      { id: 'one', title: 'a is wrong', plant: play, kills: ['a'] },
      { id: 'two', title: 'b and a are wrong', plant: play, kills: ['a', 'b'] },
      { id: 'three', title: 'c is wrong', without: ['special'], kills: ['c'] },
    ],
  }
  const here = scriptHere(script, lab(good), { special: ['ipvlan'] })
  expect(Object.keys(here.steps)).toEqual(['plain'])
  expect(here.faults.map(({ id }) => id)).toEqual(['one'])
  expect(here.variants).toBe(script.variants)
  expect(scriptHere(script, lab(good), {})).toEqual(script)
})
