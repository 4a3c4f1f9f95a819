import type { Lab } from '../course/lab.ts'
import { causeText } from '../lab-error.ts'
import { withOwnWorld, type LabWorld } from '../session/lab-world.ts'
import type { Places } from '../world/places.ts'
import { casesOf, verdictsOf, type Case, type Verdicts } from './case.ts'
import { loadLabCode } from './load-lab-code.ts'
import { judgePicture } from './picture.ts'

export interface CaseResult {
  kind: Case['kind']
  name: string
  ok: boolean
  problems: string[]
  verdicts: Verdicts
}

export interface Verification {
  schemaVersion: 1
  lab: string
  ok: boolean
  cases: CaseResult[]
}

const settleMs = 5000
const againMs = 100

/** Judges until the proof holds, or the kernel and the engine have had time enough to follow. */
async function judgeSettled(
  { client }: LabWorld,
  proof: Case,
): Promise<{ verdicts: Verdicts; problems: string[] }> {
  const deadline = Date.now() + settleMs
  for (;;) {
    const verdicts = verdictsOf(await client.check({ waitMs: 0, evidence: 'failed' }))
    const problems = proof.judge(verdicts)
    if (problems.length === 0 || Date.now() > deadline) return { verdicts, problems }
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}

async function prove(places: Places, lab: Lab, proof: Case, refresh: boolean): Promise<CaseResult> {
  try {
    const { verdicts, problems } = await withOwnWorld(places, lab, 'verify', async (world) => {
      if (proof.play) await world.client.play(proof.play, () => undefined)
      const judged = await judgeSettled(world, proof)
      if (proof.kind !== 'script' || judged.problems.length > 0) return judged
      return { ...judged, problems: await judgePicture(world.client, lab, refresh) }
    })
    return { kind: proof.kind, name: proof.name, ok: problems.length === 0, problems, verdicts }
  } catch (error) {
    return { kind: proof.kind, name: proof.name, ok: false, problems: [causeText(error)], verdicts: {} }
  }
}

/** Runs `work` on every item, `atOnce` of them together, and keeps their order. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const workers = Array.from({ length: atOnce }, async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  })
  await Promise.all(workers)
  return results
}

/** Checks on which two performances of the same case disagree: a flake, which no student may be judged by. */
const disagreements = (one: Verdicts, other: Verdicts): string[] =>
  Object.keys({ ...one, ...other })
    .filter((id) => one[id] !== other[id])
    .map((id) => `${id} was ${one[id] ?? 'unknown'} the first time and ${other[id] ?? 'unknown'} the second`)

async function proveTwice(places: Places, lab: Lab, proof: Case, refresh: boolean): Promise<CaseResult> {
  const first = await prove(places, lab, proof, refresh)
  const second = await prove(places, lab, proof, refresh)
  const problems = [
    ...new Set([...first.problems, ...second.problems, ...disagreements(first.verdicts, second.verdicts)]),
  ]
  return { ...second, ok: problems.length === 0, problems }
}

export interface VerifyOptions {
  /** Worlds that run together. */
  atOnce: number
  /** Perform every case twice, and fail on any disagreement. */
  twice: boolean
  /** Perform the script alone, and draw the lab's picture anew instead of comparing it with what the host looks like. */
  refresh: boolean
  tell: (result: CaseResult) => void
}

/**
 * Proves a lab: untouched nothing passes; its own text, its script and every variant pass, and the solved lab looks as its
 * picture says; every fault kills exactly the checks it names. Each proof has a world of its own.
 */
export async function verifyLab(
  places: Places,
  lab: Lab,
  { atOnce, twice, refresh, tell }: VerifyOptions,
): Promise<Verification> {
  const { script, checks } = await loadLabCode(lab.id)
  const all = casesOf(lab, script, checks)
  const chosen = refresh ? all.filter(({ kind }) => kind === 'script') : all
  const cases = await inParallel(chosen, atOnce, async (proof) => {
    const result = await (twice ? proveTwice : prove)(places, lab, proof, refresh)
    tell(result)
    return result
  })
  return { schemaVersion: 1, lab: lab.id, ok: cases.every(({ ok }) => ok), cases }
}
