import { safeText } from '../observe/safe-text.ts'

const namedEntities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
  times: '×',
  deg: '°',
  copy: '©',
  reg: '®',
  larr: '←',
  uarr: '↑',
  rarr: '→',
  darr: '↓',
  harr: '↔',
}

const numericEntity = (digits: string): string => {
  const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

/** Resolves character references once; unknown names stay. The result may hold controls: `&#27;` is an escape. */
export function resolveEntities(text: string): string {
  return text.replace(
    /&(?:#(x[0-9a-f]{1,6}|\d{1,7})|(\w+));/gi,
    (reference: string, digits?: string, name = '') => {
      if (digits) return numericEntity(digits)
      return Object.hasOwn(namedEntities, name) ? (namedEntities[name] ?? reference) : reference
    },
  )
}

/** Resolves character references and makes what comes out safe to show. */
export function decodeEntities(text: string): string {
  return safeText(resolveEntities(text))
}

/** A comment that is not closed hides the rest, as in a browser. */
export function dropComments(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, '')
}

/** What one inline tag is drawn as: a line break, the brackets of a key, or nothing. */
export function tagText(tag: string): string {
  if (/^<br\b/i.test(tag)) return '\n'
  if (/^<kbd\b/i.test(tag)) return '['
  if (/^<\/kbd\b/i.test(tag)) return ']'
  return /^<\/(?:p|div|li|tr|h[1-6])\b/i.test(tag) ? '\n' : ''
}

/** The text of a block of HTML, one line for each of its own; empty for a comment. */
export function htmlText(html: string): string {
  const tag = /<[/!?]?[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi
  const text = dropComments(html)
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/\s+/g, ' ')
    .replace(tag, tagText)
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()
}
