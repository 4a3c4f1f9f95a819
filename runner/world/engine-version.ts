import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lab-error.ts'
import { engineIsSupported, parseEngineVersion, type EngineVersion } from './engine-quirks.ts'
import { mustRun } from './run-command.ts'
import { draftOf } from './sweep-drafts.ts'
import { findTool } from './tools.ts'

/** A file of the cache that says what this very dockerd printed: to ask it anew costs more than all the rest. */
const noteOf = (cache: string, program: string): string => {
  const { ino, size, mtimeMs } = statSync(program)
  const hash = createHash('sha256').update(`${program} ${ino} ${size} ${mtimeMs}`).digest('hex').slice(0, 16)
  return join(cache, `engine-${hash}.txt`)
}

const readNote = (note: string): string => {
  try {
    return readFileSync(note, 'utf8')
  } catch {
    return '' // this dockerd has not been asked yet
  }
}

const askEngine = async (program: string, note: string): Promise<string> => {
  const printed = await mustRun([program, '--version'])
  const draft = draftOf(note)
  mkdirSync(join(note, '..'), { recursive: true })
  writeFileSync(draft, printed)
  renameSync(draft, note)
  return printed
}

/** The machine's engine version, from its own dockerd. Throws LabError `engine-unsupported`. */
export async function readEngineVersion(
  cache: string,
  program = findTool('dockerd') ?? 'dockerd',
): Promise<EngineVersion> {
  const note = noteOf(cache, program)
  const version = parseEngineVersion(readNote(note) || (await askEngine(program, note)))
  if (version && engineIsSupported(version)) return version
  throw new LabError(
    'cannotRun',
    'engine-unsupported',
    `This machine's Docker Engine is ${version?.text ?? 'of an unknown version'}; labs need 20.10 or newer.`,
    'Install a newer docker.io or docker-ce.',
  )
}
