import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../../course/find-labs.ts'
import { isErrno, LabError } from '../../lab-error.ts'
import { labSentences, type Sentence } from './prose.ts'
import type { LabSource } from './source.ts'

/** Words that no dictionary has, though they are right: names, and the field's own. */
export const wordListPath = '.config/words.txt'

export const readWordList = (project = projectFolder()): string[] =>
  readFileSync(join(project, wordListPath), 'utf8')
    .split('\n')
    .filter((word) => word !== '')

/** British English, as the texts are written in it, with the dictionaries of those who write about computers. */
const settings = {
  version: '0.2',
  language: 'en-GB',
  dictionaries: ['en-gb', 'softwareTerms', 'networking-terms', 'computing-acronyms', 'software-tools'],
  caseSensitive: false,
  minWordLength: 3,
  maxNumberOfProblems: 10_000,
  maxDuplicateProblems: 10_000,
  enableFiletypes: ['*'],
} as const

/**
 * cspell is a tool for developers, and not part of the bundle: it is there when the project's packages are. Rejects with
 * LabError `no-speller` where it is not.
 */
export async function loadSpeller(load = () => import('cspell')): Promise<typeof import('cspell')> {
  try {
    return await load()
  } catch (error) {
    if (!isErrno(error, 'ERR_MODULE_NOT_FOUND')) throw error
    throw new LabError(
      'cannotRun',
      'no-speller',
      'The spelling cannot be looked at here: cspell is not installed (`npm ci` installs it).',
      'npm ci',
      error,
    )
  }
}

/** A word that neither a dictionary nor `words` has, as it was written. */
export interface Unknown {
  where: string
  word: string
}

/** Unknown words in sentences; LabError `no-speller` where cspell is not installed. */
export async function unknownWords(
  sentences: readonly Sentence[],
  words: readonly string[],
): Promise<Unknown[]> {
  const { lint } = await loadSpeller()
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-spelling-'))
  const found: Unknown[] = []
  try {
    const file = join(folder, 'text.txt')
    writeFileSync(file, sentences.map(({ text }) => text.replaceAll('\n', ' ')).join('\n'))
    const config = join(folder, 'cspell.json')
    writeFileSync(config, JSON.stringify({ ...settings, words }))
    const { files, errors } = await lint(
      [file],
      { config, root: folder, gitignore: false, showSuggestions: false },
      { issue: ({ text, row }) => void found.push({ where: sentences[row - 1]?.where ?? '', word: text }) },
    )
    if (files !== 1 || errors > 0) throw new Error('cspell has not read the texts')
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Every word that a student reads stands in a dictionary, or in the project's own list. */
export const spellingRules = async (source: LabSource): Promise<string[]> =>
  (await unknownWords(labSentences(source), readWordList(source.project))).map(
    ({ where, word }) =>
      `${where}: “${word}” is in no dictionary; is it right? Then it belongs into ${wordListPath}`,
  )
