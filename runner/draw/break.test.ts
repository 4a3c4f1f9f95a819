import { describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import {
  drawBackInGame,
  drawBroken,
  drawGame,
  drawReveal,
  gameInWords,
  spanText,
  type GameReport,
} from './break.ts'

const lab = findLab('03')
const open: GameReport = {
  seed: 7,
  startedAt: 0,
  checks: 1,
  hints: {},
  assisted: false,
  mendedAt: null,
  fault: null,
}
const fault = {
  id: 'no-route',
  title: 'the default route is missing',
  kills: [{ id: 'route.default', title: 'The default route leads to docker0' }],
}
const told: GameReport = { ...open, assisted: true, fault }
const mended: GameReport = { ...open, checks: 4, hints: { route: 2, cable: 1 }, mendedAt: 185_000, fault }

test.each([
  [0, '1 s'],
  [44_600, '45 s'],
  [59_700, '1 min 0 s'],
  [185_000, '3 min 5 s'],
  [3_720_000, '1 h 2 min'],
])('%i ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text)
})

describe('a game', () => {
  test('that begins says what to do, and its seed', () => {
    expect(drawBroken(lab, open)).toMatchInlineSnapshot(`
      "Something is wrong with this lab. Find it and mend it; \`lab check 03\` says when it is right.
      The seed is 7: who types \`lab break 03 --seed 7\` has the same to find.
      "
    `)
    expect(drawBackInGame(lab, open)).toBe(drawBroken(lab, open))
  })

  test('that is open says what helps', () => {
    expect(drawGame(lab, open)).toMatchInlineSnapshot(`
      "Something is still wrong; 1 check so far. A hint: lab hint 03 · to be told: lab break 03 --reveal
      "
    `)
  })

  test('that is mended says what it was, and what it took', () => {
    expect(drawGame(lab, mended)).toMatchInlineSnapshot(`
      "You found it and mended it.
      What was wrong: the default route is missing.
          it turned red: The default route leads to docker0 (route.default)
      It took 3 min 5 s, 4 checks, hints: step 3 up to 1 of 3, step 7 up to 2 of 3.
      Another one: lab break 03 --seed 8
      "
    `)
    expect(drawReveal(lab, mended)).toBe(drawGame(lab, mended))
    expect(drawBackInGame(lab, mended)).toBe(drawGame(lab, mended))
  })

  test('that is mended after it was told says so', () => {
    const { hints } = open
    expect(drawGame(lab, { ...mended, hints, assisted: true })).toMatchInlineSnapshot(`
      "Mended, after you were told.
      What was wrong: the default route is missing.
          it turned red: The default route leads to docker0 (route.default)
      It took 3 min 5 s, 4 checks, no hints.
      Another one: lab break 03 --seed 8
      "
    `)
  })

  test('that is told, but not mended, goes on', () => {
    expect(drawReveal(lab, told)).toMatchInlineSnapshot(`
      "What was wrong: the default route is missing.
          it turned red: The default route leads to docker0 (route.default)
      It is still there: mend it if you like, and \`lab check 03\` says when it is right.
      Another one: lab break 03 --seed 8
      "
    `)
    expect(drawGame(lab, told)).toMatchInlineSnapshot(`
      "You were told: the default route is missing.
      "
    `)
  })

  test('stands in a few words in the status', () => {
    expect([open, told, mended].map(gameInWords)).toMatchInlineSnapshot(`
      [
        "break game, seed 7: something is wrong, 1 check",
        "break game, seed 7: told, not mended, 1 check",
        "break game, seed 7: mended, 4 checks",
      ]
    `)
  })
})
