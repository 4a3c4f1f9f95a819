import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuiltLab } from '../agent/lab-code.ts'
import { projectFolder } from '../course/find-labs.ts'
import type { LabScript } from '../course/script.ts'
import type { LabChecks } from '../judge/check.ts'
import { LabError } from '../lab-error.ts'

/** What a lab does and what it asks for. */
export interface LabCode {
  script: LabScript
  checks: LabChecks
}

/** A lab's script and checks, as built: the very files that a world is given. */
export async function loadLabCode(id: string): Promise<BuiltLab> {
  const path = join(projectFolder(), 'dist/world/labs', `${id}.mjs`)
  if (!existsSync(path))
    throw new LabError('internal', 'lab-not-built', `Lab ${id} has not been built.`, 'npm run build')
  return (await import(pathToFileURL(path).href)) as BuiltLab
}
