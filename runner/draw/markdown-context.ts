import type { MarkedToken, Token } from 'marked'
import { redraw } from './ascii.ts'
import type { Paint } from './paint.ts'

/** What the drawing of every Markdown block is given. */
export interface MarkdownContext {
  /** Columns this block may use. */
  width: number
  paint: Paint
  hyperlinks: boolean
  /** How many bullet lists this block is in. */
  bulletDepth: number
  lines: LineCharacters
  /** Draws the blocks inside a block; handed down so that list, quote and table need not know each other. */
  renderBlocks: (tokens: readonly Token[], context: MarkdownContext, spacing?: Spacing) => string[]
}

/** Columns that are taken when a terminal says that it has fewer. */
export const leastWidth = 20

/** Whether an empty line stands between blocks. */
export type Spacing = 'loose' | 'tight'

/** The characters that lines and bullets are made of. */
interface LineCharacters {
  single: string
  double: string
  bar: string
  cross: string
  bullets: readonly string[]
  /** A picture in lines, as they are drawn in these. */
  redraw: (text: string) => string
}

export const unicodeLines: LineCharacters = {
  single: '─',
  double: '═',
  bar: '│',
  cross: '┼',
  bullets: ['•', '◦', '▪'],
  redraw: (text) => text,
}

export const asciiLines: LineCharacters = {
  single: '-',
  double: '=',
  bar: '|',
  cross: '+',
  bullets: ['*', '-', '+'],
  redraw,
}

/** The same context with fewer columns, for what stands behind an indent or a bar. */
export function narrow(context: MarkdownContext, columns: number): MarkdownContext {
  return { ...context, width: Math.max(1, context.width - columns) }
}

const markedTypes = new Set(
  'blockquote br checkbox code codespan def del em escape heading hr html image link list list_item paragraph space strong table text'.split(
    ' ',
  ),
)

const isKnown = (token: Token): token is MarkedToken => markedTypes.has(token.type)

/** The tokens by their own types; marked's type for extensions fits everything, but nothing here extends it. */
export function knownTokens(tokens: readonly Token[]): readonly MarkedToken[] {
  return tokens.filter(isKnown)
}
