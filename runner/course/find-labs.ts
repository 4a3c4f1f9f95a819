import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError } from '../lab-error.ts'
import type { Lab } from './lab.ts'
import { parseWalkthrough } from './parse-walkthrough.ts'

/** The project's own folder: the one that holds labs/, seen from the sources and from dist/ alike. */
export function projectFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  if (existsSync(join(from, 'labs')) && existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from)
    throw new LabError(
      'internal',
      'no-course',
      'The folder labs/ was not found beside the runner.',
      'Clone the project again.',
    )
  return projectFolder(parent)
}

const isLabFolder = (name: string): boolean => /^\d\d-[a-z0-9-]+$/.test(name)

/** The names of all labs' folders, in the course's order. */
export const labSlugs = (project = projectFolder()): string[] =>
  readdirSync(join(project, 'labs')).filter(isLabFolder).sort()

/** A walkthrough as it was written. */
export const walkthroughText = (slug: string, project = projectFolder()): string =>
  readFileSync(join(project, 'labs', slug, 'walkthrough.md'), 'utf8')

export const readLab = (slug: string, project = projectFolder()): Lab =>
  parseWalkthrough(slug, walkthroughText(slug, project))

/** The lab that a person means by `03`, `3` or `03-manual-wiring`; LabError `lab-unknown` names the known ones. */
export function findLab(wanted: string, project = projectFolder()): Lab {
  const slugs = labSlugs(project)
  const number = /^\d{1,2}$/.test(wanted) ? wanted.padStart(2, '0') : undefined
  const slug = slugs.find((name) => name === wanted || name.slice(0, 2) === number)
  if (slug !== undefined) return readLab(slug, project)
  throw new LabError(
    'usage',
    'lab-unknown',
    `There is no lab “${wanted.slice(0, 40)}”.`,
    `The labs are: ${slugs.map((name) => name.slice(0, 2)).join(', ')}. See \`lab list\`.`,
  )
}
