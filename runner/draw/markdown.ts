import { Marked, type MarkedToken, type Token, type Tokens } from 'marked'
import { safeText } from '../observe/safe-text.ts'
import { spellOut } from './ascii.ts'
import { renderCode } from './markdown-code.ts'
import {
  asciiLines,
  knownTokens,
  leastWidth,
  narrow,
  unicodeLines,
  type MarkdownContext,
  type Spacing,
} from './markdown-context.ts'
import { dropDetails } from './markdown-details.ts'
import { htmlText } from './markdown-html.ts'
import { inlineSpans } from './markdown-inline.ts'
import { renderList } from './markdown-list.ts'
import { renderQuote } from './markdown-quote.ts'
import { renderTable } from './markdown-table.ts'
import { createPaint } from './paint.ts'
import { plain, prefixLines, wrapSpans } from './styled-text.ts'
import { largest } from './wrap.ts'

interface MarkdownOptions {
  /** Columns; prose, tables and rules stay within, lines of code do not. Below 20 it is taken as 20. */
  width: number
  /** False: not a single escape in the output, hyperlinks included. */
  colour: boolean
  /** The terminal follows OSC 8 links; otherwise the address is written behind the text. */
  hyperlinks?: boolean
  /** Draw bars, rules and bullets in ASCII; the document's own text stays as it is. */
  ascii?: boolean
}

const renderParagraph = (tokens: readonly Token[], context: MarkdownContext): string[] =>
  wrapSpans(inlineSpans(tokens, context), context.width).map(({ text }) => text)

/** The first two levels are underlined, the others stand behind a dash: a heading needs no colour to be seen. */
const renderHeading = ({ depth, tokens }: Tokens.Heading, context: MarkdownContext): string[] => {
  const { paint, lines } = context
  const bold = depth === 1 ? paint.bold.cyan : paint.bold
  if (depth > 2) {
    const dash = `${lines.single.repeat(2)} `
    const inner = narrow(context, dash.length)
    const text = wrapSpans(inlineSpans(tokens, inner, bold), inner.width)
    return prefixLines(
      text.map((line) => line.text),
      dash,
      ' '.repeat(dash.length),
      bold,
    )
  }
  const text = wrapSpans(inlineSpans(tokens, context, bold), context.width)
  const rule = depth === 1 ? lines.double : lines.single
  return [...text.map((line) => line.text), bold(rule.repeat(largest(text.map((line) => line.width))))]
}

const renderHtml = (html: string, { width }: MarkdownContext): string[] => {
  const text = htmlText(html)
  return text ? wrapSpans([{ text, style: plain }], width).map((line) => line.text) : []
}

const renderBlock = (token: MarkedToken, context: MarkdownContext): string[] => {
  switch (token.type) {
    case 'heading':
      return renderHeading(token, context)
    case 'paragraph':
      return renderParagraph(token.tokens, context)
    case 'text':
      return renderParagraph(token.tokens ?? [token], context)
    case 'list':
      return renderList(token, context)
    case 'blockquote':
      return renderQuote(token, context)
    case 'table':
      return renderTable(token, context)
    case 'code':
      return renderCode(token, context)
    case 'html':
      return renderHtml(token.text, context)
    case 'hr':
      return [context.paint.dim(context.lines.single.repeat(context.width))]
    default:
      return [] // blank lines and link definitions; inline tokens are no blocks
  }
}

const renderBlocks = (
  tokens: readonly Token[],
  context: MarkdownContext,
  spacing: Spacing = 'loose',
): string[] =>
  knownTokens(tokens)
    .map((token) => renderBlock(token, context))
    .filter((lines) => lines.some((line) => line !== ''))
    .flatMap((lines, index) => (index > 0 && spacing === 'loose' ? ['', ...lines] : lines))

/**
 * Draws Markdown (GitHub's dialect) for a terminal. Comments and `<details>` (hints, shown elsewhere) are left out.
 * The text may come from anywhere: no control character in it reaches the terminal. No line feed at the end.
 */
export function renderMarkdown(markdown: string, options: MarkdownOptions): string {
  const { width, colour, hyperlinks = false, ascii = false } = options
  const safe = safeText((ascii ? spellOut(markdown) : markdown).replace(/^\ufeff/, ''), { tabWidth: 4 })
  const context: MarkdownContext = {
    width: Math.max(leastWidth, width),
    paint: createPaint(colour),
    hyperlinks: hyperlinks && colour,
    bulletDepth: 0,
    lines: ascii ? asciiLines : unicodeLines,
    renderBlocks,
  }
  return renderBlocks(dropDetails(new Marked({ gfm: true }).lexer(safe)), context).join('\n')
}
