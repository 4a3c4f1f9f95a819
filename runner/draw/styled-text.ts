import stringWidth from 'fast-string-width'
import type { Style } from './paint.ts'
import { wrapRanges, type Range } from './wrap.ts'

/** Text of one style. It holds no escape yet: layout looks at plain text only, so colour can never move anything. */
export interface Span {
  text: string
  style: Style
}

/** One finished line: every style it opens, it closes. */
export interface StyledLine {
  text: string
  /** Columns. */
  width: number
}

export const plain: Style = (text) => text

/** The text without its styles. */
export function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('')
}

const paintRange = (spans: readonly Span[], { start, end }: Range): string => {
  let offset = 0
  let painted = ''
  for (const { text, style } of spans) {
    const part = text.slice(Math.max(0, start - offset), Math.max(0, end - offset))
    if (part) painted += style(part)
    offset += text.length
  }
  return painted
}

/** Lays text out in lines of at most `width` columns. */
export function wrapSpans(spans: readonly Span[], width: number): StyledLine[] {
  const text = textOf(spans)
  return wrapRanges(text, width).map((range) => ({
    text: paintRange(spans, range),
    width: stringWidth(text.slice(range.start, range.end)),
  }))
}

/** Puts `first` before the first line and `rest` before the others, without trailing spaces on empty lines. */
export function prefixLines(lines: readonly string[], first: string, rest: string, style: Style): string[] {
  return lines.map((line, index) => {
    const prefix = index === 0 ? first : rest
    if (prefix.trim() === '') return line === '' ? '' : prefix + line
    return line === '' ? style(prefix.trimEnd()) : style(prefix) + line
  })
}
