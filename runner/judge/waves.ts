import type { Check } from './check.ts'

/**
 * Decides checks in waves: those whose `after` is decided go together. `decide` is given what has been decided before. Throws
 * Error when checks wait for each other, or for one that is not there.
 */
export async function inWaves<Decision>(
  checks: readonly Check[],
  decide: (check: Check, decided: ReadonlyMap<string, Decision>) => Promise<Decision>,
): Promise<Map<string, Decision>> {
  const decided = new Map<string, Decision>()
  let waiting = [...checks]
  while (waiting.length > 0) {
    const ready = waiting.filter((check) => (check.after ?? []).every((id) => decided.has(id)))
    if (ready.length === 0)
      throw new Error(
        `these checks wait for each other or for an unknown one: ${waiting.map(({ id }) => id).join(', ')}`,
      )
    const wave = await Promise.all(
      ready.map(async (check) => [check.id, await decide(check, decided)] as const),
    )
    for (const [id, decision] of wave) decided.set(id, decision)
    waiting = waiting.filter(({ id }) => !decided.has(id))
  }
  return decided
}

/** The first check that this one waits for and that has not passed; undefined when it can be looked at. */
export const waitsFor = (
  { after }: Check,
  decided: ReadonlyMap<string, { status: string | null }>,
): string | undefined => after?.find((id) => decided.get(id)?.status !== 'pass')
