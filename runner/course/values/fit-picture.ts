import { tokens } from './substitute.ts'

const borders = /([│║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╪╫╞╡╤╧╥╨|+])/

/** What stands between two borders of a line, or before its first. */
interface Part {
  /** With the words that shall stand there. */
  text: string
  /** Columns in the picture as it was: where it begins, and where the border behind it stands. */
  from: number
  to: number
}

interface Line {
  parts: Part[]
  borders: string[]
  /** Behind the last border, where everything has room; as far as there are gaps, it keeps its width. */
  rest: string
}

function readLine(line: string, become: (token: string) => string): Line {
  const pieces = line.split(borders)
  let column = 0
  const parts = pieces.map((piece): Part => {
    const from = column
    column += piece.length
    return { text: piece.replaceAll(tokens, become), from, to: column }
  })
  const texts = parts.filter((_, index) => index % 2 === 0)
  const last = texts.at(-1)
  return {
    parts: texts.slice(0, -1),
    borders: parts.filter((_, index) => index % 2 === 1).map(({ text }) => text),
    rest: last ? squeeze(last.text, Math.max(0, last.text.length - (last.to - last.from))) : '',
  }
}

/** A text shorter by taking from its runs of spaces and lines, the last one first; one is left of each. */
function squeeze(text: string, by: number): string {
  let left = by
  const runs = text.split(/( +|─+|═+)/)
  for (let index = runs.length - 2; index > 0; index -= 2) {
    const run = runs[index] ?? ''
    const cut = Math.min(left, run.length - 1)
    runs[index] = run.slice(cut)
    left -= cut
  }
  return runs.join('')
}

/** A text longer by its last space or line. */
function stretch(text: string, by: number): string {
  const at = Math.max(...[' ', '─', '═'].map((char) => text.lastIndexOf(char)))
  return text.slice(0, at + 1) + (text[at] ?? ' ').repeat(by) + text.slice(at + 1)
}

const fit = (text: string, width: number): string =>
  text.length > width ? squeeze(text, text.length - width) : stretch(text, width - text.length)

/** How much wider the picture becomes before which column. */
type Wider = ReadonlyMap<number, number>

const growth = (wider: Wider, { from, to }: Pick<Part, 'from' | 'to'>): number =>
  [...wider].reduce((sum, [column, by]) => (column > from && column <= to ? sum + by : sum), 0)

/** The least that makes room for every part, from the left to the right. */
function makeRoom(parts: readonly Part[]): Wider {
  const wider = new Map<number, number>()
  for (const part of parts.toSorted((one, other) => one.to - other.to)) {
    const room = part.to - part.from + growth(wider, part)
    const lacking = squeeze(part.text, part.text.length).length - room
    if (lacking > 0) wider.set(part.to, (wider.get(part.to) ?? 0) + lacking)
  }
  return wider
}

/**
 * A picture made of characters, with other words in it. Each box keeps its width as far as there is room in it; where there is
 * not, the picture becomes wider there, so that what stood above each other still does.
 */
export function fitPicture(picture: string, become: (token: string) => string): string {
  const lines = picture.split('\n').map((line) => readLine(line, become))
  const wider = makeRoom(lines.flatMap(({ parts }) => parts))
  return lines
    .map(({ parts, borders: between, rest }) => {
      const fitted = parts.map((part) => fit(part.text, part.to - part.from + growth(wider, part)))
      return fitted.map((text, index) => text + (between[index] ?? '')).join('') + rest
    })
    .join('\n')
}
