import type { Lab } from '../../course/lab.ts'
import type { OwnValue } from '../../course/values/value.ts'
import { renderText, valuesTable } from '../../course/values/with-values.ts'
import { safeText } from '../../observe/safe-text.ts'

const frontMatter = /^---\n[\s\S]*?\n---\n/
const marks = /^<!-- (?:step|question|debrief|picture)[^\n]*-->\n/gm

/** A student's own walkthrough as Markdown, from the text of the course's; `file` is the name of his file of values. */
export function drawSheet(
  { id, title }: Pick<Lab, 'id' | 'title'>,
  walkthrough: string,
  { student, own, file }: { student: string; own: readonly OwnValue[]; file: string },
): string {
  const body = walkthrough.replaceAll('\r\n', '\n').replace(frontMatter, '').replaceAll(marks, '')
  return `# Lab ${id}: ${title}

For ${safeText(student, { multiline: false })}. These values are yours alone, and the checks ask for them:

${valuesTable(own)}

On your machine: \`lab start ${id} --values ${file}\`

${renderText(body.trim(), own)}
`
}
