import { LabError } from '../lab-error.ts'
import { parseTranscript } from './transcript.ts'

/** One command of a source document, as docs/documents/commands.tsv lists it. */
export interface DocumentCommand {
  /** The document's number. */
  document: string
  line: number
  /** As the document writes it. */
  text: string
  /** The page that types it, or why no page does. */
  where: { page: string } | { notRun: string }
}

/** Reads the list: document, line, command and page (or `not run: why`), parted by tabs; `#` starts a comment. */
export function parseDocumentCommands(list: string): DocumentCommand[] {
  return list.split('\n').flatMap((row, index) => {
    if (row === '' || row.startsWith('#')) return []
    const [document, line, text, where, ...more] = row.split('\t')
    if (!document || !line || !text || !where || more.length > 0)
      throw new LabError(
        'internal',
        'list-broken',
        `docs/documents/commands.tsv, row ${index + 1}: not four columns.`,
        'Write document, line, command and page, with tabs between them.',
      )
    const [, reason] = /^not run: (.+)$/.exec(where) ?? []
    return [
      {
        document,
        line: Number(line),
        text,
        where: reason === undefined ? { page: where } : { notRun: reason },
      },
    ]
  })
}

const blank = '□'
const isAddress = (word: string): boolean => /^\d+(\.\d+){3}(\/\d+)?$/.test(word)

/** A document's container, namespace and process ids, and its `<NAME>`, are for the reader to fill in. */
const openBlanks = (text: string): string[] =>
  text
    .replace(/<[^<>]+>|\$\w+|\b[0-9a-f]{12}\b|(?<=\/|netns |exec |pid=)\d{4}\b/g, blank)
    .split(' ')
    .filter(Boolean)

const filled = (typed: string): string[] =>
  typed
    .replace(/\\\n\s*/g, ' ')
    .replace(/\$\([^()]*\)|\$\w+/g, blank)
    .split(' ')
    .filter(Boolean)

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
const wordMatches = (word: string, typed: string): boolean =>
  new RegExp(`^${word.split(blank).map(escapePattern).join('\\S+')}$`).test(typed)

/**
 * Whether `typed` is the document's command with nothing but its blanks filled in: ids, names between angle brackets, and
 * addresses that the document has lost.
 */
export function fillsBlanks(document: string, typed: string): boolean {
  const words = openBlanks(document)
  let place = 0
  for (const word of filled(typed)) {
    if (words[place] !== undefined && wordMatches(String(words[place]), word)) place += 1
    else if (!isAddress(word)) return false
  }
  return place === words.length
}

/** All that a page has its reader type on an engine, with the Ctrl-C among the output, in order. */
const typedOn = (page: string, text: string, engineMajor?: number): string[] =>
  parseTranscript(page, text, engineMajor).flatMap(({ text: command, expected }) => [
    command,
    ...expected.filter((line) => line === '^C'),
  ])

/**
 * The listed commands that no page types in their turn. `pages` has the text of each page by its file's name; of these,
 * what is typed on an engine of `engineMajor` counts.
 */
export function missingCommands(
  commands: readonly DocumentCommand[],
  pages: Readonly<Record<string, string>>,
  engineMajor?: number,
): DocumentCommand[] {
  const left = new Map(Object.entries(pages).map(([page, text]) => [page, typedOn(page, text, engineMajor)]))
  return commands.filter(({ text, where }) => {
    if (!('page' in where)) return false
    const typed = left.get(where.page) ?? []
    const found = typed.findIndex((command) => fillsBlanks(text, command))
    if (found >= 0) left.set(where.page, typed.slice(found + 1))
    return found < 0
  })
}
