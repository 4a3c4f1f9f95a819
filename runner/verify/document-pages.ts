import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import { parseDocumentCommands, type DocumentCommand } from './document-commands.ts'

const folder = (project: string): string => join(project, 'docs/documents')

/** The paths of the transcripts of the source documents, by their files' names; the README is none. */
export const documentPages = (project = projectFolder()): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder(project))
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .sort()
      .map((name) => [name, join(folder(project), name)]),
  )

export const readDocumentCommands = (project = projectFolder()): DocumentCommand[] =>
  parseDocumentCommands(readFileSync(join(folder(project), 'commands.tsv'), 'utf8'))
