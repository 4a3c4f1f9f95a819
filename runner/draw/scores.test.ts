import { expect, test } from 'vitest'
import { drawScores } from './scores.ts'

const plain = { width: 80, colour: false, unicode: false }

test('scores are a line for each lab, and the streak', () => {
  const labs = [
    { lab: '03', games: 12, mended: 10, alone: 7, best: { seed: 1234, tookMs: 65_000, checks: 3 } },
    { lab: '99', games: 1, mended: 0, alone: 0, best: null },
  ]
  const text = drawScores({ streak: 3, longest: 5, labs }, { '03': 'Wire a container by hand' }, plain)
  expect(text).toMatchInlineSnapshot(`
    "lab | title                    | games | mended | alone | best time
    ----+--------------------------+-------+--------+-------+---------------------
    03  | Wire a container by hand | 12    | 10     | 7     | 1 min 5 s, seed 1234
    99  |                          | 1     | 0      | 0     | -

    Mended alone and without hints, up to now: 3 in a row; your longest is 5.
    "
  `)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('scores of nothing say how to begin', () => {
  expect(drawScores({ streak: 0, longest: 0, labs: [] }, {}, plain)).toBe(
    'You have played no break game yet. Begin one: lab break 03\n',
  )
})
