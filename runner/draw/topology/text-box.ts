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
  /** The text begins with the sign of a mark. */
  marked?: boolean
}

/** A box in words, before anybody knows how wide it may be. */
export interface Box {
  title: string
  rows: (Row | Box)[]
  /** The title begins with the sign of a mark. */
  marked?: boolean
  /** Its sides show that it is not there. */
  missing?: boolean
}

/** One finished line of a column of boxes, padded to the column's width. */
export interface Line {
  text: string
  /** The link whose cable ends here, and the column behind its text. */
  end: { link: string; column: number } | null
  /** The column of a mark's sign. */
  sign: number | null
  /** A line that may be put before this one to make room. */
  filler: string
}

/** What stands around the text of a row: two sides, a space within each. */
const aroundRow = 4
/** The column in which a title begins in the upper side. */
const captionAt = 3
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
  return aroundRow + largest([stringWidth(title) + 2, ...widths])
}

const rowLines = (row: Row, width: number): Line[] =>
  wrap(row.text, Math.max(1, width - room(row))).map((text, index) => ({
    text: pad(text, width),
    end: row.end === undefined || index > 0 ? null : { link: row.end, column: stringWidth(text) },
    sign: row.marked === true && index === 0 ? 0 : null,
    filler: ' '.repeat(width),
  }))

type Sides = Pick<Signs, 'horizontal' | 'vertical'>

const inSides = (line: Line, { vertical }: Sides): Line => ({
  text: `${vertical} ${line.text} ${vertical}`,
  end: line.end && { ...line.end, column: line.end.column + 2 },
  sign: line.sign === null ? null : line.sign + 2,
  filler: `${vertical} ${line.filler} ${vertical}`,
})

/** Draws a box; a title that is too long for its upper side stands in it. A word that does not fit makes it no wider. */
export function drawBox(
  { title, rows, marked = false, missing = false }: Box,
  width: number,
  signs: Signs,
): Line[] {
  const sides: Sides = missing ? signs.missing : signs
  const inner = width - aroundRow
  const fits = stringWidth(title) + 2 <= inner
  const caption = fits ? `${sides.horizontal} ${title} ` : ''
  const top = caption + sides.horizontal.repeat(width - 2 - stringWidth(caption))
  const all = fits ? rows : [{ text: title, marked }, ...rows]
  const body = all.flatMap((row) => ('rows' in row ? drawBox(row, inner, signs) : rowLines(row, inner)))
  return [
    {
      text: signs.topLeft + top + signs.topRight,
      end: null,
      sign: marked && fits ? captionAt : null,
      filler: ' '.repeat(width),
    },
    ...body.map((line) => inSides(line, sides)),
    {
      text: signs.bottomLeft + sides.horizontal.repeat(width - 2) + signs.bottomRight,
      end: null,
      sign: null,
      filler: `${sides.vertical}${' '.repeat(width - 2)}${sides.vertical}`,
    },
  ]
}
