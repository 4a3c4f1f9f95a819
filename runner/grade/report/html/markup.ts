import { escapeXml } from '../../../draw/topology/markup.ts'

/** Text that is HTML already. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = Markup | string | number | null | readonly Value[]

const valueOf = (value: Value): string => {
  if (value === null) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(valueOf).join('')
  return escapeXml(String(value))
}

/** The indentation of the source is no part of a page. */
const outdent = (part: string): string => part.replaceAll(/\n\s+/g, '\n')

/**
 * HTML from a template: every text that is put in is escaped and becomes one line, in elements and in quoted attributes
 * alike; only Markup goes in as it is. Null is nothing, a list is its items.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(parts.map((part, index) => outdent(part) + valueOf(values[index] ?? null)).join(''))

/** A text of several lines, for a `pre`. */
export const lines = (text: string): Markup => new Markup(escapeXml(text, { multiline: true }))
