import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gameOn, hasGame, playedGame } from './break-game.ts'

let path = ''
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'vethlab-game-'))
})
afterEach(() => rmSync(path, { recursive: true }))

const folder = () => ({ path, name: '03' })
const note = (value: unknown): void => writeFileSync(join(path, 'game.json'), JSON.stringify(value))

describe('a world', () => {
  test('without a note is no game', () => {
    expect([hasGame(folder()), gameOn(folder()), playedGame(folder())]).toEqual([false, undefined, undefined])
  })

  test('with one is the game that the note says', () => {
    note({ seed: 7, startedAt: 5 })
    expect(hasGame(folder())).toBe(true)
    expect(gameOn(folder())).toEqual({ seed: 7, startedAt: 5 })
    expect(playedGame(folder())).toEqual({ seed: 7, startedAt: 5 })
  })

  test('that is still being made for one is a game that nobody can play', () => {
    note({ seed: 7, startedAt: null })
    expect(hasGame(folder())).toBe(true)
    expect(playedGame(folder())).toBeUndefined()
    expect(() => gameOn(folder())).toThrow(
      expect.objectContaining({ code: 'game-in-the-making', next: expect.stringContaining('lab reset 03') }),
    )
  })

  test('whose folder has gone with it is no game', () => {
    const gone = { path: join(path, 'gone'), name: '03' }
    expect([hasGame(gone), gameOn(gone)]).toEqual([false, undefined])
    expect(statSync(path).isDirectory()).toBe(true)
  })
})
