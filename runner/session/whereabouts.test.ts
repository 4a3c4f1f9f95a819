import { describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import type { Progress } from './progress.ts'
import { firstOpen, leftOut, moveTo, passOver, stepsAssisted, stepsDone, whereIs } from './whereabouts.ts'

const lab = findLab('03')
const fresh: Progress = {
  schemaVersion: 1,
  lab: '03',
  startedAt: 1,
  steps: {},
  hints: {},
  solved: [],
  answers: [],
  finishedAt: null,
}
const alone = { doneAt: 5, assisted: false }
const ids = (steps: { id: string }[]): string[] => steps.map(({ id }) => id)

describe('a student', () => {
  test('who has never used the tutor is at the first step that was never true', () => {
    expect(whereIs(lab, fresh)?.number).toBe(1)
    expect(whereIs(lab, { ...fresh, steps: { container: alone, cable: alone } })?.id).toBe('name')
  })

  test('is where he has gone to, whether it is true or not', () => {
    expect(whereIs(lab, moveTo(fresh, 'bridge'))?.number).toBe(4)
    expect(whereIs(lab, moveTo({ ...fresh, steps: { container: alone } }, 'container'))?.number).toBe(1)
  })

  test('who is past the last step is at none', () => {
    expect(whereIs(lab, moveTo(fresh, null))).toBeUndefined()
  })

  test('who has had every step true is at none, unless he has gone to one', () => {
    const all = { ...fresh, steps: Object.fromEntries(lab.steps.map(({ id }) => [id, alone])) }
    expect(whereIs(lab, all)).toBeUndefined()
    expect(whereIs(lab, moveTo(all, 'bridge'))?.id).toBe('bridge')
  })

  test('who was at a step that the lab has no more is at the first that was never true', () => {
    expect(whereIs(lab, moveTo({ ...fresh, steps: { container: alone } }, 'a-step-of-old'))?.number).toBe(2)
  })

  test('is not led to a step that this machine cannot carry', () => {
    expect(firstOpen(lab, fresh, { container: ['ipvlan'] })?.number).toBe(2)
    expect(whereIs(lab, fresh, { container: ['ipvlan'] })?.number).toBe(2)
  })
})

describe('a step that is passed over', () => {
  test('is noted once, and is left out until it is true', () => {
    const over = passOver(passOver(passOver(fresh, 'bridge'), 'cable'), 'bridge')
    expect(over.passedOver).toEqual(['bridge', 'cable'])
    expect(ids(leftOut(lab, over))).toEqual(['cable', 'bridge'])
    expect(ids(leftOut(lab, { ...over, steps: { cable: alone } }))).toEqual(['bridge'])
  })

  test('is none when it has been true before', () => {
    const done = { ...fresh, steps: { cable: alone } }
    expect(passOver(done, 'cable')).toEqual(done)
  })

  test('does not move the student, nor change the progress it was made from', () => {
    const before = structuredClone(fresh)
    expect(passOver(fresh, 'cable').at).toBeUndefined()
    expect(moveTo(fresh, 'cable').passedOver).toBeUndefined()
    expect(fresh).toEqual(before)
  })
})

test('what was done, and what with help, is told in the lab’s order, without steps that it has no more', () => {
  const progress: Progress = {
    ...fresh,
    steps: { bridge: { doneAt: 9, assisted: true }, old: alone, container: alone },
    solved: ['bridge', 'inside', 'old'],
  }
  expect(ids(stepsDone(lab, progress))).toEqual(['container', 'bridge'])
  expect(ids(stepsAssisted(lab, progress))).toEqual(['bridge', 'inside'])
})
