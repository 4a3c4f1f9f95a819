import * as v from 'valibot'
import type { ClassResults, GradeRecord } from './result.ts'

const Whole = v.pipe(v.number(), v.integer(), v.minValue(0))
const Points = v.pipe(v.number(), v.minValue(0))
const MaybeText = v.nullable(v.string())

const Check = v.object({
  id: v.string(),
  step: v.string(),
  title: v.string(),
  status: v.picklist(['pass', 'fail', 'skipped', 'cannot-run']),
  points: Points,
  maxPoints: Points,
  visibility: v.picklist(['always', 'after-due', 'never']),
  expected: v.string(),
  actual: v.string(),
  diagnosis: v.nullable(v.object({ code: v.string(), text: v.string() })),
  evidence: v.array(v.object({ command: v.string(), output: v.string(), truncated: v.boolean() })),
  line: v.nullable(v.object({ number: Whole, text: v.string(), what: v.string() })),
  attribution: MaybeText,
})

/** A record, as it stands in a file: docs/schema/grade.schema.json. */
export const RecordShape: v.GenericSchema<GradeRecord> = v.object({
  student: v.string(),
  submission: v.nullable(
    v.object({
      file: v.string(),
      sha256: v.string(),
      bytes: Whole,
      kind: v.picklist(['script', 'bundle']),
      signedBy: v.exactOptional(v.string()),
    }),
  ),
  lab: v.string(),
  outcome: v.picklist(['graded', 'timed-out', 'over-limit', 'refused', 'ungradable']),
  problem: MaybeText,
  points: v.nullable(Points),
  maxPoints: Points,
  late: v.nullable(v.object({ days: Whole, factor: Points })),
  checks: v.array(Check),
  seed: MaybeText,
  environment: v.object({
    engine: v.string(),
    kernel: v.string(),
    vethlab: v.string(),
    labHash: v.string(),
    checksHash: v.string(),
  }),
  startedAt: Whole,
  durationMs: Whole,
  attempts: Whole,
  notes: v.array(v.string()),
  script: v.exactOptional(
    v.object({
      exitCode: v.nullable(v.number()),
      output: v.string(),
      truncated: v.boolean(),
      failed: v.exactOptional(
        v.array(v.object({ line: Whole, text: v.string(), exitCode: v.number(), said: v.string() })),
      ),
    }),
  ),
  inputs: v.exactOptional(v.string()),
})

/** A class, as it stands in results.json. */
export const ResultsShape: v.GenericSchema<ClassResults> = v.object({
  schemaVersion: v.literal(1),
  lab: v.object({
    id: v.string(),
    title: v.string(),
    steps: v.array(v.object({ id: v.string(), number: Whole, title: v.string() })),
    valuesKey: v.exactOptional(v.string()),
  }),
  gradedAt: Whole,
  roster: v.array(
    v.object({
      student: v.string(),
      name: MaybeText,
      email: MaybeText,
      id: MaybeText,
      due: v.nullable(v.number()),
    }),
  ),
  records: v.array(RecordShape),
})
