import stringWidth from 'fast-string-width'

const segmenter = new Intl.Segmenter()
/** Each of these is a character and a cell of its own; nearly all of a picture is made of them. */
const simple = /^[\u0020-\u007e\u2500-\u257f…]*$/

/** A grid of terminal cells. A wide character fills two of them: the second one is empty. */
export class Canvas {
  readonly #rows: string[][] = []

  #row(y: number): string[] {
    return (this.#rows[y] ??= [])
  }

  /** What stands in a cell; a space where nothing does. */
  at(x: number, y: number): string {
    return this.#rows[y]?.[x] ?? ' '
  }

  set(x: number, y: number, sign: string): void {
    this.#row(y)[x] = sign
  }

  write(x: number, y: number, text: string): void {
    if (simple.test(text)) {
      for (let offset = 0; offset < text.length; offset++) this.set(x + offset, y, text.charAt(offset))
      return
    }
    let column = x
    for (const { segment } of segmenter.segment(text)) {
      const width = stringWidth(segment)
      if (width === 0) this.set(column - 1, y, this.at(column - 1, y) + segment)
      else this.set(column, y, segment)
      for (let more = 1; more < width; more++) this.set(column + more, y, '')
      column += width
    }
  }

  toString(): string {
    const lines = Array.from(this.#rows, (row) =>
      Array.from(row ?? [], (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    )
    return lines.join('\n')
  }
}
