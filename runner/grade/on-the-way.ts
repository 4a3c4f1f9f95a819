import type { LineLook } from '../agent/protocol.ts'

/** The diagnoses that each check has on the right way, by its id: what is missing until somebody does it. */
export type OnTheWay = ReadonlyMap<string, ReadonlySet<string>>

/** What was seen of a lab's checks while somebody did all of it right. */
export function diagnosesOf(looks: readonly LineLook[]): OnTheWay {
  const found = new Map<string, Set<string>>()
  for (const { findings } of looks)
    for (const [id, { code }] of Object.entries(findings)) {
      if (code === null) continue
      found.set(id, (found.get(id) ?? new Set()).add(code))
    }
  return found
}
