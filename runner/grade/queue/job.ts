import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { valueKinds } from '../../course/values/value.ts'
import { inputsOf } from '../grade-submission.ts'
import type { Order } from '../grader.ts'
import type { Submission } from '../submission/submission.ts'

const Whole = v.pipe(v.number(), v.integer(), v.minValue(0))

/**
 * A submission in the queue, with all that a worker needs. Whose it is stands nowhere in it, and the marks are given where it
 * was asked for: neither is anybody else's business.
 */
export const JobShape = v.object({
  lab: v.string(),
  versions: v.object({ vethlab: v.string(), labHash: v.string(), checksHash: v.string() }),
  engine: v.nullable(v.string()),
  script: v.string(),
  facts: v.object({
    sha256: v.string(),
    bytes: Whole,
    kind: v.picklist(['script', 'bundle']),
    signedBy: v.exactOptional(v.string()),
  }),
  claims: v.nullable(v.object({ points: Whole, maxPoints: Whole })),
  limits: v.object({ timeMs: Whole, outputBytes: Whole }),
  attribute: v.boolean(),
  /** The student's own values; none where all are judged alike. */
  own: v.array(
    v.object({
      name: v.string(),
      kind: v.picklist(valueKinds),
      default: v.string(),
      within: v.exactOptional(v.string()),
      value: v.string(),
    }),
  ),
})
export type Job = v.InferOutput<typeof JobShape>

/** A submission that is one. */
export type Asked = Submission & { script: string; facts: NonNullable<Submission['facts']> }

/** The engine that a grader asks for: the empty one of its environment means any. */
export const engineOf = ({ environment }: Pick<Order, 'environment'>): string | null =>
  environment.engine === '' ? null : environment.engine

export function jobOf({ script, facts, claims, own }: Asked, grader: Order): Job {
  const { vethlab, labHash, checksHash } = grader.environment
  const { file: _, ...others } = facts
  return {
    lab: grader.lab.id,
    versions: { vethlab, labHash, checksHash },
    engine: engineOf(grader),
    script,
    facts: others,
    claims,
    limits: grader.limits,
    attribute: grader.attribute,
    own,
  }
}

/** The same as a worker grades it. */
export const submissionOf = ({ script, facts, claims, own }: Job): Submission => ({
  student: '',
  file: '',
  facts: { file: '', ...facts },
  script,
  refused: null,
  notes: [],
  writtenAt: null,
  claims,
  sheet: null,
  own,
})

/**
 * By which a submission is known in the queue: equal ones are graded once, whoever asks. `anew` is something new where it
 * shall be graded again all the same.
 */
export function keyOf(submission: Asked, grader: Order, anew = ''): string {
  const parts = [inputsOf(submission, grader), submission.facts.kind, grader.attribute, anew]
  // BullMQ takes no number for an id, and a hash may look like one.
  return `s${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`
}
