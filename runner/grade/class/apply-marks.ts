import type { GradedCheck, GradeRecord } from '../result.ts'
import { daysBetween } from './moments.ts'
import type { LateRules, MarkRules } from './read-marks.ts'

/** Points have two decimals at most. */
const rounded = (points: number): number => Math.round(points * 100) / 100

const sum = (numbers: number[]): number => rounded(numbers.reduce((total, number) => total + number, 0))

/** A check that nobody could look at for want of something of the machine's counts neither way. */
const countsNeitherWay = ({ status, diagnosis }: GradedCheck): boolean =>
  status === 'cannot-run' && diagnosis?.code === 'lacking'

/**
 * The checks with the instructor's points and visibilities. `authored` are the points that the lab's author has given each.
 * A check gives its points when it passes; in a step of which all is wanted, only when the whole step does.
 */
export function markChecks(
  checks: readonly GradedCheck[],
  authored: Readonly<Record<string, number>>,
  rules: MarkRules,
): GradedCheck[] {
  return checks.map((check) => {
    const { weight = 1, allOrNothing = false, visibility } = rules.steps[check.step] ?? {}
    const own = rules.checks[check.id]
    const worth = rounded((own?.points ?? authored[check.id] ?? 0) * weight)
    const others = allOrNothing ? checks.filter(({ step }) => step === check.step) : [check]
    const earned = others.every((one) => one.status === 'pass' || countsNeitherWay(one))
    return {
      ...check,
      points: earned && check.status === 'pass' ? worth : 0,
      maxPoints: countsNeitherWay(check) ? 0 : worth,
      visibility: own?.visibility ?? visibility ?? 'always',
    }
  })
}

/** What the points are multiplied with that somebody gets who hands in at `submittedAt`; null for who is in time. */
export function lateness(
  submittedAt: number | null,
  due: number | null,
  rules: LateRules | null,
): GradeRecord['late'] {
  const { perDay, atLeast, graceMs, closedAfterMs } = rules ?? {
    perDay: 0,
    atLeast: 1,
    graceMs: 0,
    closedAfterMs: null,
  }
  if (submittedAt === null || due === null || submittedAt <= due + graceMs) return null
  const days = daysBetween(due, submittedAt)
  const isClosed = closedAfterMs !== null && submittedAt > due + closedAfterMs
  return { days, factor: isClosed ? 0 : rounded(Math.max(atLeast, 1 - perDay * days)) }
}

interface Marking {
  authored: Readonly<Record<string, number>>
  rules: MarkRules
  /** Of the whole lab, for a record without checks. */
  maxPoints: number
  submittedAt: number | null
  due: number | null
}

/** The points that all checks of a lab can give. */
export const pointsOfAll = (
  authored: Readonly<Record<string, { points: number; step: string }>>,
  { checks, steps }: MarkRules,
): number =>
  sum(
    Object.entries(authored).map(([id, { points, step }]) =>
      rounded((checks[id]?.points ?? points) * (steps[step]?.weight ?? 1)),
    ),
  )

/** A record with the instructor's marks; what was found out about the submission stays as it is. */
export function markRecord(
  record: GradeRecord,
  { authored, rules, maxPoints, submittedAt, due }: Marking,
): GradeRecord {
  const late = lateness(submittedAt, due, rules.late)
  const checks = markChecks(record.checks, authored, rules)
  const earned = sum(checks.map(({ points }) => points))
  return {
    ...record,
    checks,
    late,
    points: record.outcome === 'ungradable' ? null : rounded(earned * (late?.factor ?? 1)),
    maxPoints: checks.length > 0 ? sum(checks.map((check) => check.maxPoints)) : maxPoints,
  }
}
