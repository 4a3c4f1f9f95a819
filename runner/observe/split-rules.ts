import { LabError } from '../lab-error.ts'

/** A line of iptables-save that nobody expects: better no firewall than a wrong one. */
export const malformed = (line: string): LabError =>
  new LabError(
    'cannotRun',
    'unexpected-shape',
    `iptables-save printed a line nobody expects: ${JSON.stringify(line.slice(0, 80))}.`,
  )

export interface SavedLine {
  text: string
  /** Of a rule, unquoted; empty for other lines. */
  words: string[]
}

/** What follows these is a name that iptables-save never quotes, whatever it begins with. */
const beforeName = new Set(['-A', '-i', '-o', '-j', '-g', '--physdev-in', '--physdev-out'])

const closingQuote = (text: string, from: number): number => {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  throw malformed(text.slice(from))
}

const endOf = (text: string, from: number, stop: RegExp): number => {
  stop.lastIndex = from
  return stop.exec(text)?.index ?? text.length
}

/** Reads one rule from `start` to the line break that ends it; returns where that is. */
const readRule = (text: string, start: number, words: string[]): number => {
  const wordEnd = /[ \n]/g
  let at = start
  while (at < text.length && text[at] !== '\n') {
    if (text[at] === ' ') {
      at++
    } else if (text[at] === '"' && !beforeName.has(words.at(-1) ?? '')) {
      const end = closingQuote(text, at + 1)
      words.push(text.slice(at + 1, end).replaceAll(/\\([^])/g, '$1'))
      at = end + 1
    } else {
      const end = endOf(text, at, wordEnd)
      words.push(text.slice(at, end))
      at = end
    }
  }
  return at
}

/**
 * The lines of iptables-save(8). A comment may hold line breaks, which it prints inside the quotes as they are (seen
 * with 1.8.9), and a chain's or interface's name may hold a quote, which it does not escape: whoever splits at every
 * line break, or at every quote, reads rules that do not exist. Throws LabError `unexpected-shape`.
 */
export function splitSavedRules(text: string): SavedLine[] {
  const lines: SavedLine[] = []
  const lineEnd = /\n/g
  let at = 0
  while (at < text.length) {
    const words: string[] = []
    const end = text[at] === '[' ? readRule(text, at, words) : endOf(text, at, lineEnd)
    lines.push({ text: text.slice(at, end), words })
    at = end + 1
  }
  return lines
}
