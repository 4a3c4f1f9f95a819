import * as v from 'valibot'
import { StepId, Time } from './shapes.ts'

const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** One break game, in the progress file: kept apart from what is earned by doing the lab. */
export const Game = v.object({
  seed: Count,
  /** When the lab was handed over, broken; no two games of a lab have the same. */
  startedAt: Time,
  /** How often the lab was checked, until all passed. */
  checks: Count,
  /** The highest rung that was shown in this game, by step. */
  hints: v.record(StepId, Count),
  /** The student was told the fault before it was mended. */
  assisted: v.boolean(),
  mendedAt: v.nullable(Time),
  /** Id of the fault; null as long as it is for the student to find. */
  fault: v.nullable(v.string()),
})
export type Game = v.InferOutput<typeof Game>

/** What says which game is meant: it is in the world's folder, too. */
export type GameKey = Pick<Game, 'seed' | 'startedAt'>

/** The part of a lab's progress that is about games. */
interface Games {
  games?: Game[]
}

/** How many games of a lab are remembered. */
export const mostGames = 100

const isSame = (one: GameKey, other: GameKey): boolean =>
  one.seed === other.seed && one.startedAt === other.startedAt

/** What is known of a game; a new one when the progress knows nothing of it. */
export function findGame({ games = [] }: Games, { seed, startedAt }: GameKey): Game {
  const known = games.find((one) => isSame(one, { seed, startedAt }))
  return known ?? { seed, startedAt, checks: 0, hints: {}, assisted: false, mendedAt: null, fault: null }
}

/** Progress with this game in it, in the place of an earlier state of it; the oldest games are forgotten. */
export function withGame<Some extends Games>(progress: Some, game: Game): Some & Required<Games> {
  const others = (progress.games ?? []).filter((one) => !isSame(one, game))
  return { ...progress, games: [...others, game].slice(-mostGames) }
}

/** A game after one more check. Once mended, it stays as it was. */
export function countCheck(game: Game, allPass: boolean, now: number): Game {
  if (game.mendedAt !== null) return game
  return { ...game, checks: game.checks + 1, mendedAt: allPass ? now : null }
}

/** A game, or a lab's progress, in which a hint of this rung has been shown. */
export const withHint = <Some extends Pick<Game, 'hints'>>(some: Some, step: string, rung: number): Some => ({
  ...some,
  hints: { ...some.hints, [step]: Math.max(some.hints[step] ?? 0, rung) },
})
