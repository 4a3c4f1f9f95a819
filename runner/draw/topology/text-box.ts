import stringWidth from 'fast-string-width'
import { largest, wrapRanges } from '../wrap.ts'
import type { Signs } from './signs.ts'

/** A line of a box that is as long as it needs to be. */
export interface Row {
  text: string
  /** The id of the link whose cable ends at this row. */
  end?: string
  /** True when that cable leaves to the right, behind the text. */
  leaves?: boolean
}

/** A box in words, before anybody knows how wide it may be. */
export interface Box {
  title: string
  rows: (Row | Box)[]
}

/** One finished line of a column of boxes, padded to the column's width. */
export interface Line {
  text: string
  /** The link whose cable ends here, and the column behind its text. */
  end: { link: string; column: number } | null
  /** A line that may be put before this one to make room. */
  filler: string
}

/** What stands around the text of a row: two sides, a space within each. */
const sides = 4
/** Columns that a cable has at least between a row's text and the side of the box. */
const stub = 3
const hanging = '  '

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)))

const wrap = (text: string, width: number): string[] => {
  if (stringWidth(text) <= width) return [text]
  const ranges = wrapRanges(text, Math.max(2, width - hanging.length))
  return ranges.map(({ start, end }, index) => (index === 0 ? '' : hanging) + text.slice(start, end))
}

const room = ({ leaves }: Row): number => (leaves ? stub : 0)

/** How wide a box would like to be. */
export function naturalWidth({ title, rows }: Box): number {
  const widths = rows.map((row) => ('rows' in row ? naturalWidth(row) : stringWidth(row.text) + room(row)))
  return sides + largest([stringWidth(title) + 2, ...widths])
}

const rowLines = (row: Row, width: number): Line[] =>
  wrap(row.text, Math.max(1, width - room(row))).map((text, index) => ({
    text: pad(text, width),
    end: row.end === undefined || index > 0 ? null : { link: row.end, column: stringWidth(text) },
    filler: ' '.repeat(width),
  }))

const inSides = (line: Line, { vertical }: Signs): Line => ({
  text: `${vertical} ${line.text} ${vertical}`,
  end: line.end && { ...line.end, column: line.end.column + 2 },
  filler: `${vertical} ${line.filler} ${vertical}`,
})

/** Draws a box; a title that is too long for its upper side stands in it. A word that does not fit makes it no wider. */
export function drawBox({ title, rows }: Box, width: number, signs: Signs): Line[] {
  const inner = width - sides
  const fits = stringWidth(title) + 2 <= inner
  const caption = fits ? `${signs.horizontal} ${title} ` : ''
  const top = caption + signs.horizontal.repeat(width - 2 - stringWidth(caption))
  const all = fits ? rows : [{ text: title }, ...rows]
  const body = all.flatMap((row) => ('rows' in row ? drawBox(row, inner, signs) : rowLines(row, inner)))
  const bare = { end: null, filler: ' '.repeat(width) }
  return [
    { ...bare, text: signs.topLeft + top + signs.topRight },
    ...body.map((line) => inSides(line, signs)),
    {
      end: null,
      text: signs.bottomLeft + signs.horizontal.repeat(width - 2) + signs.bottomRight,
      filler: `${signs.vertical}${' '.repeat(width - 2)}${signs.vertical}`,
    },
  ]
}
