import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { causeText, isErrno, LabError } from '../../lab-error.ts'
import type { ClassResults } from '../result.ts'
import type { Reports } from './render-reports.ts'

async function writeFiles(files: Record<string, string>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

/** Puts a folder into the place of another, which goes into `draft`. */
async function swapFolder(draft: string, name: string, folder: string): Promise<void> {
  const place = join(folder, name)
  await rename(place, join(draft, `old-${name}`)).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) throw error // there was none
  })
  await rename(join(draft, name), place)
}

async function writeAll({ files, folders }: Reports, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const draft = await mkdtemp(join(folder, '.reports-'))
  try {
    await writeFiles(files, draft)
    for (const [name, inside] of Object.entries(folders)) await writeFiles(inside, join(draft, name))
    for (const name of Object.keys(files)) await rename(join(draft, name), join(folder, name))
    for (const name of Object.keys(folders)) await swapFolder(draft, name, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/**
 * Writes every report of a class into a folder, which is made when it is not there, and returns the paths of those for
 * the class. All are written aside and then put into place, so that a reader finds the old report or the new one;
 * pages of students who are no longer there go, and what else is in the folder stays. LabError `reports-not-written`.
 */
export async function writeReports(
  results: ClassResults,
  folder: string,
  now: number = Date.now(),
): Promise<string[]> {
  // Large, with a library for charts; whoever only imports this module does not pay for it.
  const { renderReports } = await import('./render-reports.ts')
  const reports = renderReports(results, now)
  try {
    await writeAll(reports, folder)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'reports-not-written',
      `The reports cannot be written to ${folder}: ${causeText(error)}.`,
      'Free some space or mend its permissions, then run the command again.',
      error,
    )
  }
  return Object.keys(reports.files).map((name) => join(folder, name))
}
