import type { RevealedFault } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'

/** A break game, as `--json` tells it. */
export interface GameReport {
  seed: number
  /** Milliseconds since the epoch. */
  startedAt: number
  checks: number
  /** The highest rung that was shown, by step id. */
  hints: Record<string, number>
  assisted: boolean
  /** Milliseconds since the epoch; null before. */
  mendedAt: number | null
  /** Null as long as it is for the student to find. */
  fault: RevealedFault | null
}

type Named = Pick<Lab, 'id' | 'steps'>

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A time span for a person: `45 s`, `3 min 5 s`, `1 h 2 min`. */
export function spanText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds} s`
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const hintsText = ({ steps }: Named, hints: Record<string, number>): string => {
  const used = steps
    .filter(({ id }) => hints[id] !== undefined)
    .map(({ id, number, hints: rungs }) => `step ${number} up to ${hints[id]} of ${rungs.length}`)
  return used.length === 0 ? 'no hints' : `hints: ${used.join(', ')}`
}

const faultLines = ({ title, kills }: RevealedFault): string[] => [
  `What was wrong: ${title}.`,
  ...kills.map((check) => `    it turned red: ${check.title} (${check.id})`),
]

/** What a student is told when the lab is handed over. */
export const drawBroken = ({ id }: Named, { seed }: Pick<GameReport, 'seed'>): string =>
  [
    `Something is wrong with this lab. Find it and mend it; \`lab check ${id}\` says when it is right.`,
    `The seed is ${seed}: who types \`lab break ${id} --seed ${seed}\` has the same to find.`,
    '',
  ].join('\n')

/** What is said before the first prompt on a host that is broken. */
export const drawGamePrompt = ({ id }: Named, host: string): string =>
  [
    '',
    `You are root on ${host}. \`exit\` leaves it; the lab goes on until \`lab stop ${id}\`.`,
    `In another terminal: lab check ${id} · lab hint ${id} · lab read ${id} · lab shell ${id}`,
    '',
    '',
  ].join('\n')

const drawOpen = ({ id }: Named, game: GameReport): string =>
  `Something is still wrong; ${counted(game.checks, 'check')} so far. A hint: lab hint ${id} · to be told: lab break ${id} --reveal\n`

const drawMended = (
  lab: Named,
  { seed, startedAt, checks, hints, assisted }: GameReport,
  fault: RevealedFault,
  mendedAt: number,
): string =>
  [
    assisted ? 'Mended, after you were told.' : 'You found it and mended it.',
    ...faultLines(fault),
    `It took ${spanText(mendedAt - startedAt)}, ${counted(checks, 'check')}, ${hintsText(lab, hints)}.`,
    `Another one: lab break ${lab.id} --seed ${seed + 1}`,
    '',
  ].join('\n')

/** How a game stands, under a report: what is open, or what it was. */
export function drawGame(lab: Named, game: GameReport): string {
  if (game.fault === null) return drawOpen(lab, game)
  if (game.mendedAt !== null) return drawMended(lab, game, game.fault, game.mendedAt)
  return `You were told: ${game.fault.title}.\n`
}

/** What was wrong, for a student who would rather be told. */
export function drawReveal(lab: Named, game: GameReport): string {
  if (game.fault === null || game.mendedAt !== null) return drawGame(lab, game)
  return [
    ...faultLines(game.fault),
    `It is still there: mend it if you like, and \`lab check ${lab.id}\` says when it is right.`,
    `Another one: lab break ${lab.id} --seed ${game.seed + 1}`,
    '',
  ].join('\n')
}

/** What a student is told who comes back to a lab that is played as a break game. */
export const drawBackInGame = (lab: Named, game: GameReport): string =>
  game.fault === null ? drawBroken(lab, game) : drawReveal(lab, game)

/** A game in some words, for `lab status`. */
export function gameInWords({ seed, checks, assisted, mendedAt }: GameReport): string {
  const stand = mendedAt === null ? (assisted ? 'told, not mended' : 'something is wrong') : 'mended'
  return `break game, seed ${seed}: ${stand}, ${counted(checks, 'check')}`
}
