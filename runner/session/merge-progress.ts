import { mostGames, type Game } from './games.ts'
import type { Progress } from './progress.ts'

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])]

const keysOf = (one: object, other: object): string[] => union(Object.keys(one), Object.keys(other))

const highest = (one: Record<string, number>, other: Record<string, number>): Record<string, number> =>
  Object.fromEntries(keysOf(one, other).map((key) => [key, Math.max(one[key] ?? 0, other[key] ?? 0)]))

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)

type StepRecord = Progress['steps'][string]

/** What came first counts, as it does on one machine; what came at the same moment with help came with help. */
function earlierStep(one: StepRecord | undefined, other: StepRecord | undefined): StepRecord[] {
  if (one === undefined || other === undefined) return [one ?? other].filter((step) => step !== undefined)
  if (one.doneAt === other.doneAt) return [{ ...one, assisted: one.assisted || other.assisted }]
  return [one.doneAt < other.doneAt ? one : other]
}

const mergeSteps = (one: Progress['steps'], other: Progress['steps']): Progress['steps'] =>
  Object.fromEntries(
    keysOf(one, other).flatMap((id) => earlierStep(one[id], other[id]).map((step) => [id, step] as const)),
  )

/** True for a step that was done alone in `one`, and later with help in `other`. */
function isAlone(one: Progress, other: Progress, id: string): boolean {
  const [alone, helped] = [one.steps[id], other.steps[id]]
  if (alone === undefined || helped === undefined || one.solved.includes(id)) return false
  return !alone.assisted && helped.assisted && alone.doneAt < helped.doneAt
}

/** A step that was done alone stays so, though the script has done it afterwards on the other machine. */
const mergeSolved = (one: Progress, other: Progress): string[] =>
  union(one.solved, other.solved).filter((id) => !isAlone(one, other, id) && !isAlone(other, one, id))

/** Two states of one game: what was used in either was used, and once mended it is mended. */
const mergeGame = (one: Game, other: Game): Game => ({
  ...one,
  checks: Math.max(one.checks, other.checks),
  hints: highest(one.hints, other.hints),
  assisted: one.assisted || other.assisted,
  mendedAt: earlier(one.mendedAt, other.mendedAt),
  fault: one.fault ?? other.fault,
})

function mergeGames(one: readonly Game[], other: readonly Game[]): Game[] {
  const games = new Map<string, Game>()
  for (const game of [...one, ...other]) {
    const key = `${game.startedAt} ${game.seed}`
    const known = games.get(key)
    games.set(key, known ? mergeGame(known, game) : game)
  }
  return [...games.values()].sort((a, b) => a.startedAt - b.startedAt).slice(-mostGames)
}

const countDone = ({ steps }: Progress): number => Object.keys(steps).length

/** Where a student is: as the progress says in which more is done, or else the first. */
function mergeAt(one: Progress, other: Progress): Pick<Progress, 'at'> {
  const [first, second] = countDone(other) > countDone(one) ? [other, one] : [one, other]
  const at = first.at === undefined ? second.at : first.at
  return at === undefined ? {} : { at }
}

/**
 * One progress of two of the same lab, from two machines: nothing that was earned in either is lost, and no help that
 * was taken is forgotten. Merging the same again changes nothing.
 */
export function mergeProgress(one: Progress, other: Progress): Progress {
  const games = mergeGames(one.games ?? [], other.games ?? [])
  const passedOver = union(one.passedOver ?? [], other.passedOver ?? [])
  return {
    schemaVersion: 1,
    lab: one.lab,
    startedAt: Math.min(one.startedAt, other.startedAt),
    steps: mergeSteps(one.steps, other.steps),
    hints: highest(one.hints, other.hints),
    solved: mergeSolved(one, other),
    answers: union(one.answers, other.answers),
    finishedAt: earlier(one.finishedAt, other.finishedAt),
    ...(games.length > 0 && { games }),
    ...mergeAt(one, other),
    ...(passedOver.length > 0 && { passedOver }),
  }
}
