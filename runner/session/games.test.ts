import { describe, expect, test } from 'vitest'
import { countCheck, findGame, withGame, withHint, type Game } from './games.ts'

const key = { seed: 7, startedAt: 1000 }
const begun = (): Game => findGame({}, key)

test('a game begins with nothing, and without its fault', () => {
  expect(begun()).toEqual({ ...key, checks: 0, hints: {}, assisted: false, mendedAt: null, fault: null })
})

describe('the games of a lab', () => {
  test('are told apart by when they began, and by their seeds', () => {
    const first = { ...begun(), checks: 3 }
    const second = { ...begun(), startedAt: 2000, checks: 5 }
    const { games } = withGame(withGame({}, first), second)
    expect(games).toEqual([first, second])
    expect(findGame({ games }, key)).toEqual(first)
    expect(findGame({ games }, { seed: 7, startedAt: 2000 })).toEqual(second)
    expect(findGame({ games }, { seed: 8, startedAt: 1000 })).toMatchObject({ seed: 8, checks: 0 })
  })

  test('have one entry each', () => {
    const once = withGame({}, begun())
    expect(withGame(once, { ...begun(), checks: 1 }).games).toEqual([{ ...begun(), checks: 1 }])
    expect(once.games).toEqual([begun()])
  })

  test('are forgotten when they are older than a hundred others', () => {
    let progress: { games?: Game[] } = {}
    for (let startedAt = 1; startedAt <= 150; startedAt++)
      progress = withGame(progress, { ...begun(), startedAt })
    expect(progress.games).toHaveLength(100)
    expect(progress.games?.at(0)?.startedAt).toBe(51)
    expect(progress.games?.at(-1)?.startedAt).toBe(150)
  })
})

describe('a check', () => {
  test('that does not pass is counted', () => {
    expect(countCheck(countCheck(begun(), false, 5), false, 6)).toEqual({ ...begun(), checks: 2 })
  })

  test('that passes is counted and ends the game; whatever comes then changes nothing', () => {
    const mended = countCheck(countCheck(begun(), false, 5), true, 6)
    expect(mended).toEqual({ ...begun(), checks: 2, mendedAt: 6 })
    expect(countCheck(mended, false, 7)).toEqual(mended)
    expect(countCheck(mended, true, 8)).toEqual(mended)
  })
})

test('the highest rung of the hints is kept, by step', () => {
  const game = withHint(withHint(withHint(begun(), 'route', 2), 'route', 1), 'cable', 1)
  expect(game.hints).toEqual({ route: 2, cable: 1 })
})
