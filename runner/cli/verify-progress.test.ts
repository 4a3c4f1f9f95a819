import { expect, test } from 'vitest'
import type { CaseResult, Verification } from '../verify/verify-lab.ts'
import { createProgress, drawDuration, drawTotal, drawVerification } from './verify-progress.ts'

const result = (name: string, over: Partial<CaseResult> = {}): CaseResult => ({
  kind: 'script',
  name,
  ok: true,
  problems: [],
  verdicts: {},
  ...over,
})

test('results are told as they come, but those of a later lab only when it is its turn', () => {
  let said = ''
  const { tell, turnTo } = createProgress({ out: (text) => (said += text), colour: false })
  turnTo('01')
  tell('01', result('a'))
  tell('03', result('x'))
  tell('01', result('b', { ok: false, problems: ['it is wrong'] }))
  expect(said).toBe('ok   a: all pass\nFAIL b: all pass\n       it is wrong\n')
  turnTo('03')
  tell('03', result('y', { kind: 'text' }))
  expect(said).toMatch(/wrong\nok {3}x: all pass\nok {3}y: its rules are kept\n$/)
})

test('a summary has the kill matrix, how many proofs hold, and how long it took', () => {
  const verification: Verification = {
    schemaVersion: 1,
    lab: '03',
    ok: false,
    durationMs: 65_400,
    cases: [
      result('script'),
      result('cut', { kind: 'fault', verdicts: { there: 'fail', up: 'skipped' } }),
      result('off', { kind: 'fault', ok: false, verdicts: { there: 'pass', up: 'pass' } }),
    ],
  }
  expect(drawVerification(verification, true)).toMatchInlineSnapshot(`
    "
         a b
    cut  X -
    off  . .

      a there
      b up

      X turned red   - waits for a red one   . stays green

    Lab 03: 2 of 3 proofs hold, each twice; 1 min 5 s.
    "
  `)
  expect(drawTotal([verification, verification], false, 130_000)).toBe(
    '\n2 labs: 4 of 6 proofs hold; 2 min 10 s.\n',
  )
})

test.each([
  [0, '0 s'],
  [59_499, '59 s'],
  [59_600, '1 min 0 s'],
  [3_725_000, '62 min 5 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(drawDuration(milliseconds)).toBe(text)
})
