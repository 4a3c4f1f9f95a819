import { describe, expect, test } from 'vitest'
import { labSlugs, readLab } from '../course/find-labs.ts'
import { drawFarewell, drawHostIsFresh, drawResetLab, drawTutorHelp } from './tutor-text.ts'

const lab = readLab(labSlugs().find((slug) => slug.startsWith('03')) ?? '')
const [first] = lab.steps
const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length))

test('the words of the tutor fit a terminal of 80 columns and 24 rows', () => {
  const text = drawTutorHelp(lab)
  expect(widest(text)).toBeLessThanOrEqual(80)
  expect(text.split('\n').length).toBeLessThan(24)
  expect(text).toContain('`hint` is `lab hint 03`')
})

describe('before the first prompt', () => {
  test('stands where the student is, and what can be typed', () => {
    expect(drawFarewell(lab, { host: 'host1', fresh: true, step: first, width: 60 })).toMatchInlineSnapshot(`
      "You are root on host1, at step 1 of 9. Type the step's
      commands; what becomes true is ticked off as you go.
      Then: next. Stuck: hint, explain, check. All words:
      lab-help. Leave: quit (the lab goes on until \`lab stop 03\`).

      "
    `)
  })

  test('who comes back is told that the host was running already', () => {
    const text = drawFarewell(lab, { host: 'host1', fresh: false, step: undefined, width: 80 })
    expect(text).toContain('which was running already, at the end')
    expect(widest(text)).toBeLessThanOrEqual(80)
  })

  test('who comes back to a fresh host is told how to get there again', () => {
    const text = drawHostIsFresh(lab, { ...lab.steps[3]! }, 80).replaceAll('\n', ' ')
    expect(text).toContain('what you did before step 4 is not on it')
    expect(text).toContain('`goto 4`')
  })
})

test('who resets a lab is told where he is, and how to get to where he was', () => {
  expect(drawResetLab(lab, first, 80)).toBe('Lab 03 stands anew. Enter it: lab start 03\n')
  expect(drawResetLab(lab, lab.steps[3], 80)).toMatchInlineSnapshot(`
    "Lab 03 stands anew. You are at step 1 again; \`lab goto 03 4\` has all that comes
    before step 4 done for you, which counts as help. Enter it: lab start 03
    "
  `)
  expect(drawResetLab(lab, undefined, 200)).toContain('`lab goto 03 9`')
})
