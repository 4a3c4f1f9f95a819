import { describe, expect, test } from 'vitest'
import { findGame, type Game } from './games.ts'
import { scoreGame, scoreGames } from './scores.ts'

let clock = 0
const game = (over: Partial<Game> & { lab?: string } = {}): Game & { lab: string } => {
  clock += 1000
  const startedAt = over.startedAt ?? clock
  return { lab: '03', ...findGame({}, { seed: clock, startedAt }), ...over }
}
const mended = (over: Partial<Game> & { lab?: string } = {}, tookMs = 500) => {
  const one = game(over)
  return { ...one, mendedAt: one.startedAt + tookMs, fault: 'no-route' }
}

describe('a streak', () => {
  const streak = (...games: (Game & { lab: string })[]): [number, number] => {
    const scores = scoreGames(games)
    return [scores.streak, scores.longest]
  }

  test('is of games mended alone and without hints, in a row, over all labs', () => {
    expect(streak()).toEqual([0, 0])
    expect(streak(mended(), mended({ lab: '05' }), mended())).toEqual([3, 3])
  })

  test('goes by when the games began, however they are listed', () => {
    const [first, told, last] = [mended(), mended({ assisted: true }), mended()]
    expect(streak(last, told, first)).toEqual([1, 1])
    expect(streak(told, first, last)).toEqual(streak(last, told, first))
  })

  test.each<[string, Partial<Game>]>([
    ['told', { assisted: true }],
    ['mended with a hint', { hints: { route: 1 } }],
  ])('is broken by a game that was %s', (_, over) => {
    expect(streak(mended(), mended(), mended(over))).toEqual([0, 2])
    expect(streak(mended(), mended(over), mended())).toEqual([1, 1])
  })

  test('is broken by a game that was told and never mended', () => {
    expect(streak(mended(), game({ assisted: true }))).toEqual([0, 1])
  })

  test('is broken by a game that was left for another of its lab, not by one that is still played', () => {
    expect(streak(mended(), game())).toEqual([1, 1])
    expect(streak(mended(), game({ lab: '05' }), mended())).toEqual([2, 2])
    expect(streak(mended(), game(), mended())).toEqual([1, 1])
    expect(streak(mended(), game({ hints: { route: 3 } }))).toEqual([1, 1])
  })

  test('is neither longer nor shorter by a seed that was played before in the lab', () => {
    const first = mended({ seed: 7 })
    expect(streak(first, mended({ seed: 7 }), mended({ seed: 7, assisted: true }))).toEqual([1, 1])
    expect(streak(first, mended({ seed: 7, lab: '05' }))).toEqual([2, 2])
    expect(streak(game({ seed: 7 }), mended({ seed: 7 }))).toEqual([0, 0])
  })
})

describe('the scores of a lab', () => {
  test('count its games, and have the quickest that was mended alone', () => {
    const games = [
      mended({ seed: 1, checks: 4 }, 900),
      mended({ seed: 2, checks: 2 }, 300),
      mended({ seed: 3, hints: { a: 1 } }, 100),
      mended({ seed: 2 }, 50),
      mended({ seed: 9, lab: '05', assisted: true }),
      game({ seed: 5 }),
    ]
    expect(scoreGames(games).labs).toEqual([
      { lab: '03', games: 5, mended: 4, alone: 2, best: { seed: 2, tookMs: 300, checks: 2 } },
      { lab: '05', games: 1, mended: 1, alone: 0, best: null },
    ])
  })
})

describe('one game', () => {
  test('counts for what it is', () => {
    const games = [mended({ seed: 1 }, 900), mended({ seed: 2 }, 300)]
    const [, last] = games as [Game & { lab: string }, Game & { lab: string }]
    const best = { seed: 2, tookMs: 300, checks: 0 }
    expect(scoreGame(games, '03', last)).toEqual({ streak: 2, longest: 2, counts: 'alone', best })
    const helped = mended({ hints: { a: 1 } })
    expect(scoreGame([...games, helped], '03', helped)).toEqual({
      streak: 0,
      longest: 2,
      counts: 'helped',
      best,
    })
    const again = mended({ seed: 1 }, 1)
    expect(scoreGame([...games, again], '03', again)).toEqual({
      streak: 2,
      longest: 2,
      counts: 'again',
      best,
    })
  })

  test('counts for nothing before it is mended, or when it is not known', () => {
    const open = game()
    expect(scoreGame([open], '03', open)).toBeUndefined()
    expect(scoreGame([mended()], '05', open)).toBeUndefined()
  })
})
