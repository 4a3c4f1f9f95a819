import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import type { LabScript } from '../../course/script.ts'
import type { Check, LabChecks } from '../../judge/check.ts'

/** One text of a lab as it stands in the project. */
export interface SourceFile {
  /** From the project's folder: `labs/03-manual-wiring/walkthrough.md`. */
  path: string
  text: string
}

/** A lab as its author sees it: what it means, and the files in which it says so. */
export interface LabSource {
  /** The project's folder. */
  project: string
  lab: Lab
  script: LabScript
  checks: LabChecks
  walkthrough: SourceFile
  scriptFile: SourceFile
  checksFile: SourceFile
  /** The names of what is in the lab's folder, and in checks/. */
  folder: string[]
  checksFolder: string[]
  /** The folders of all labs. */
  slugs: string[]
}

/** What a rule finds wrong with a lab, in sentences that begin with the file, and with the line where there is one. */
export type Rule = (source: LabSource) => string[] | Promise<string[]>

/** Reads a lab's files; `code` is what its script and its checks export. */
export function readSource(
  project: string,
  slugs: string[],
  slug: string,
  code: { script: LabScript; checks: LabChecks },
): LabSource {
  const file = (path: string): SourceFile => ({ path, text: readFileSync(join(project, path), 'utf8') })
  return {
    ...code,
    project,
    slugs,
    lab: readLab(slug, project),
    walkthrough: file(`labs/${slug}/walkthrough.md`),
    scriptFile: file(`labs/${slug}/script.ts`),
    checksFile: file(`checks/${slug}.ts`),
    folder: readdirSync(join(project, 'labs', slug)).sort(),
    checksFolder: readdirSync(join(project, 'checks')).sort(),
  }
}

export const allChecks = ({ steps }: LabChecks): Check[] => steps.flatMap(({ checks }) => checks)

/** Where something stands: `labs/03-manual-wiring/walkthrough.md:12`; the file alone when it is not in there. */
export function at({ path, text }: SourceFile, what: string): string {
  const index = text.indexOf(what)
  return index === -1 ? path : `${path}:${text.slice(0, index).split('\n').length}`
}

/** The line of a step's, question's or debrief's mark. */
export const atMark = ({ walkthrough }: LabSource, kind: string, id = ''): string =>
  at(walkthrough, `<!-- ${kind}: ${id}`)

export interface NumberedLine {
  where: string
  line: string
  /** Inside a fenced block, or one of its fences. */
  fenced: boolean
}

/** A file's lines, each with its place. */
export function linesOf({ path, text }: SourceFile): NumberedLine[] {
  let fenced = false
  return text.split('\n').map((line, index) => {
    const fence = /^\s*(```|~~~)/.test(line)
    const inside = fenced || fence
    if (fence) fenced = !fenced
    return { where: `${path}:${index + 1}`, line, fenced: inside }
  })
}

/** What occurs more than once. */
export const repeated = (things: readonly string[]): string[] => [
  ...new Set(things.filter((thing, index) => things.indexOf(thing) !== index)),
]
