/** The characters a text picture is drawn with. */
export interface Signs {
  horizontal: string
  vertical: string
  topLeft: string
  topRight: string
  bottomLeft: string
  bottomRight: string
  /** In a box's lower side, where the host's own cable leaves. */
  leaves: string
  /** On a cable, at an end that is down. */
  cut: string
  /** Sides of a box that is missing. */
  missing: { horizontal: string; vertical: string }
  /** The looks of cables: those that Docker or the lab has made, those made by hand, and those that are missing. */
  cables: { plain: CableSigns; byHand: CableSigns; missing: CableSigns }
  ellipsis: string
}

export interface CableSigns {
  horizontal: string
  vertical: string
  /** Over a box's side. */
  crossing: string
  /** At the left side of the box it leads to. */
  arrives: string
  /** Corners of a cable that turns: from the left down or up, and from above or below to the right. */
  leftDown: string
  leftUp: string
  upRight: string
  downRight: string
}

export const unicodeSigns: Signs = {
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  bottomLeft: '└',
  bottomRight: '┘',
  leaves: '┬',
  cut: '╳',
  missing: { horizontal: '╌', vertical: '╎' },
  cables: {
    plain: {
      horizontal: '─',
      vertical: '│',
      crossing: '┼',
      arrives: '┤',
      leftDown: '┐',
      leftUp: '┘',
      upRight: '└',
      downRight: '┌',
    },
    byHand: {
      horizontal: '═',
      vertical: '║',
      crossing: '╪',
      arrives: '╡',
      leftDown: '╗',
      leftUp: '╝',
      upRight: '╚',
      downRight: '╔',
    },
    missing: {
      horizontal: '╌',
      vertical: '╎',
      crossing: '┼',
      arrives: '┤',
      leftDown: '┐',
      leftUp: '┘',
      upRight: '└',
      downRight: '┌',
    },
  },
  ellipsis: '…',
}

const corners = { leftDown: '+', leftUp: '+', upRight: '+', downRight: '+' }

export const asciiSigns: Signs = {
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
  leaves: '+',
  cut: 'x',
  missing: { horizontal: '.', vertical: ':' },
  cables: {
    plain: { horizontal: '-', vertical: '|', crossing: '+', arrives: '+', ...corners },
    byHand: { horizontal: '=', vertical: '|', crossing: '+', arrives: '+', ...corners },
    missing: { horizontal: '.', vertical: ':', crossing: '+', arrives: '+', ...corners },
  },
  ellipsis: '...',
}
