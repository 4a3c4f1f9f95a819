import { describe, expect, test } from 'vitest'
import { labSlugs, readLab } from '../course/find-labs.ts'
import type { Turn } from '../judge/live.ts'
import type { Status } from '../judge/verdict.ts'
import { liveLines, nothingKnown, standingAfter, stepDoneLines, stepsDone, turnsUpTo } from './live-text.ts'

const lab = readLab(labSlugs().find((slug) => slug.startsWith('03')) ?? '')
const plain = { width: 60, colour: false, unicode: true }

const turn = (id: string, from: Status | null, to: Status, text: string | null = null): Turn => ({
  id,
  title: `The check ${id}`,
  step: lab.steps[1]?.id ?? '',
  from,
  to,
  text,
})

describe('lines', () => {
  test('say what has become true, with the step', () => {
    expect(liveLines(lab, [turn('a', 'fail', 'pass'), turn('b', null, 'pass')], plain)).toEqual([
      '  2 ✓ The check a',
      '  2 ✓ The check b',
    ])
  })

  test('say what was true and is no longer, why, and how much waits for it', () => {
    const turns = [
      turn('a', 'pass', 'fail', 'A is on the host but is a port of no bridge.'),
      turn('b', 'pass', 'skipped'),
      turn('c', 'pass', 'skipped'),
    ]
    expect(liveLines(lab, turns, { ...plain, unicode: false })).toEqual([
      '  2 [ ] was true and no longer is: The check a',
      '      A is on the host but is a port of no bridge.',
      '    2 more checks wait for that',
    ])
  })

  test('are silent about what was not true and still is not', () => {
    expect(liveLines(lab, [turn('a', null, 'fail', 'x'), turn('b', 'skipped', 'fail', 'y')], plain)).toEqual(
      [],
    )
  })

  test('let no name steer the terminal', () => {
    const [line = ''] = liveLines(lab, [turn('a', 'pass', 'fail', 'ev\u001b[2Jil\nname')], plain)
    expect(line).not.toContain('\u001b')
    expect(line).not.toContain('\n')
  })
})

describe('how a lab stands', () => {
  const checks = { one: ['a', 'b'], two: ['c'] }
  const first = standingAfter(nothingKnown, { kind: 'standing', checks, turns: [turn('a', null, 'pass')] })

  test('a step is done when all of its checks pass', () => {
    expect(stepsDone(first)).toEqual([])
    const second = standingAfter(first, { kind: 'turned', turns: [turn('b', 'fail', 'pass')] })
    expect(stepsDone(second)).toEqual(['one'])
    expect(stepsDone(standingAfter(second, { kind: 'turned', turns: [turn('a', 'pass', 'fail')] }))).toEqual(
      [],
    )
  })
})

test('the end of a step names the next one, and that of the last what comes then', () => {
  const first = lab.steps[0]?.id ?? ''
  expect(stepDoneLines(lab, first, 100)).toEqual([
    '  Step 1 is done. `next` goes on to step 2, Give its network namespace a name.',
  ])
  expect(stepDoneLines(lab, first, 40, true).join('\n')).toBe(
    '  Step 1 is done already. `next` goes on\n  to step 2, Give its network namespace\n  a name.',
  )
  expect(stepDoneLines(lab, lab.steps.at(-1)?.id ?? '', 80)[0]).toMatch(
    /^ {2}Step 9 is done, and it is the last/,
  )
  expect(stepDoneLines(lab, 'unknown', 80)).toEqual([])
})

test('of later steps than the one where the student is nothing is said', () => {
  const turns = lab.steps.map(({ id }) => ({ ...turn(id, 'fail', 'pass'), step: id }))
  const at = lab.steps[1]?.id
  expect(turnsUpTo(lab, at, turns).map(({ id }) => id)).toEqual(lab.steps.slice(0, 2).map(({ id }) => id))
  expect(turnsUpTo(lab, undefined, turns)).toEqual(turns)
})
