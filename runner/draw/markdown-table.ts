import type { Tokens } from 'marked'
import { drawGrid } from './grid.ts'
import type { MarkdownContext } from './markdown-context.ts'
import { inlineSpans } from './markdown-inline.ts'

export function renderTable(table: Tokens.Table, context: MarkdownContext): string[] {
  const header = table.header.map((cell) => inlineSpans(cell.tokens, context, context.paint.bold))
  const rows = table.rows.map((row) => row.map((cell) => inlineSpans(cell.tokens, context)))
  return drawGrid([header, ...rows], table.align, context)
}
