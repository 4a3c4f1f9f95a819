import stringWidth from 'fast-string-width'
import type { MarkdownContext } from './markdown-context.ts'
import { textOf, wrapSpans, type Span, type StyledLine } from './styled-text.ts'
import { largest, widestWord } from './wrap.ts'

type Align = 'left' | 'center' | 'right' | null
type GridContext = Pick<MarkdownContext, 'width' | 'paint' | 'lines'>

/** Below this many columns for each cell a table is no longer readable as one. */
const leastCellWidth = 5
const gap = 3

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const widestLine = (text: string): number => largest(text.split('\n').map((line) => stringWidth(line)))

/** Takes columns from the widest until all fit; words are cut only when there is no other way. */
const fitColumns = (columns: readonly string[][], available: number): number[] => {
  const least = columns.map((texts) => Math.max(1, largest(texts.map(widestWord))))
  const widths = columns.map((texts) => Math.min(available, Math.max(1, largest(texts.map(widestLine)))))
  while (sum(widths) > available) {
    const spare = widths.map((width, index) => (width > (least[index] ?? 1) ? width : 0))
    const from = largest(spare) > 0 ? spare : widths
    const widest = from.indexOf(largest(from))
    widths[widest] = (widths[widest] ?? 1) - 1
  }
  return widths
}

const alignCell = (cell: StyledLine, width: number, align: Align): string => {
  const space = Math.max(0, width - cell.width)
  const before = align === 'right' ? space : align === 'center' ? Math.floor(space / 2) : 0
  return ' '.repeat(before) + cell.text + ' '.repeat(space - before)
}

const renderRow = (cells: StyledLine[][], widths: number[], aligns: Align[], bar: string): string[] => {
  const height = largest(cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, column) =>
        alignCell(cells[column]?.[line] ?? { text: '', width: 0 }, width, aligns[column] ?? null),
      )
      .join(bar)
      .trimEnd(),
  )
}

const renderGrid = (rows: Span[][][], widths: number[], aligns: Align[], context: GridContext): string[] => {
  const { paint, lines } = context
  const bar = ` ${paint.dim(lines.bar)} `
  const rule = paint.dim(
    widths.map((width) => lines.single.repeat(width)).join(lines.single + lines.cross + lines.single),
  )
  const [header = [], ...body] = rows.map((cells) =>
    renderRow(
      cells.map((cell, column) => wrapSpans(cell, widths[column] ?? 1)),
      widths,
      aligns,
      bar,
    ),
  )
  // Where a cell has several lines, only a rule shows where the next row begins.
  const separate = body.some((row) => row.length > 1)
  return [...header, ...body.flatMap((row, index) => (index === 0 || separate ? [rule, ...row] : row))]
}

/** One line a cell, for a window too narrow for columns. */
const renderStacked = ([header = [], ...body]: Span[][][], { width }: GridContext): string[] =>
  body.flatMap((cells, row) => {
    const lines = cells.flatMap((cell, column) => {
      const name = header[column] ?? []
      const colon = name.map((span) => ({ ...span, text: ': ' })).slice(0, 1)
      return wrapSpans([...name, ...colon, ...cell], width).map(({ text }) => text)
    })
    return row === 0 ? lines : ['', ...lines]
  })

/** Rows in aligned columns that fit the width: cells wrap when they must. The first row is the header. */
export function drawGrid(rows: Span[][][], aligns: Align[], context: GridContext): string[] {
  const [header = []] = rows
  const available = context.width - gap * (header.length - 1)
  if (available < header.length * leastCellWidth) return renderStacked(rows, context)
  const columns = header.map((_, column) => rows.map((row) => textOf(row[column] ?? [])))
  return renderGrid(rows, fitColumns(columns, available), aligns, context)
}
