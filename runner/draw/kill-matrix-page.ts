import { columnLetter, matrixLegend, matrixLines, type MatrixRow } from './kill-matrix.ts'

/** One lab of the page. */
export interface MatrixSection {
  lab: { id: string; title: string }
  checks: { id: string; title: string }[]
  faults: (MatrixRow & { title: string })[]
}

const introduction = `# Which fault turns which check red

A check is worth something only if it goes red when it should, and stays green when it should. So each lab has *faults*:
things that a student may have left out or done wrong. \`lab verify\` solves the lab on a fresh host, plants one of them,
and looks at all of the lab's checks. A row of the matrix is a fault, a column is a check:
${matrixLegend
  .split(/ {3}/)
  .map((part) => part.replace(/^(\S) (.*)$/, '`$1` $2'))
  .join(', ')}.

This page is written by \`lab verify --all --refresh\`, from what has happened on the hosts.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

const drawSection = ({ lab, checks, faults }: MatrixSection): string => `
## Lab ${lab.id}: ${lab.title}

\`\`\`text
${matrixLines(faults).join('\n')}
\`\`\`

${table(
  ['', 'check', 'what it says'],
  checks.map(({ id, title }, index) => [columnLetter(index), `\`${id}\``, title]),
)}

${table(
  ['fault', 'what is wrong'],
  faults.map(({ fault, title }) => [`\`${fault}\``, title]),
)}
`

/** docs/kill-matrix.md: the kill matrices of all labs, the same for the same verdicts. */
export const drawKillMatrixPage = (sections: readonly MatrixSection[]): string =>
  introduction + sections.map(drawSection).join('')
