import type { Tokens } from 'marked'
import { drawGrid } from './grid.ts'
import type { MarkdownContext } from './markdown-context.ts'
import { inlineSpans } from './markdown-inline.ts'

/** A table of a document, its cells drawn as the text around it is. */
export function renderTable(table: Tokens.Table, context: MarkdownContext): string[] {
  const header = table.header.map((cell) => inlineSpans(cell.tokens, context, context.paint.bold))
  const rows = table.rows.map((row) => row.map((cell) => inlineSpans(cell.tokens, context)))
  return drawGrid([header, ...rows], table.align, context)
}
