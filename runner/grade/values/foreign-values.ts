import { tokensIn } from '../../course/values/declare.ts'
import { liesIn } from '../../course/values/octets.ts'
import type { OwnValue } from '../../course/values/value.ts'

/** Somebody else's values, found in a script. */
export interface Foreign {
  student: string
  values: string[]
}

const standsIn = ({ kind, value }: OwnValue, found: ReadonlySet<string>): boolean =>
  kind === 'subnet' ? [...found].some((token) => liesIn(value, token)) : found.has(value)

/** One value in common may be chance, in a large class; two are none. */
const fewest = 2

/**
 * Whose values stand in a script that has not its own student's: the one of `others` of whom most stand there. Undefined when
 * at least as many are the student's own, or when there are too few to say anything.
 */
export function findForeign(
  script: string,
  own: readonly OwnValue[],
  others: Iterable<readonly [student: string, own: readonly OwnValue[]]>,
): Foreign | undefined {
  const found = tokensIn(script)
  const mine = new Set(own.map(({ value }) => value))
  const least = Math.max(Math.min(fewest, own.length), own.filter((one) => standsIn(one, found)).length + 1)
  let best: Foreign | undefined
  for (const [student, theirs] of others) {
    const values = theirs
      .filter((one) => !mine.has(one.value) && standsIn(one, found))
      .map(({ value }) => value)
    if (values.length >= Math.max(least, (best?.values.length ?? 0) + 1)) best = { student, values }
  }
  return best
}
