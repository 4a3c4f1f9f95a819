import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { SubmissionFacts } from '../result.ts'
import { bundleEnding, parseBundle } from './bundle.ts'
import { fingerprintOf, signatureHolds } from './bundle-key.ts'
import { submissionLimits } from './limits.ts'
import { readHandedIn } from './read-file.ts'
import { replayOf } from './replay.ts'
import { decodeText, normaliseScript } from './script-text.ts'
import { Refused, type Submission } from './submission.ts'

/** Where a submission is, before anybody has looked into it. */
export interface Place {
  student: string
  /** The folder of submissions. */
  folder: string
  /** Its path below that. */
  file: string
}

/** The lab that submissions are for. */
export interface Wanted {
  id: string
  /** SHA-256 of what the student reads and does. */
  hash: string
}

type Content = Pick<Submission, 'script' | 'notes' | 'claims' | 'sheet'> & { signedBy?: string }

const readScript = (text: string): Content => ({
  ...normaliseScript(text),
  claims: null,
  sheet: null,
})

function readBundle(text: string, lab: Wanted): Content {
  const { bundle, manifest } = parseBundle(text)
  if (manifest.lab.id !== lab.id)
    throw new Refused(`It is for lab ${manifest.lab.id}, not for lab ${lab.id}.`)
  const { script, notes } = replayOf(manifest)
  return {
    script: normaliseScript(script).script,
    notes: [
      ...(signatureHolds(bundle)
        ? []
        : ['The bundle’s signature does not hold: it was edited, or damaged, after it was made.']),
      ...(manifest.lab.hash === lab.hash ? [] : ['The bundle was made with another version of the lab.']),
      ...notes,
    ],
    claims: { points: manifest.report.points, maxPoints: manifest.report.maxPoints },
    sheet: manifest.values ?? null,
    signedBy: fingerprintOf(bundle),
  }
}

const nothing = (place: Pick<Place, 'student' | 'file'>): Submission => ({
  student: place.student,
  file: place.file,
  facts: null,
  script: null,
  refused: null,
  notes: [],
  writtenAt: null,
  claims: null,
  sheet: null,
  own: [],
})

/** A submission that is none, by its place alone. */
export const refusedAt = (place: Pick<Place, 'student' | 'file'>, why: string): Submission => ({
  ...nothing(place),
  refused: why,
})

/** Reads what somebody has handed in. Never throws for what is in it: what is no submission says why. */
export function readSubmission(place: Place, lab: Wanted): Submission {
  const kind: SubmissionFacts['kind'] = basename(place.file).endsWith(bundleEnding) ? 'bundle' : 'script'
  let known: Submission = nothing(place)
  try {
    const { scriptBytes, bundleBytes } = submissionLimits
    const { bytes, writtenAt } = readHandedIn(
      join(place.folder, place.file),
      kind === 'script' ? scriptBytes : bundleBytes,
    )
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    known = { ...known, writtenAt, facts: { file: place.file, sha256, bytes: bytes.length, kind } }
    const text = decodeText(bytes)
    const { signedBy, ...content } = kind === 'script' ? readScript(text) : readBundle(text, lab)
    return {
      ...known,
      ...content,
      facts: known.facts && { ...known.facts, ...(signedBy !== undefined && { signedBy }) },
    }
  } catch (error) {
    if (error instanceof Refused) return { ...known, refused: error.message }
    throw error
  }
}
