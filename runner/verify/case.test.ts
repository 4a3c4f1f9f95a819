import { describe, expect, test } from 'vitest'
import { readLab, labSlugs } from '../course/find-labs.ts'
import type { Status } from '../judge/verdict.ts'
import { worldCases, type Act, type WorldCase } from './case.ts'
import { goodChecks, goodScript } from './rules/fixtures.ts'

const lab = readLab(labSlugs()[0] ?? '')
const caseOf = (kind: WorldCase['kind'], checks = goodChecks()): WorldCase => {
  const found = worldCases(lab, goodScript(), checks).find((one) => one.kind === kind)
  if (!found) throw new Error(`no case ${kind}`)
  return found
}
const judge = (act: Act | undefined, make: Status, address: Status): string[] | undefined =>
  act?.judge({ 'make.there': make, 'address.there': address })

describe('step by step', () => {
  const { acts } = caseOf('steps')

  test('each step of the script is played by itself', () => {
    expect(acts.map(({ play }) => play)).toEqual([{ steps: ['make'] }, { steps: ['address'] }])
  })

  test.each<[string, Status, Status, string[]]>([
    ['leads to the next', 'pass', 'fail', []],
    ['is not done', 'fail', 'skipped', ['after the step make, make.there should pass, but is fail']],
    ['does the next one too', 'pass', 'pass', ['after the step make, the step address is done already']],
  ])('the first %s', (_, make, address, problems) => {
    expect(judge(acts[0], make, address)).toEqual(problems)
  })

  test('after the last only its own checks count', () => {
    expect(judge(acts[1], 'cannot-run', 'pass')).toEqual([])
    expect(judge(acts[1], 'pass', 'fail')).toHaveLength(1)
  })

  test('a try-out has to be done by then', () => {
    const checks = goodChecks()
    Object.assign(checks.steps[1] ?? {}, { tryOut: true })
    const [first] = caseOf('steps', checks).acts
    expect(judge(first, 'pass', 'pass')).toEqual([])
    expect(judge(first, 'pass', 'fail')).toEqual([
      'after the step make, the step address is called a try-out, but there is something left to do in it',
    ])
  })
})

test('untouched, a step that is done asks for nothing', () => {
  const [act] = caseOf('untouched').acts
  expect(act?.play).toBeNull()
  expect(judge(act, 'fail', 'skipped')).toEqual([])
  expect(judge(act, 'pass', 'fail')).toEqual(['the step make is done before anybody has done anything'])
})

describe('with values of one’s own', () => {
  const valued = readLab('03-manual-wiring')
  const cases = worldCases(valued, goodScript(), goodChecks()).filter(({ kind }) => kind === 'values')

  test('the walkthrough is typed and the script played, in a world that has them', () => {
    expect(cases.map(({ name }) => name)).toEqual([
      'walkthrough, with values of one’s own',
      'script, with values of one’s own',
    ])
    const [typed, played] = cases
    const box = typed?.own?.own.find(({ name }) => name === 'box')?.value
    expect(box).toMatch(/^[a-z]{6,10}$/)
    expect(typed?.acts[0]?.play?.commands?.[0]).toContain(`--name ${box} base`)
    expect(played?.acts[0]?.play).toEqual({})
    expect(played?.own).toBe(typed?.own)
  })

  test('all checks pass, and those of the values are among them', () => {
    const passed = { 'make.there': 'pass', 'values.box': 'pass', 'values.visitor': 'pass' } as const
    const find = (verdicts: Record<string, Status>): string[] | undefined =>
      cases[0]?.acts[0]?.judge(verdicts)
    expect(find({ ...passed, 'values.address': 'pass' })).toEqual([])
    expect(find({ ...passed, 'values.address': 'fail' })).toEqual(['values.address should pass, but is fail'])
    expect(find(passed)).toEqual(['values.address should pass, but nobody has looked'])
  })

  test('a lab without values has no such proof', () => {
    expect(() => caseOf('values')).toThrow('no case values')
  })
})

test('the script has to make all of it pass', () => {
  const [act] = caseOf('script').acts
  expect(judge(act, 'pass', 'pass')).toEqual([])
  expect(judge(act, 'pass', 'cannot-run')).toEqual(['address.there should pass, but is cannot-run'])
})

test('a fault kills what it names, and what waits for that waits; nothing else is touched', () => {
  const [act] = caseOf('fault').acts
  expect(judge(act, 'fail', 'skipped')).toEqual([])
  expect(judge(act, 'fail', 'pass')).toEqual(['address.there should wait, but is pass'])
  expect(judge(act, 'pass', 'pass')).toContain('make.there should fail, but is pass')
})
