import type { GameScore, LabScore, Scores } from '../draw/scores.ts'
import type { Places } from '../world/places.ts'
import { labsKept } from './archive.ts'
import type { Game, GameKey } from './games.ts'
import { openProgress } from './open-progress.ts'
import type { Notice } from './tell-damage.ts'

/** A game, and the lab that it was played in. */
interface PlayedGame extends Game {
  lab: string
}

/**
 * What a game counts for. `alone`: mended without being told and without hints. `helped`: with one of them. `left`: not
 * mended, and another was begun in the lab. `again`: with a seed that had been played before. `open`: still played.
 */
type Outcome = 'alone' | 'helped' | 'left' | 'again' | 'open'

interface Judged extends PlayedGame {
  outcome: Outcome
}

function outcomeOf(game: PlayedGame, games: readonly PlayedGame[]): Outcome {
  const others = games.filter(({ lab }) => lab === game.lab)
  if (others.some(({ seed, startedAt }) => seed === game.seed && startedAt < game.startedAt)) return 'again'
  if (game.assisted || (game.mendedAt !== null && Object.keys(game.hints).length > 0)) return 'helped'
  if (game.mendedAt !== null) return 'alone'
  return others.some(({ startedAt }) => startedAt > game.startedAt) ? 'left' : 'open'
}

/** All games in the order in which they began. */
const judgeGames = (games: readonly PlayedGame[]): Judged[] =>
  games
    .map((game) => ({ ...game, outcome: outcomeOf(game, games) }))
    .sort((one, other) => one.startedAt - other.startedAt)

/** How many games in a row were mended alone, up to now and at most. */
function streakOf(games: readonly Judged[]): { streak: number; longest: number } {
  let [streak, longest] = [0, 0]
  for (const { outcome } of games) {
    if (outcome === 'open' || outcome === 'again') continue
    streak = outcome === 'alone' ? streak + 1 : 0
    longest = Math.max(longest, streak)
  }
  return { streak, longest }
}

const took = ({ startedAt, mendedAt }: Game): number => (mendedAt ?? startedAt) - startedAt

function bestOf(games: readonly Judged[]): LabScore['best'] {
  const [best] = games
    .filter(({ outcome }) => outcome === 'alone')
    .sort((one, other) => took(one) - took(other))
  return best ? { seed: best.seed, tookMs: took(best), checks: best.checks } : null
}

function scoreLab(lab: string, games: readonly Judged[]): LabScore {
  const own = games.filter((game) => game.lab === lab)
  return {
    lab,
    games: own.length,
    mended: own.filter(({ mendedAt }) => mendedAt !== null).length,
    alone: own.filter(({ outcome }) => outcome === 'alone').length,
    best: bestOf(own),
  }
}

/** What all games of all labs come to. */
export function scoreGames(played: readonly PlayedGame[]): Scores {
  const games = judgeGames(played)
  const labs = [...new Set(games.map(({ lab }) => lab))].sort()
  return { ...streakOf(games), labs: labs.map((lab) => scoreLab(lab, games)) }
}

/** What a game that has been mended counts for, and how the student stands with it; undefined when it is not known. */
export function scoreGame(played: readonly PlayedGame[], lab: string, key: GameKey): GameScore | undefined {
  const games = judgeGames(played)
  const found = games.find(
    (game) => game.lab === lab && game.seed === key.seed && game.startedAt === key.startedAt,
  )
  if (!found || found.mendedAt === null) return undefined
  const { outcome } = found
  const counts = outcome === 'alone' || outcome === 'again' ? outcome : 'helped'
  return { ...streakOf(games), counts, best: bestOf(games.filter((game) => game.lab === lab)) }
}

/** Every break game that is remembered, of all labs. */
export const allGames = (places: Places, notice: Notice): PlayedGame[] =>
  labsKept(places).flatMap((lab) =>
    (openProgress(places, lab, notice).current.games ?? []).map((game) => ({ ...game, lab })),
  )
