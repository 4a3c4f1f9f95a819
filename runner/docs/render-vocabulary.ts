import type { Diagnosis } from './sentences.ts'
import type { Chapter, Kind, Word } from './vocabulary.ts'

/** Writes the page anew; the page and the test that compares it name it. */
export const refresh = 'npm run docs'

const introduction = `<!-- Written by \`${refresh}\` from the comments in checks/vocabulary: change those, not this. -->

# The words that checks are written in

A lab's \`checks/NN-slug.ts\` says of each step what must be true of the host, in the words below. A **statement** stands
behind \`is:\`. Most are about a **subject**, which is given to them: \`canPing(box, theOutside, 'the outside')\` is about
\`box\`. A subject finds its thing on the host, or says why it is not there; the statement then says the same. So each word
can answer with the diagnoses listed under it *and* with those of the subjects that it is given. ‹…› is filled in. The
lists are read from the source: they hold every diagnosis that a word has made, also one that it only weighs.

**Helpers** and **types** are for those who write a new word.

What could not be read is never taken for absent: then a check *cannot run*, as [\`unreadable\`](#helper-unreadable) tells.
`

const kinds: Record<Kind, string> = {
  statement: 'Statement',
  subject: 'Subject',
  type: 'Type',
  helper: 'Helper',
}

/** Where GitHub jumps to for a word's heading. */
const anchor = ({ kind, name }: Word): string => `#${kind}-${name.toLowerCase()}`
const link = (word: Word): string => `[\`${word.name}\`](${anchor(word)})`

/** Text for Markdown: what is not between backticks has no markup of its own. */
const plain = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/[\\*_<[]/g, String.raw`\$&`) : part))
    .join('`')

const firstSentence = (text: string): string => /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text
const cell = (text: string): string => plain(text).replaceAll('|', String.raw`\|`)
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`

const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``

/** What every word may say that looks at a part of the host; told in full only where it is made. */
const common = new Set(['engine-silent', 'unreadable'])
const homeOfCommon = 'subject.ts'

const tell = ({ verdict, code, text }: Diagnosis): string =>
  `- ${verdict === 'fail' ? 'fails' : 'cannot run'}, \`${code}\`: ${plain(text)}`

function diagnosesOf({ kind, diagnoses }: Word, file: string): string {
  if (file === homeOfCommon) return diagnoses.map(tell).join('\n')
  const own = diagnoses.filter(({ code }) => !common.has(code)).map(tell)
  if (diagnoses.some(({ code }) => common.has(code)))
    own.push('- cannot run where a part of the host was not read')
  return own.length === 0 && kind === 'statement' ? 'It has no diagnosis of its own.' : own.join('\n')
}

function exampleOf({ name, example }: Word): string {
  if (!example) return ''
  const { lab, check, line, as } = example
  const where = `Lab ${lab}${check === undefined ? '' : `, \`${check}\``}`
  return `${where}${as === undefined ? '' : `, which calls \`${name}\` \`${as}\``}:\n\n${fenced(line)}`
}

const section = (word: Word, file: string): string =>
  [
    `### ${kinds[word.kind]} \`${word.name}\``,
    word.kind === 'type' ? fenced(word.signature) : `\`${word.signature}\``,
    plain(word.doc),
    diagnosesOf(word, file),
    exampleOf(word),
  ]
    .filter((part) => part !== '')
    .join('\n\n')

const chapter = ({ file, about, words }: Chapter): string =>
  [`## ${file}`, plain(about), ...words.map((word) => section(word, file))]
    .filter((part) => part !== '')
    .join('\n\n')

function statementsIndex(chapters: Chapter[]): string {
  const rows = chapters.flatMap(({ words }) =>
    words
      .filter(({ kind }) => kind === 'statement')
      .map((word) => row(link(word), cell(firstSentence(word.doc)))),
  )
  return [
    '## All statements',
    [row('statement', 'what is true'), row('---', '---'), ...rows].join('\n'),
  ].join('\n\n')
}

function subjectsIndex(chapters: Chapter[]): string {
  const subjects = chapters.flatMap(({ words }) => words.filter(({ kind }) => kind === 'subject'))
  const found = [...new Set(subjects.flatMap(({ finds }) => finds ?? []))].toSorted()
  const rows = found.map((thing) =>
    row(
      `\`${thing.replaceAll('|', String.raw`\|`)}\``,
      subjects
        .filter(({ finds }) => finds === thing)
        .map(link)
        .join(', '),
    ),
  )
  return ['## All subjects', [row('it finds', 'subjects'), row('---', '---'), ...rows].join('\n')].join(
    '\n\n',
  )
}

/** The page docs/vocabulary.md. */
export const renderVocabulary = (chapters: Chapter[]): string =>
  `${[introduction.trim(), statementsIndex(chapters), subjectsIndex(chapters), ...chapters.map(chapter)].join('\n\n')}\n`
