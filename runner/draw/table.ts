import { safeText } from '../observe/safe-text.ts'
import { spellOut } from './ascii.ts'
import { drawGrid } from './grid.ts'
import { asciiLines, leastWidth, unicodeLines } from './markdown-context.ts'
import { createPaint, type Style } from './paint.ts'
import { plain, type Span } from './styled-text.ts'

/**
 * A table for the terminal; cells are plain text that may come from anywhere, and wrap when the terminal is narrow. A line
 * feed in a cell is a space.
 */
export function drawTable(
  head: string[],
  rows: string[][],
  { width, colour, unicode }: { width: number; colour: boolean; unicode: boolean },
): string {
  const paint = createPaint(colour)
  const cells = (row: string[], style: Style = plain): Span[][] =>
    row.map((text) => [
      { text: safeText(unicode ? text : spellOut(text), { tabWidth: 4 }).replaceAll('\n', ' '), style },
    ])
  return drawGrid([cells(head, paint.bold), ...rows.map((row) => cells(row))], [], {
    width: Math.max(leastWidth, width),
    paint,
    lines: unicode ? unicodeLines : asciiLines,
  }).join('\n')
}
