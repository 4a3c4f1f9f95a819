import { tokens } from './substitute.ts'

const borders = /([│║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╪╫╞╡╤╧╥╨|+])/
const isLine = (char: string): boolean => char === '─' || char === '═'

/** A line with other words, and how much wider it has become before which border. */
interface FittedLine {
  text: string
  /** By the border's column in the line as it was. */
  wider: Map<number, number>
}

/** A part between two borders, shorter by taking from its runs of spaces and lines, the last one first; one is left of each. */
function squeeze(part: string, by: number): { part: string; left: number } {
  let left = by
  const runs = part.split(/( +|─+|═+)/)
  for (let index = runs.length - 2; index > 0; index -= 2) {
    const run = runs[index] ?? ''
    const cut = Math.min(left, run.length - 1)
    runs[index] = run.slice(cut)
    left -= cut
  }
  return { part: runs.join(''), left }
}

/** A part that much longer, at its last run of spaces or lines. */
function stretch(part: string, by: number): string {
  const [last = ' '] = /[ ─═](?=[^ ─═]*$)/.exec(part) ?? []
  const at = part.lastIndexOf(last)
  return part.slice(0, at + 1) + last.repeat(by) + part.slice(at + 1)
}

function fitLine(line: string, become: (token: string) => string): FittedLine {
  const wider = new Map<number, number>()
  const parts = line.split(borders)
  let column = 0
  const fitted = parts.map((part, index) => {
    const own = part.replaceAll(tokens, become)
    column += part.length
    const more = own.length - part.length
    const isLast = index === parts.length - 1
    if (more === 0 || (isLast && more < 0)) return own
    if (more < 0) return stretch(own, -more)
    const { part: shorter, left } = squeeze(own, more)
    if (left > 0 && !isLast) wider.set(column, left)
    return shorter
  })
  return { text: fitted.join(''), wider }
}

/** What a line is widened with before a column; null where nothing is drawn any more, undefined where it would cut a word. */
function filling(line: string, column: number): string | null | undefined {
  if (!borders.test(line.slice(column))) return null
  const [before = ' ', after = ' '] = [line[column - 1], line[column]]
  const drawn = [before, after].find(isLine)
  if (drawn !== undefined) return drawn
  return before === ' ' || after === ' ' || borders.test(after) ? ' ' : undefined
}

/** A fitted line, wider where others have become so. */
function widen(
  line: string,
  { text, wider }: FittedLine,
  wanted: readonly (readonly [column: number, by: number])[],
): string | undefined {
  let result = text
  let grown = 0
  for (const [column, by] of wanted) {
    const fill = filling(line, column)
    if (fill === undefined) return undefined
    const own = wider.get(column) ?? 0
    const at = column + grown + own
    if (fill !== null) result = result.slice(0, at) + fill.repeat(by - own) + result.slice(at)
    grown += by
  }
  return result
}

/**
 * A picture made of characters, with other words in it. Each box keeps its width as far as there is room in it, and where
 * there is not, the whole picture becomes wider. Undefined when that would cut a word.
 */
export function fitPicture(picture: string, become: (token: string) => string): string | undefined {
  const lines = picture.split('\n')
  const fitted = lines.map((line) => ({ line, ...fitLine(line, become) }))
  const columns = [...new Set(fitted.flatMap(({ wider }) => [...wider.keys()]))].sort((one, other) => one - other)
  const wanted = columns.map(
    (column) => [column, Math.max(...fitted.map(({ wider }) => wider.get(column) ?? 0))] as const,
  )
  const widened = fitted.map((one) => widen(one.line, one, wanted))
  return widened.includes(undefined) ? undefined : widened.join('\n')
}
