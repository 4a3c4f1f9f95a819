import { describe, expect, test } from 'vitest'
import type { Lab, LabStep } from '../course/lab.ts'
import type { LabScript } from '../course/script.ts'
import { pass, type LabChecks } from '../judge/check.ts'
import { verdictsOf, worldCases, type WorldCase } from './case.ts'
import { cutDown, describeUnproven, everywhere, unprovenOf } from './here.ts'

const step = (id: string, needs: LabStep['needs'] = []): LabStep => ({
  id,
  number: 1,
  title: id,
  needs,
  text: '',
  hints: [],
  commands: [`do ${id}`],
})
const lab = { id: '07', values: [], steps: [step('plain'), step('special', ['ipvlan'])] } as unknown as Lab
const check = (id: string): LabChecks['steps'][number]['checks'][number] => ({
  id,
  title: id,
  points: 1,
  is: { expected: 'it is so', judge: () => pass('it is so') },
})
const checks: LabChecks = {
  steps: [
    { step: 'plain', checks: [check('a')] },
    { step: 'special', checks: [check('b')] },
  ],
  answers: {},
}
const play = (): Promise<void> => Promise.resolve()
const script: LabScript = {
  steps: { plain: play, special: play },
  variants: {},
  faults: [
    { id: 'no-a', title: 'a is wrong', plant: play, kills: ['a'] },
    { id: 'no-b', title: 'b is wrong', plant: play, kills: ['b'] },
  ],
}
const code = { script, checks }

const casesWhere = (lacking: Record<string, string[]>): WorldCase[] => {
  const here = cutDown(lab, code, lacking)
  return worldCases(here.lab, here.code.script, here.code.checks)
}
const playsOf = (cases: WorldCase[], name: string): unknown[] | undefined =>
  cases.find((one) => one.name === name)?.acts.map((act) => act.play)
const pictured = (cases: WorldCase[]): string[] => cases.filter((one) => one.pictured).map(({ name }) => name)

describe('where a step cannot run', () => {
  const cases = casesWhere({ special: ['ipvlan'] })

  test('it is not typed, not played and not broken, and the picture is the script’s own', () => {
    expect(cases.map(({ name }) => name)).toEqual([
      'untouched',
      'walkthrough, verbatim',
      'script',
      'step by step',
      'no-a',
    ])
    expect(playsOf(cases, 'walkthrough, verbatim')).toEqual([{ commands: ['do plain'] }])
    expect(playsOf(cases, 'step by step')).toEqual([{ steps: ['plain'] }])
    expect(pictured(cases)).toEqual(['script'])
  })

  test('its verdicts are nobody’s', () => {
    const report = (id: string, lacks?: string[]): Parameters<typeof verdictsOf>[0]['steps'][number] => ({
      id,
      title: id,
      status: 'cannot-run',
      checks: [],
      ...(lacks && { lacks }),
    })
    const found = {
      id: 'b',
      title: 'b',
      status: 'cannot-run',
      points: 0,
      maxPoints: 0,
      expected: '',
      actual: '',
      diagnosis: null,
      evidence: [],
    } as const
    const whole = {
      schemaVersion: 1,
      lab: '07',
      status: 'pass',
      points: 0,
      maxPoints: 0,
      durationMs: 0,
      engine: null,
    } as const
    const steps = (lacks?: string[]) => [
      { ...report('special', lacks), checks: [{ ...found, evidence: [] }] },
    ]
    expect(verdictsOf({ ...whole, steps: steps(['ipvlan']) })).toEqual({})
    expect(verdictsOf({ ...whole, steps: steps() })).toEqual({ b: 'cannot-run' })
  })

  test('it is told what nothing was proven of', () => {
    const unproven = unprovenOf(code, { special: ['ipvlan'] })
    expect(unproven).toEqual({ lacks: ['ipvlan'], checks: ['b'], faults: ['no-b'] })
    expect(unproven && describeUnproven(unproven)).toBe(
      'Not proven here, for want of ipvlan: the checks b; the faults no-b.\n',
    )
  })
})

describe('where it can', () => {
  const cases = casesWhere({})

  test('all is proven, and the picture shows what is the same on every machine', () => {
    expect(cases.map(({ name }) => name)).toEqual([
      'untouched',
      'walkthrough, verbatim',
      'script',
      'script, as on every machine',
      'step by step',
      'no-a',
      'no-b',
    ])
    expect(playsOf(cases, 'walkthrough, verbatim')).toEqual([{ commands: ['do plain', 'do special'] }])
    expect(playsOf(cases, 'script, as on every machine')).toEqual([{ steps: ['plain'] }])
    expect(pictured(cases)).toEqual(['script, as on every machine'])
    expect(unprovenOf(code, {})).toBeUndefined()
  })

  test('its checks are asked like all others, but for the picture', () => {
    const judged = (name: string, a: 'pass' | 'fail', b: 'pass' | 'fail'): string[] | undefined =>
      cases.find((one) => one.name === name)?.acts[0]?.judge({ a, b })
    expect(judged('script', 'pass', 'fail')).toEqual(['b should pass, but is fail'])
    expect(judged('script, as on every machine', 'pass', 'fail')).toEqual([])
    expect(judged('script, as on every machine', 'fail', 'fail')).toEqual(['a should pass, but is fail'])
  })
})

test('what is the same everywhere is without such steps, whatever this machine can do', () => {
  const same = everywhere(lab, code)
  expect(Object.keys(same.script.steps)).toEqual(['plain'])
  expect(same.script.faults.map(({ id }) => id)).toEqual(['no-a'])
  expect(same.checks.steps.map((one) => one.step)).toEqual(['plain'])
})
