import { renderMarkdown } from './markdown.ts'

/** A table for the terminal; cells are plain text, and wrap when the terminal is narrow. */
export function drawTable(
  head: string[],
  rows: string[][],
  style: { width: number; colour: boolean; unicode: boolean },
): string {
  const cell = (text: string): string => text.replaceAll(/[\\`*_[\]<>|~&]/g, '\\$&').replaceAll('\n', ' ')
  const line = (cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`
  const markdown = [line(head), line(head.map(() => '---')).replaceAll('\\', ''), ...rows.map(line)].join(
    '\n',
  )
  return renderMarkdown(markdown, { width: style.width, colour: style.colour, ascii: !style.unicode })
}
