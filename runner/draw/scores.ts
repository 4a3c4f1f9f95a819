import { spanText } from './span.ts'
import { drawTable } from './table.ts'

/** The quickest game of a lab that was mended alone and without hints. */
interface BestGame {
  seed: number
  tookMs: number
  checks: number
}

/** The games of one lab, counted. */
export interface LabScore {
  lab: string
  games: number
  mended: number
  /** Mended without being told and without hints, each seed the first time. */
  alone: number
  best: BestGame | null
}

/** What all games come to. */
export interface Scores {
  /** How many were mended alone and without hints, in a row up to now, over all labs. */
  streak: number
  longest: number
  labs: LabScore[]
}

/** What one game counts for. */
export interface GameScore {
  streak: number
  longest: number
  counts: 'alone' | 'helped' | 'again'
  /** The best of its lab, this one with it. */
  best: BestGame | null
}

const inRow = (streak: number, longest: number): string =>
  `${streak} in a row${longest > streak ? `; your longest is ${longest}` : ', your longest'}`

/** What a game counts for, in lines under its end. */
export function drawGameScore(
  lab: string,
  { seed, tookMs }: { seed: number; tookMs: number },
  score: GameScore,
): string[] {
  const { counts, streak, longest, best } = score
  if (counts === 'again')
    return ['You had played this seed before: it counts neither for your streak nor as a best time.']
  if (counts === 'helped')
    return [`Your streak of games mended alone and without hints begins anew; your longest is ${longest}.`]
  const isBest = best === null || (best.seed === seed && best.tookMs === tookMs)
  return [
    `Mended alone and without hints: ${inRow(streak, longest)}.`,
    isBest
      ? `It is your best time in lab ${lab}.`
      : `Your best time in lab ${lab} is ${spanText(best.tookMs)}, seed ${best.seed}.`,
  ]
}

/** All scores, a line for each lab in which a game was played. */
export function drawScores(
  { streak, longest, labs }: Scores,
  titles: Readonly<Record<string, string>>,
  style: { width: number; colour: boolean; unicode: boolean },
): string {
  if (labs.length === 0) return 'You have played no break game yet. Begin one: lab break 03\n'
  const rows = labs.map(({ lab, games, mended, alone, best }) => [
    lab,
    titles[lab] ?? '',
    String(games),
    String(mended),
    String(alone),
    best ? `${spanText(best.tookMs)}, seed ${best.seed}` : '-',
  ])
  const table = drawTable(['lab', 'title', 'games', 'mended', 'alone', 'best time'], rows, style)
  return `${table}\n\nMended alone and without hints, up to now: ${streak} in a row; your longest is ${longest}.\n`
}
