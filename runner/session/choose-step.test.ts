import { describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { LabReport, Status } from '../judge/verdict.ts'
import { LabError } from '../lab-error.ts'
import { currentStep, findStep, refuseLacking } from './choose-step.ts'

const lab = findLab('03')

const report = (...statuses: Status[]): LabReport => ({
  schemaVersion: 1,
  lab: '03',
  status: 'fail',
  points: 0,
  maxPoints: 0,
  durationMs: 0,
  engine: null,
  steps: lab.steps.map(({ id, title }, index) => ({
    id,
    title,
    status: statuses[index] ?? 'pass',
    checks: [],
  })),
})

describe('a step that cannot run on this machine', () => {
  const lacking = report('pass', 'cannot-run', 'fail')
  Object.assign(lacking.steps[1] ?? {}, { lacks: ['ipvlan', 'vxlan'] })

  test('is passed over', () => {
    expect(currentStep(lab, lacking)?.number).toBe(3)
  })

  test('is refused by name, and no other is', () => {
    const [first = '', second = '', third = ''] = lacking.steps.map(({ id }) => id)
    expect(() => refuseLacking(lacking, [first, third])).not.toThrow()
    expect(() => refuseLacking(lacking, [second])).toThrow(
      expect.objectContaining({
        code: 'step-lacking',
        exitCode: 3,
        message: expect.stringContaining('has no ipvlan and vxlan.'),
      }),
    )
  })
})

describe('the step that is named', () => {
  test.each(['4', 'bridge'])('by “%s” is found', (wanted) => {
    expect(findStep(lab, wanted)).toMatchObject({ id: 'bridge', number: 4 })
  })

  test.each(['', '0', '10', '04', '4.', 'Bridge', '__proto__', 'x'.repeat(1000)])(
    'by “%s” is unknown, and the known ones are told',
    (wanted) => {
      expect(() => findStep(lab, wanted)).toThrow(LabError)
      expect(() => findStep(lab, wanted)).toThrow(`Lab 03 has no step “${wanted.slice(0, 40)}”.`)
      expect(() => findStep(lab, wanted)).toThrow(
        expect.objectContaining({
          code: 'step-unknown',
          exitCode: 2,
          next: expect.stringContaining('4 bridge'),
        }),
      )
    },
  )
})

describe('the step a student is at', () => {
  test('is the first that does not pass now', () => {
    expect(currentStep(lab, report('pass', 'fail', 'pass', 'fail'))?.number).toBe(2)
    expect(currentStep(lab, report('fail'))?.number).toBe(1)
  })

  test('may be one that waits or cannot run', () => {
    expect(currentStep(lab, report('skipped', 'fail'))?.number).toBe(1)
    expect(currentStep(lab, report('pass', 'cannot-run', 'fail'))?.number).toBe(2)
  })

  test('is none when all pass', () => {
    expect(currentStep(lab, report())).toBeUndefined()
  })
})
