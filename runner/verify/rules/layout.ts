import { atMark, linesOf, type LabSource, type NumberedLine } from './source.ts'

const longest = 120
const debriefParts = ['Common mistakes', 'What changed since', 'Where next']

const lineProblems = ({ where, line, fenced }: NumberedLine): string[] => [
  // A row of a table cannot be broken.
  ...(line.length > longest && !line.startsWith('|')
    ? [`${where}: has ${line.length} characters; ${longest} fit`]
    : []),
  ...(/\s$/.test(line) ? [`${where}: ends with a blank`] : []),
  ...(line.includes('\t') && !fenced ? [`${where}: has a tab`] : []),
]

/** Fences that open a block and do not say in which language it is. */
function namelessFences(lines: NumberedLine[]): string[] {
  let open = false
  return lines.flatMap(({ where, line }) => {
    if (!/^\s*(```|~~~)/.test(line)) return []
    open = !open
    return open && /^\s*(```+|~~~+)\s*$/.test(line) ? [`${where}: the block does not say its language`] : []
  })
}

/** The form of a walkthrough: lines, fences, and what a debrief has to have. */
export function layoutRules(source: LabSource): string[] {
  const lines = linesOf(source.walkthrough)
  const missing = debriefParts.filter((part) => !source.lab.debrief.includes(`**${part}`))
  return [
    ...lines.flatMap(lineProblems),
    ...namelessFences(lines),
    ...missing.map((part) => `${atMark(source, 'debrief')}: the debrief has no part “${part}”`),
  ]
}
