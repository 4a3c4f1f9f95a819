import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentClient } from '../agent/client.ts'
import type { GameReport } from '../draw/break.ts'
import type { LabReport } from '../judge/verdict.ts'
import { isErrno, LabError } from '../lab-error.ts'
import type { WorldFolder } from '../world/world-folder.ts'
import { countCheck, findGame, withGame, type Game, type GameKey } from './games.ts'
import type { LabWorld } from './lab-world.ts'
import type { OpenProgress } from './open-progress.ts'

/**
 * The note in a world's folder that a break game is played there. It goes with the world, and holds the seed only: which
 * fault that means, the world's agent knows. `startedAt` is null while the lab is made and broken.
 */
type Note = Pick<GameKey, 'seed'> & { startedAt: number | null }

const noteFile = ({ path }: Pick<WorldFolder, 'path'>): string => join(path, 'game.json')

function writeNote(folder: Pick<WorldFolder, 'path'>, note: Note): void {
  const draft = `${noteFile(folder)}.new`
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 })
  renameSync(draft, noteFile(folder))
}

function readNote(folder: Pick<WorldFolder, 'path'>): Note | undefined {
  try {
    return JSON.parse(readFileSync(noteFile(folder), 'utf8')) as Note
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

/** True when a world was made for a break game, which may be mended or still be in the making. */
export const hasGame = (folder: Pick<WorldFolder, 'path'>): boolean => readNote(folder) !== undefined

/** The break game that is played in a world; undefined when there is none, or when it is not handed over yet. */
export function playedGame(folder: Pick<WorldFolder, 'path'>): GameKey | undefined {
  const { seed, startedAt } = readNote(folder) ?? { seed: 0, startedAt: null }
  return startedAt === null ? undefined : { seed, startedAt }
}

/** The same, for who would change it: LabError `game-in-the-making` when it is not handed over yet. */
export function gameOn(folder: Pick<WorldFolder, 'path' | 'name'>): GameKey | undefined {
  const game = playedGame(folder)
  if (game || !hasGame(folder)) return game
  throw new LabError(
    'cannotRun',
    'game-in-the-making',
    `Lab ${folder.name} is just being made and broken.`,
    `Wait until it is; if nobody does it any more: lab reset ${folder.name}`,
  )
}

/** Breaks the lab of a fresh world by the seed, and notes the game. The lab's own progress is not touched. */
export async function beginGame(
  { folder, client }: LabWorld,
  seed: number,
  progress: OpenProgress,
): Promise<Game> {
  // Noted before anything is played: whatever comes in between, nobody earns the lab with what is made for a game.
  writeNote(folder, { seed, startedAt: null })
  await client.break({ seed })
  const key = { seed, startedAt: Date.now() }
  const game = findGame({}, key)
  progress.save((current) => withGame(current, game))
  writeNote(folder, key)
  return game
}

/** Notes a check of a game; the one in which all pass ends the secret. */
export async function recordCheck(
  client: AgentClient,
  progress: OpenProgress,
  key: GameKey,
  { status }: Pick<LabReport, 'status'>,
): Promise<Game> {
  const now = Date.now()
  // Asked before anything is noted: a game that is mended is one whose fault is told.
  const fault = status === 'pass' ? (await client.reveal(key)).id : null
  progress.save((current) => {
    const game = countCheck(findGame(current, key), status === 'pass', now)
    return withGame(current, game.mendedAt === null ? game : { ...game, fault: game.fault ?? fault })
  })
  return findGame(progress.current, key)
}

/** Ends the secret of a game before it is mended: the student wants to be told. */
export async function giveUp(client: AgentClient, progress: OpenProgress, key: GameKey): Promise<Game> {
  const fault = (await client.reveal(key)).id
  progress.save((current) => {
    const game = findGame(current, key)
    return game.mendedAt === null ? withGame(current, { ...game, assisted: true, fault }) : current
  })
  return findGame(progress.current, key)
}

/** A game as it is told: what the fault was only when it is no secret any more. */
export async function reportGame(client: AgentClient, game: Game): Promise<GameReport> {
  const { seed, startedAt, checks, hints, assisted, mendedAt } = game
  return {
    seed,
    startedAt,
    checks,
    hints,
    assisted,
    mendedAt,
    fault: game.fault === null ? null : await client.reveal({ seed }),
  }
}
