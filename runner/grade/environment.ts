import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { readEngineVersion } from '../world/engine-version.ts'
import type { Places } from '../world/places.ts'
import type { GradingEnvironment } from './result.ts'

const sha256 = (...parts: (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  // Lengths between, so that no two lists of parts make one text.
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

const versionOf = (project: string): string =>
  (JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }).version

/** SHA-256 of what a lab's student reads and its author does. */
export const labHash = ({ slug }: Pick<Lab, 'slug'>, project = projectFolder()): string =>
  sha256(...['walkthrough.md', 'script.ts'].map((name) => readFileSync(join(project, 'labs', slug, name))))

/** What verdicts depend on of an environment that is the same on every machine. */
export type Versions = Pick<GradingEnvironment, 'vethlab' | 'labHash' | 'checksHash'>

/**
 * The built files are named by their content, so that of a lab's stands for its checks and for all that they are written in,
 * and that of the agent for everything else.
 */
export function readVersions(lab: Pick<Lab, 'id' | 'slug'>, project = projectFolder()): Versions {
  const built = (name: string): Buffer => readFileSync(join(project, 'dist/world', name))
  return {
    vethlab: `${versionOf(project)} (${sha256(built('agent.mjs')).slice(0, 8)})`,
    labHash: labHash(lab, project),
    checksHash: sha256(built(`labs/${lab.id}.mjs`)),
  }
}

/** What verdicts on this machine depend on besides the submission. LabError when it has no engine that labs can use. */
export const readEnvironment = async (
  places: Pick<Places, 'cache'>,
  lab: Lab,
  project = projectFolder(),
): Promise<GradingEnvironment> => ({
  engine: (await readEngineVersion(places.cache)).text,
  kernel: release(),
  ...readVersions(lab, project),
})

export interface Inputs {
  /** SHA-256 of the submission. */
  submission: string
  lab: string
  environment: GradingEnvironment
  seed: string | null
  timeMs: number
  outputBytes: number
}

/** SHA-256 of everything that verdicts depend on. The marks are not in it: they are given anew each time. */
export const hashInputs = ({ submission, lab, environment, seed, timeMs, outputBytes }: Inputs): string => {
  const { engine, kernel, vethlab, labHash: ofLab, checksHash } = environment
  const limits = `${timeMs} ${outputBytes}`
  return sha256(submission, lab, engine, kernel, vethlab, ofLab, checksHash, seed ?? '', limits)
}
