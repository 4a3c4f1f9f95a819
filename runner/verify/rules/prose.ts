import { allChecks, at, type LabSource, type SourceFile } from './source.ts'

/** Some words that a student reads, and where they stand. */
export interface Sentence {
  where: string
  text: string
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/** A Markdown text's own words: what is typed, shown or meant for programs is blanked out, and every line stays its line. */
export const proseOf = (markdown: string): string =>
  markdown
    .replace(/^---\n[\s\S]*?\n---\n/, (matter) => matter.replace(/^(?!title: |summary: ).*$/gm, blank))
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(`+)[^`]+\1/g, blank)
    .replace(/<\/?[a-z][^>]*>/g, blank)
    .replace(/\]\([^)]*\)/g, blank)
    .replace(/\b[a-z]+:\/\/\S+/g, blank)
    // A path, an option, a file.
    .replace(/(?<=^|[\s(“"])(?:\/|--?|\.)[\w./-]+/gm, blank)
    .replace(/\b[\w-]+\.(?:json|conf|log|sock|md|ts|ya?ml)\b/g, blank)

/** A Markdown file, line by line. */
export const markdownSentences = ({ path, text }: SourceFile): Sentence[] =>
  proseOf(text)
    .split('\n')
    .map((line, index) => ({ where: `${path}:${index + 1}`, text: line }))
    .filter((sentence) => sentence.text.trim() !== '')

/** Strings of a source that are sentences: several words, and none of a shell's or a program's signs. */
export function codeSentences({ path, text }: SourceFile): Sentence[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)]
      .map(([, plain, template]) => (plain ?? template ?? '').replace(/\$\{[^}]*\}/g, ' '))
      .filter((string) => /\p{L} +\p{L}/u.test(string))
      .map((string) => ({ where: `${path}:${index + 1}`, text: proseOf(string) })),
  )
}

/** All that a student reads of a lab: its walkthrough, and the titles of its checks, variants and faults. */
export function labSentences({ walkthrough, script, scriptFile, checks, checksFile }: LabSource): Sentence[] {
  const titled = (file: SourceFile, texts: string[]): Sentence[] =>
    texts.map((text) => ({ where: at(file, text), text: proseOf(text) }))
  return [
    ...markdownSentences(walkthrough),
    ...titled(
      scriptFile,
      [...Object.values(script.variants), ...script.faults].map(({ title }) => title),
    ),
    ...titled(
      checksFile,
      allChecks(checks).flatMap(({ title, is }) => [title, is.expected]),
    ),
  ]
}
