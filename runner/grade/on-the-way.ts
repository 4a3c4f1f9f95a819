import type { LineLook } from '../agent/protocol.ts'

/** What becomes of a check on the right way. */
interface Passage {
  /** Diagnoses that it has until somebody does what is missing. */
  diagnoses: ReadonlySet<string>
  /** Those of them that it has again after it has passed for a while. */
  relapses: ReadonlySet<string>
}

/** By the checks' ids. */
export type OnTheWay = ReadonlyMap<string, Passage>

/** What was seen of a lab's checks while somebody did all of it right. */
export function passagesOf(looks: readonly LineLook[]): OnTheWay {
  const found = new Map<string, { diagnoses: Set<string>; relapses: Set<string>; passed: boolean }>()
  for (const { findings } of looks)
    for (const [id, { status, code }] of Object.entries(findings)) {
      const passage = found.get(id) ?? { diagnoses: new Set(), relapses: new Set(), passed: false }
      found.set(id, passage)
      if (code !== null) passage.diagnoses.add(code)
      if (code !== null && passage.passed) passage.relapses.add(code)
      passage.passed ||= status === 'pass'
    }
  return found
}
