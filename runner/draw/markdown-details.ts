import type { Token, Tokens } from 'marked'
import { knownTokens } from './markdown-context.ts'
import { dropComments } from './markdown-html.ts'

/** How many `<details>` are open at this point of the document. */
interface Reading {
  depth: number
}

/** What of a piece of HTML stands outside of `<details>`. */
const outside = (html: string, reading: Reading): string => {
  const parts = dropComments(html).split(/(<\/?details\b[^>]*>)/i)
  return parts
    .map((part) => {
      if (/^<details\b/i.test(part)) reading.depth++
      else if (/^<\/details\b/i.test(part)) reading.depth = Math.max(0, reading.depth - 1)
      else if (reading.depth === 0) return part
      return ''
    })
    .join('')
}

/** Keeps a token with what is left of its children, unless it stood in `<details>` as a whole. */
const keep = <T extends Token>(token: T, left: number, hidden: boolean): T[] =>
  hidden && left === 0 ? [] : [token]

const pruneCells = (cells: readonly Tokens.TableCell[], reading: Reading): Tokens.TableCell[] =>
  cells.map((cell) => ({ ...cell, tokens: prune(cell.tokens, reading) }))

const pruneTable = (table: Tokens.Table, reading: Reading): Tokens.Table[] => {
  const hidden = reading.depth > 0
  const header = pruneCells(table.header, reading)
  const rows = table.rows.map((row) => pruneCells(row, reading))
  const left = [header, ...rows].flat().reduce((count, cell) => count + cell.tokens.length, 0)
  return keep({ ...table, header, rows }, left, hidden)
}

const pruneList = (list: Tokens.List, reading: Reading): Tokens.List[] => {
  const hidden = reading.depth > 0
  const items = list.items.flatMap((item) => {
    const itemHidden = reading.depth > 0
    const tokens = prune(item.tokens, reading)
    return keep({ ...item, tokens }, tokens.length, itemHidden)
  })
  return keep({ ...list, items }, items.length, hidden)
}

const prune = (tokens: readonly Token[], reading: Reading): Token[] =>
  knownTokens(tokens).flatMap((token): Token[] => {
    const hidden = reading.depth > 0
    if (token.type === 'html') {
      const text = outside(token.text, reading)
      return text.trim() === '' ? [] : [{ ...token, text }]
    }
    if (token.type === 'list') return pruneList(token, reading)
    if (token.type === 'table') return pruneTable(token, reading)
    if ('tokens' in token && token.tokens) {
      const children = prune(token.tokens, reading)
      return keep({ ...token, tokens: children }, children.length, hidden)
    }
    return hidden ? [] : [token]
  })

/**
 * Takes every `<details>` element out of a lexed document, wherever it begins and ends: it holds hints and solutions.
 * One that is never closed hides the rest of the document, so a slip of the pen cannot show a solution.
 */
export function dropDetails(tokens: readonly Token[]): Token[] {
  return prune(tokens, { depth: 0 })
}
