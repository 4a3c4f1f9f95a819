import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import { parseSource, type SourceFile } from './source-file.ts'
import { readVocabulary, type Chapter } from './vocabulary.ts'

const sourcesIn = (folder: string, isOurs: (name: string) => boolean): SourceFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && isOurs(name))
    .sort()
    .map((name) => parseSource(name, readFileSync(join(folder, name), 'utf8')))

/** The project's own vocabulary, read from checks/; tests and fixtures are no part of it. */
export function projectVocabulary(project = projectFolder()): Chapter[] {
  const checks = join(project, 'checks')
  const words = sourcesIn(join(checks, 'vocabulary'), (name) => !/\.test\.ts$|fixtures\.ts$/.test(name))
  return readVocabulary(
    words,
    sourcesIn(checks, (name) => /^\d\d-/.test(name)),
  )
}
