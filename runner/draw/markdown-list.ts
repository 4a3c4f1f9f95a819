import type { Token, Tokens } from 'marked'
import { knownTokens, narrow, type MarkdownContext } from './markdown-context.ts'
import { prefixLines } from './styled-text.ts'

const isCheckbox = (token: Token): boolean => token.type === 'checkbox'

/** The check box is in the marker, so it goes from the text, wherever marked has put it. */
const withoutCheckbox = (tokens: readonly Token[]): Token[] =>
  knownTokens(tokens)
    .filter((token) => !isCheckbox(token))
    .map((token) =>
      'tokens' in token && token.tokens
        ? { ...token, tokens: token.tokens.filter((inner) => !isCheckbox(inner)) }
        : token,
    )

/** Numbers stand right-aligned in one column, so every text begins in the same one; a box stands for a bullet. */
const markersOf = (list: Tokens.List, { lines, bulletDepth }: MarkdownContext): string[] => {
  const first = Number(list.start)
  const numberWidth = String(first + list.items.length - 1).length
  const bullet = lines.bullets[bulletDepth % lines.bullets.length] ?? '*'
  return list.items.map((item, index) => {
    const box = item.checked ? '[x] ' : '[ ] '
    if (!list.ordered) return item.task ? box : `${bullet} `
    return `${String(first + index).padStart(numberWidth)}. ${item.task ? box : ''}`
  })
}

/** A list with hanging indents; task items show `[x]` or `[ ]`. */
export function renderList(list: Tokens.List, context: MarkdownContext): string[] {
  const markers = markersOf(list, context)
  const bulletDepth = context.bulletDepth + (list.ordered ? 0 : 1)
  return list.items.flatMap((item, index) => {
    const marker = markers[index] ?? ''
    const inner = { ...narrow(context, marker.length), bulletDepth }
    const lines = context.renderBlocks(withoutCheckbox(item.tokens), inner, list.loose ? 'loose' : 'tight')
    const drawn = prefixLines(
      lines.length > 0 ? lines : [''],
      marker,
      ' '.repeat(marker.length),
      context.paint.bold,
    )
    return list.loose && index > 0 ? ['', ...drawn] : drawn
  })
}
