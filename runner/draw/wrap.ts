import stringWidth from 'fast-string-width'

/** A stretch of a text, in UTF-16 code units: `text.slice(start, end)`. */
export interface Range {
  start: number
  end: number
}

const ideograph = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]`
const opening = String.raw`[\p{Ps}\p{Pi}]`
/**
 * Chinese and Japanese are written without spaces: a line may break on either side of each character, but not behind
 * an opening bracket nor before other punctuation or a combining mark.
 */
const breakBetweenIdeographs = new RegExp(
  `(?:(?<=${ideograph})|(?=${ideograph}))(?<!${opening})(?:(?=${opening})|(?![\\p{P}\\p{M}]))`,
  'u',
)

const widthOf = (text: string, range: Range): number => stringWidth(text.slice(range.start, range.end))

/** The stretches that stay together when there is room. */
const unbreakables = (text: string): Range[] =>
  Array.from(text.matchAll(/[^ ]+/g)).flatMap(({ 0: word, index }) => {
    let start = index
    return word.split(breakBetweenIdeographs).map((part) => {
      const range = { start, end: start + part.length }
      start = range.end
      return range
    })
  })

/** Cuts a stretch that is wider than a whole line, never inside what a reader sees as one character. */
const breakApart = (text: string, range: Range, width: number): Range[] => {
  if (widthOf(text, range) <= width) return [range]
  const pieces: Range[] = []
  let piece = { start: range.start, end: range.start }
  for (const { segment } of new Intl.Segmenter().segment(text.slice(range.start, range.end))) {
    const longer = { start: piece.start, end: piece.end + segment.length }
    const fits = piece.end === piece.start || widthOf(text, longer) <= width
    if (!fits) pieces.push(piece)
    piece = fits ? longer : { start: piece.end, end: longer.end }
  }
  return [...pieces, piece]
}

const wrapLine = (line: string, width: number): Range[] => {
  const rows: Range[] = []
  let row: Range = { start: 0, end: 0 }
  for (const part of unbreakables(line).flatMap((range) => breakApart(line, range, width))) {
    const longer = { start: row.start, end: part.end }
    if (row.end > row.start && widthOf(line, longer) <= width) row = longer
    else {
      if (row.end > row.start) rows.push(row)
      row = part
    }
  }
  return [...rows, row]
}

/**
 * Where the rows of `text` are when no row may be wider than `width` columns. Breaks at line feeds, spaces and between
 * ideographs; a longer word is cut. Spaces around a break belong to no row; an empty line is an empty row.
 */
export function wrapRanges(text: string, width: number): Range[] {
  let offset = 0
  return text.split('\n').flatMap((line) => {
    const start = offset
    offset += line.length + 1
    return wrapLine(line, width).map((range) => ({ start: start + range.start, end: start + range.end }))
  })
}

/** The width in columns of the widest stretch that should not be cut. */
export function widestWord(text: string): number {
  const words = text.split('\n').flatMap((line) => unbreakables(line).map((range) => widthOf(line, range)))
  return largest(words)
}

/** The largest number, 0 when there is none; a spread into Math.max fails on very long lists. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0)
}
