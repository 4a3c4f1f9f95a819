import stringWidth from 'fast-string-width'
import { safeText } from '../observe/safe-text.ts'

/** A name in one line that cannot hide or turn anything, at most so many columns wide, cut between what a reader sees as characters. */
export function shorten(name: string, columns: number): string {
  const shown = safeText(name, { multiline: false })
  if (stringWidth(shown) <= columns) return shown
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(shown)) {
    if (stringWidth(kept + segment) >= columns) break
    kept += segment
  }
  return `${kept}…`
}
