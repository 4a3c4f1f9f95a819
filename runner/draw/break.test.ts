import { describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { drawBackInGame, drawBroken, drawGame, drawReveal, gameInWords, type GameReport } from './break.ts'
import type { GameScore } from './scores.ts'

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
  kills: [{ id: 'route.default', title: 'The default route leads to docker0', step: 'route' }],
}
const told: GameReport = { ...open, assisted: true, fault }
const mended: GameReport = { ...open, checks: 4, hints: { route: 2, cable: 1 }, mendedAt: 185_000, fault }

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
      "Something is still wrong; 1 check so far.
      A hint: lab hint 03 · to be told: lab break 03 --reveal
      "
    `)
  })

  test('that is mended says what it was, and what it took', () => {
    expect(drawGame(lab, mended)).toMatchInlineSnapshot(`
      "You found it and mended it.
      What was wrong: the default route is missing.
          it turned red: The default route leads to docker0 (route.default)
      It took 3 min 5 s, 4 checks, hints: step 3 up to 1 of 3, step 7 up to 2 of 3.
      Read again: step 7, Give it a way out (lab read 03 7)
      To share: lab break 03 --seed 7 (3 min 5 s, 4 checks, 3 hints)
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
      Read again: step 7, Give it a way out (lab read 03 7)
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

  test('that is mended says what it counts for', () => {
    const best = { seed: 7, tookMs: 185_000, checks: 4 }
    const lines = (score: GameScore): string[] =>
      drawGame(lab, { ...mended, hints: {} }, score)
        .split('\n')
        .slice(5, 8)
    expect(lines({ streak: 3, longest: 5, counts: 'alone', best })).toEqual([
      'Mended alone and without hints: 3 in a row; your longest is 5.',
      'It is your best time in lab 03.',
      'All your games: lab scores',
    ])
    expect(
      lines({ streak: 5, longest: 5, counts: 'alone', best: { ...best, seed: 4, tookMs: 60_000 } }),
    ).toEqual([
      'Mended alone and without hints: 5 in a row, your longest.',
      'Your best time in lab 03 is 1 min 0 s, seed 4.',
      'All your games: lab scores',
    ])
    expect(lines({ streak: 0, longest: 5, counts: 'helped', best: null })[0]).toBe(
      'Your streak of games mended alone and without hints begins anew; your longest is 5.',
    )
    expect(lines({ streak: 2, longest: 5, counts: 'again', best })[0]).toBe(
      'You had played this seed before: it counts neither for your streak nor as a best time.',
    )
  })

  test('is shared without a word on where the fault is', () => {
    const [share = ''] = /^To share: .*$/m.exec(drawGame(lab, mended)) ?? []
    expect(share).toBe('To share: lab break 03 --seed 7 (3 min 5 s, 4 checks, 3 hints)')
  })

  test('that is open says nothing of steps, checks or scores, whoever would have them', () => {
    const score: GameScore = { streak: 3, longest: 5, counts: 'alone', best: null }
    expect(drawGame(lab, open, score)).toBe(drawGame(lab, open))
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
