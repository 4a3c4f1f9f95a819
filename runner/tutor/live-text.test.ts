import { describe, expect, test } from 'vitest'
import { labSlugs, readLab } from '../course/find-labs.ts'
import type { Turn } from '../judge/live.ts'
import type { Status } from '../judge/verdict.ts'
import { liveLines, nothingKnown, standingAfter, stepDoneLine, stepsDone } from './live-text.ts'

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
  expect(stepDoneLine(lab, lab.steps[0]?.id ?? '')).toMatch(/^Step 1 is done\. `next` goes on to step 2, /)
  expect(stepDoneLine(lab, lab.steps.at(-1)?.id ?? '')).toMatch(/^Step 9 is done, and it was the last/)
})
