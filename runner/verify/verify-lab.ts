import { labSlugs, projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import type { LabReport } from '../judge/verdict.ts'
import { causeText } from '../lab-error.ts'
import { withOwnWorld, type LabWorld } from '../session/lab-world.ts'
import type { Places } from '../world/places.ts'
import {
  verdictsOf,
  worldCases,
  type Act,
  type Case,
  type TextCase,
  type Verdicts,
  type WorldCase,
} from './case.ts'
import { cutDown, lackingOf, unprovenOf, type Unproven } from './here.ts'
import { loadLabCode, type LabCode } from './load-lab-code.ts'
import { judgePicture } from './picture.ts'
import { createQueue, type Queue } from './queue.ts'
import { readSource } from './rules/source.ts'
import { textCases } from './text-cases.ts'

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
  /** From the start of its first proof to the end of its last; other labs' proofs may run meanwhile. */
  durationMs: number
  cases: CaseResult[]
  /** What this machine can neither prove nor refute; absent when that is nothing. */
  unproven?: Unproven
}

const settleMs = 5000
const againMs = 100

interface Judged {
  verdicts: Verdicts
  problems: string[]
}

/** A problem with a check, and what the check itself says of the host. */
function explained(problem: string, { steps }: LabReport): string {
  const check = steps.flatMap(({ checks }) => checks).find(({ id }) => problem.includes(`${id} `))
  const said = check?.status === 'fail' || check?.status === 'cannot-run' ? check.diagnosis?.text : undefined
  return said === undefined ? problem : `${problem}: ${said} (${check?.actual ?? ''})`
}

