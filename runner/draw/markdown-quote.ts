import type { Token, Tokens } from 'marked'
import { knownTokens, narrow, type MarkdownContext } from './markdown-context.ts'
import type { Paint, Style } from './paint.ts'
import { prefixLines } from './styled-text.ts'

const alertStyles = (paint: Paint): Record<string, Style> => ({
  NOTE: paint.cyan,
  TIP: paint.green,
  IMPORTANT: paint.magenta,
  WARNING: paint.yellow,
  CAUTION: paint.red,
})

interface Alert {
  name: string
  style: Style
  tokens: Token[]
}

/** GitHub's alerts: a quote whose first line is `[!NOTE]` or one of its four sisters, and nothing else. */
const findAlert = (quote: Tokens.Blockquote, paint: Paint): Alert | undefined => {
  const [paragraph, ...blocks] = knownTokens(quote.tokens)
  if (paragraph?.type !== 'paragraph') return undefined
  const [first, ...others] = knownTokens(paragraph.tokens)
  const marker = first?.type === 'text' ? /^\[!(\w+)\][ \t]*(?:\n|$)/.exec(first.text) : null
  const name = marker?.[1]?.toUpperCase() ?? ''
  const styles = alertStyles(paint)
  const style = Object.hasOwn(styles, name) ? styles[name] : undefined
  if (first?.type !== 'text' || !marker || !style) return undefined
  const text = { ...first, text: first.text.slice(marker[0].length) }
  const rest = others[0]?.type === 'br' ? others.slice(1) : others
  return { name, style, tokens: [{ ...paragraph, tokens: [text, ...rest] }, ...blocks] }
}

/** A quote behind a bar; an alert has its name in the first line. */
export function renderQuote(quote: Tokens.Blockquote, context: MarkdownContext): string[] {
  const { paint } = context
  const alert = findAlert(quote, paint)
  const bar = `${context.lines.bar} `
  const body = context.renderBlocks(alert?.tokens ?? quote.tokens, narrow(context, bar.length))
  const lines = alert ? [paint.bold(alert.style(alert.name)), ...body] : body
  return prefixLines(lines, bar, bar, alert?.style ?? paint.dim)
}
