import * as v from 'valibot'
import { LabError } from '../lab-error.ts'
import { safeText } from '../observe/safe-text.ts'
import { Archive, type LabRecord } from './archive.ts'
import { mostNotes } from './notes.ts'
import { Progress } from './progress.ts'

/** Bytes; all that every lab of a course can have is a fraction of it. */
export const largestArchive = 64 * 1024 * 1024

const refuse = (code: string, message: string, next?: string): LabError =>
  new LabError('usage', code, message, next)

const Versioned = v.object({ schemaVersion: v.pipe(v.number(), v.integer()) })

const isOurs = (value: unknown): boolean =>
  v.is(v.object({ format: v.literal('vethlab-progress') }), value) ||
  v.is(v.object({ lab: v.string(), startedAt: v.number() }), value)

/** Refuses what no vethlab has written, though each part of it could be. */
function inconsistency({ labs }: Archive): string | undefined {
  const isWrong = ({ lab, progress, notes }: LabRecord): boolean =>
    (progress !== null && progress.lab !== lab) || Buffer.byteLength(notes ?? '') > mostNotes
  const twice = labs.find(({ lab }, index) => labs.findIndex((one) => one.lab === lab) !== index)
  return (twice ?? labs.find(isWrong))?.lab
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    if (/^\s*\{\s*"format"\s*:\s*"vethlab-progress"/.test(text))
      throw refuse(
        'import-damaged',
        `${name} is damaged: it has no end, or something is amiss in the middle of it.`,
      )
    throw refuse('import-foreign', `${name} is no export of vethlab.`, 'Make one: lab export FILE')
  }
}

/** The progress of one lab, as its file is, is as good as an export of it: this is how one that was set aside comes back. */
const asArchive = (value: unknown): unknown => {
  const { success, output } = v.safeParse(Progress, value)
  if (!success) return value
  const labs = [{ lab: output.lab, progress: output, notes: null, transcript: [] }]
  return { format: 'vethlab-progress', schemaVersion: 1, exportedAt: 0, labs }
}

/**
 * What an export says. `name` is for messages. LabError `import-foreign`, `import-newer` or `import-damaged`; whatever
 * comes back has been looked at as a whole.
 */
export function parseArchive(bytes: Buffer, name: string): Archive {
  const called = safeText(name, { multiline: false })
  const value = parse(bytes.toString().replace(/^\ufeff/, ''), called)
  if (!isOurs(value))
    throw refuse('import-foreign', `${called} is no export of vethlab.`, 'Make one: lab export FILE')
  if (v.is(Versioned, value) && value.schemaVersion > 1)
    throw refuse(
      'import-newer',
      `${called} was written by a newer vethlab.`,
      'Bring this one up to date first.',
    )
  const { success, output, issues } = v.safeParse(Archive, asArchive(value))
  if (!success) {
    const [issue] = issues
    const path = v.getDotPath(issue)
    throw refuse(
      'import-damaged',
      `${called} is damaged: ${path === null ? '' : `at ${safeText(path, { multiline: false }).slice(0, 100)}, `}something is not as vethlab writes it.`,
    )
  }
  const lab = inconsistency(output)
  if (lab === undefined) return output
  throw refuse('import-damaged', `${called} is damaged: what it says of lab ${lab} contradicts itself.`)
}
