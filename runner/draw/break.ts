import type { RevealedFault } from '../agent/protocol.ts'
import type { Lab } from '../course/lab.ts'
import { drawGameScore, type GameScore } from './scores.ts'
import { spanText } from './span.ts'

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
    'To look: explain A B, topo --diff, log.',
    'When you think it is mended: check. Stuck: hint.',
    '',
    '',
  ].join('\n')

const drawOpen = ({ id }: Named, game: GameReport): string =>
  `Something is still wrong; ${counted(game.checks, 'check')} so far.\nA hint: lab hint ${id} · to be told: lab break ${id} --reveal\n`

/** The steps whose checks the fault turned red, to be read once more. */
const readAgain = ({ id, steps }: Named, { kills }: RevealedFault): string[] => {
  const killed = new Set(kills.map(({ step }) => step))
  const read = steps.filter((step) => killed.has(step.id))
  return read.map(({ number, title }) => `Read again: step ${number}, ${title} (lab read ${id} ${number})`)
}

function drawMended(
  lab: Named,
  { seed, startedAt, checks, hints, assisted }: GameReport,
  fault: RevealedFault,
  mendedAt: number,
  score: GameScore | undefined,
): string {
  const tookMs = mendedAt - startedAt
  const effort = `${spanText(tookMs)}, ${counted(checks, 'check')}`
  // Who is told of it has the game before him: not at which steps there were hints.
  const rungs = Object.values(hints).reduce((sum, rung) => sum + rung, 0)
  return [
    assisted ? 'Mended, after you were told.' : 'You found it and mended it.',
    ...faultLines(fault),
    `It took ${effort}, ${hintsText(lab, hints)}.`,
    ...readAgain(lab, fault),
    ...(score ? [...drawGameScore(lab.id, { seed, tookMs }, score), 'All your games: lab scores'] : []),
    ...(assisted
      ? []
      : [
          `To share: lab break ${lab.id} --seed ${seed} (${effort}, ${rungs === 0 ? 'no hints' : counted(rungs, 'hint')})`,
        ]),
    `Another one: lab break ${lab.id} --seed ${seed + 1}`,
    '',
  ].join('\n')
}

/** How a game stands, under a report: what is open, or what it was, and with `score` what it counts for. */
export function drawGame(lab: Named, game: GameReport, score?: GameScore): string {
  if (game.fault === null) return drawOpen(lab, game)
  if (game.mendedAt !== null) return drawMended(lab, game, game.fault, game.mendedAt, score)
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
