import * as v from 'valibot'
import { ValuesSheet } from '../../course/values/sheet.ts'
import { Refused } from './submission.ts'

const Text = (most: number) => v.pipe(v.string(), v.maxLength(most))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))

/** What `lab submit` says of a lab as its student has it: docs/schema/submission.schema.json. */
export const Manifest = v.object({
  schemaVersion: v.literal(1),
  lab: v.object({ id: v.pipe(v.string(), v.regex(/^\d\d$/)), hash: Text(64) }),
  /** Milliseconds since the epoch. */
  madeAt: Count,
  engine: Text(100),
  kernel: Text(200),
  vethlab: Text(100),
  /** What was typed on the host since it was booted, the oldest first. */
  commands: v.array(
    v.object({ at: Count, terminal: Text(100), command: Text(8192), exitCode: v.nullable(v.number()) }),
  ),
  /** Help that was used: the highest rung of hints by step, and steps that were solved or passed over. */
  help: v.object({
    hints: v.record(Text(100), Count),
    solved: v.array(Text(100)),
    passedOver: v.array(Text(100)),
  }),
  /** The file of values that the student had; absent for who had none. */
  values: v.exactOptional(ValuesSheet),
  /** `lab check --json`, as it was then. */
  report: v.looseObject({ points: Count, maxPoints: Count }),
  /** The host as the checks saw it. */
  snapshot: v.unknown(),
})
export type Manifest = v.InferOutput<typeof Manifest>

/** The file: a manifest, and who has signed it. */
export const Bundle = v.object({
  about: v.string(),
  manifest: v.looseObject({}),
  /** The signer's public key, Ed25519, in base64 of its SubjectPublicKeyInfo (RFC 8410). */
  key: Text(200),
  /** Of the manifest's text as JSON without spaces, in base64 (RFC 8032). */
  signature: Text(200),
})
export type Bundle = v.InferOutput<typeof Bundle>

export const bundleEnding = '.vethlab'

export const about =
  'What a student has done in a lab of vethlab. It proves nothing: only what comes of it when the instructor runs it again counts.'

/** What is signed of a manifest. */
export const signedText = (manifest: object): string => JSON.stringify(manifest)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Refused('It is no bundle: it is no JSON.')
  }
}

/** A bundle's parts; throws Refused when it is none, or one that this version does not know. */
export function parseBundle(text: string): { bundle: Bundle; manifest: Manifest } {
  const value = parseJson(text)
  const { success, output: bundle, issues } = v.safeParse(Bundle, value)
  if (!success) throw new Refused(`It is no bundle of vethlab: ${where(issues)}.`)
  if (v.is(v.looseObject({ schemaVersion: v.pipe(v.number(), v.minValue(2)) }), bundle.manifest))
    throw new Refused('Its bundle was made by a newer vethlab than this one.')
  const found = v.safeParse(Manifest, bundle.manifest)
  if (!found.success) throw new Refused(`Its bundle is not as it should be: ${where(found.issues)}.`)
  return { bundle, manifest: found.output }
}

const where = ([issue]: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string => {
  const path = v.getDotPath(issue)
  return path === null ? 'it is no object' : `something is wrong with ${path.slice(0, 100)}`
}
