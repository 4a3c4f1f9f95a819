import type { MarkedToken, Token, Tokens } from 'marked'
import { safeText } from '../observe/safe-text.ts'
import { knownTokens, type MarkdownContext } from './markdown-context.ts'
import { decodeEntities, resolveEntities, tagText } from './markdown-html.ts'
import { hyperlink, linkTarget, showsTarget } from './markdown-link.ts'
import type { Style } from './paint.ts'
import { plain, textOf, type Span } from './styled-text.ts'

/** A line feed in the source of a paragraph is a space; only `<br>` and its like break a line. */
const onOneLine = (text: string): string => text.replace(/[ \n]+/g, ' ')

const within =
  (outer: Style, inner: Style): Style =>
  (text) =>
    outer(inner(text))

const codeSpans = (code: string, { paint }: MarkdownContext, style: Style): Span[] => {
  const quote = { text: '`', style: within(style, paint.dim) }
  return [quote, { text: safeText(code.replaceAll('\n', ' ')), style: within(style, paint.cyan) }, quote]
}

const deletedSpans = (token: Tokens.Del, context: MarkdownContext, style: Style): Span[] => {
  const struck = within(style, context.paint.strikethrough)
  // The marks stay: without colour the deleted text would read as if it still held.
  const mark = { text: '~~', style: within(style, context.paint.dim) }
  return [mark, ...inlineSpans(token.tokens, context, struck), mark]
}

const linkSpans = (token: Tokens.Link, context: MarkdownContext, style: Style): Span[] => {
  const { paint } = context
  const target = linkTarget(token.autolink ? token.href : resolveEntities(token.href))
  if (!target) return inlineSpans(token.tokens, context, style)
  const underlined = within(style, paint.underline)
  if (context.hyperlinks) {
    return inlineSpans(token.tokens, context, (text) => hyperlink(underlined(text), target))
  }
  const spans = inlineSpans(token.tokens, context, underlined)
  if (showsTarget(textOf(spans), target)) return spans
  return [...spans, { text: ` (${target})`, style: within(style, paint.dim) }]
}

const spansOf = (token: MarkedToken, context: MarkdownContext, style: Style): Span[] => {
  const { paint } = context
  switch (token.type) {
    case 'strong':
      return inlineSpans(token.tokens, context, within(style, paint.bold))
    case 'em':
      return inlineSpans(token.tokens, context, within(style, paint.italic))
    case 'del':
      return deletedSpans(token, context, style)
    case 'codespan':
      return codeSpans(token.text, context, style)
    case 'link':
      return linkSpans(token, context, style)
    case 'image':
      return inlineSpans(token.tokens, context, style)
    case 'br':
      return [{ text: '\n', style: plain }]
    case 'html':
      return [{ text: tagText(token.text), style }]
    case 'text':
    case 'escape':
      return [{ text: onOneLine(decodeEntities(token.text)), style }]
    default:
      return [] // a check box is drawn by its list, everything else is a block
  }
}

/** The text of a paragraph, heading or cell with its styles; a line feed in it is a line break that was asked for. */
export function inlineSpans(
  tokens: readonly Token[],
  context: MarkdownContext,
  style: Style = plain,
): Span[] {
  return knownTokens(tokens).flatMap((token) => spansOf(token, context, style))
}