/** Judges until the proof holds, or the kernel and the engine have had time enough to follow. */
async function judgeSettled({ client }: LabWorld, { judge }: Act): Promise<Judged> {
  const deadline = Date.now() + settleMs
  for (;;) {
    const report = await client.check({ waitMs: 0, evidence: 'failed' })
    const verdicts = verdictsOf(report)
    const problems = judge(verdicts).map((problem) => explained(problem, report))
    if (problems.length === 0 || Date.now() > deadline) return { verdicts, problems }
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}

/** Checks on which two judgements of the same case disagree: a flake, which no student may be judged by. */
const disagreements = (one: Verdicts, other: Verdicts): string[] =>
  Object.keys({ ...one, ...other })
    .filter((id) => one[id] !== other[id])
    .map((id) => `${id} was ${one[id] ?? 'unknown'} the first time and ${other[id] ?? 'unknown'} the second`)

/** Judges once more what has just been judged: of a host on which nothing happens, a check must say the same again. */
async function judgeAgain({ client }: LabWorld, first: Judged): Promise<Judged> {
  const again = verdictsOf(await client.check({ waitMs: 0, evidence: 'failed' }))
  return { ...first, problems: disagreements(first.verdicts, again) }
}

/** Acts until one goes wrong: what comes after it would only be wrong for the same reason. */
async function performActs(world: LabWorld, acts: Act[], twice: Twice): Promise<Judged> {
  let judged: Judged = { verdicts: {}, problems: [] }
  for (const act of acts) {
    if (act.play) await world.client.play(act.play, () => undefined)
    judged = await judgeSettled(world, act)
    if (judged.problems.length === 0 && twice === 'judged') judged = await judgeAgain(world, judged)
    if (judged.problems.length > 0) break
  }
  return judged
}

const resultOf = ({ kind, name }: Case, { problems, verdicts }: Judged): CaseResult => ({
  kind,
  name,
  ok: problems.length === 0,
  problems,
  verdicts,
})

/** The picture of a lab is one of the host that its script has solved. */
async function perform(world: LabWorld, lab: Lab, proof: WorldCase, twice: Twice): Promise<Judged> {
  const { acts, pictured } = proof
  const judged = await performActs(world, acts, twice)
  if (!pictured || judged.problems.length > 0) return judged
  return { ...judged, problems: await judgePicture(world.client, lab) }
}

async function prove(places: Places, lab: Lab, proof: WorldCase, twice: Twice): Promise<CaseResult> {
  try {
    const found = await withOwnWorld(places, proof.own ?? lab, 'verify', (world) =>
      perform(world, lab, proof, twice),
    )
    return resultOf(proof, found)
  } catch (error) {
    return resultOf(proof, { problems: [causeText(error)], verdicts: {} })
  }
}

async function hold(proof: TextCase): Promise<CaseResult> {
  try {
    return resultOf(proof, { problems: await proof.find(), verdicts: {} })
  } catch (error) {
    return resultOf(proof, { problems: [causeText(error)], verdicts: {} })
  }
}

function agree(first: CaseResult, second: CaseResult): CaseResult {
  const problems = [
    ...new Set([...first.problems, ...second.problems, ...disagreements(first.verdicts, second.verdicts)]),
  ]
  return { ...second, ok: problems.length === 0, problems }
}

/**
 * How a flake is looked for, a check that says one thing today and another tomorrow: each case is `performed` twice, in two
 * worlds; or performed once and `judged` twice, which costs a fraction; or not at all.
 */
export type Twice = 'performed' | 'judged' | 'no'

export interface VerifyOptions {
  /** Worlds that run together. */
  atOnce: number
  twice: Twice
  tell: (lab: Lab, result: CaseResult) => void
}

/** A lab whose proofs are being made. */
export interface RunningVerification {
  lab: Lab
  code: LabCode
  verification: Promise<Verification>
}

interface Loaded {
  lab: Lab
  code: LabCode
  proofs: Case[]
  unproven: Unproven | undefined
}

async function load(places: Places, lab: Lab): Promise<Loaded> {
  const code = await loadLabCode(lab.id)
  const source = readSource(projectFolder(), labSlugs(), lab.slug, code)
  const lacking = await lackingOf(places, lab)
  const here = cutDown(lab, code, lacking)
  const worlds = worldCases(here.lab, here.code.script, here.code.checks)
  return { lab, code, proofs: [...textCases(source), ...worlds], unproven: unprovenOf(code, lacking) }
}

async function verifyOne(
  places: Places,
  { lab, proofs, unproven }: Loaded,
  queue: Queue,
  { twice, tell }: VerifyOptions,
): Promise<Verification> {
  let started: number | undefined
  const once = (proof: WorldCase, place: number): Promise<CaseResult> =>
    queue(() => {
      started ??= Date.now()
      return prove(places, lab, proof, twice)
    }, place)
  const result = async (proof: Case, place: number): Promise<CaseResult> => {
    if (proof.kind === 'text') return hold(proof)
    if (twice !== 'performed') return once(proof, place)
    return agree(...(await Promise.all([once(proof, place), once(proof, place)])))
  }
  const cases = await Promise.all(
    proofs.map(async (proof, index) => {
      const found = await result(proof, index / proofs.length)
      tell(lab, found)
      return found
    }),
  )
  const now = Date.now()
  return {
    schemaVersion: 1,
    lab: lab.id,
    ok: cases.every(({ ok }) => ok),
    durationMs: now - (started ?? now),
    cases,
    ...(unproven && { unproven }),
  }
}

/**
 * Begins to prove labs. Their texts keep the rules; untouched nothing passes; the walkthrough, the script and every
 * variant pass; the solved host looks as its picture says; each step of the script leads to the next; every fault kills
 * exactly the checks that it names. Each proof has a world of its own, and all of them stand in one queue, the labs evenly
 * mixed: some wait more than they work.
 */
export async function verifyLabs(
  places: Places,
  labs: readonly Lab[],
  options: VerifyOptions,
): Promise<RunningVerification[]> {
  const loaded = await Promise.all(labs.map((lab) => load(places, lab)))
  const queue = createQueue(options.atOnce)
  return loaded.map((one) => ({
    lab: one.lab,
    code: one.code,
    verification: verifyOne(places, one, queue, options),
  }))
}
