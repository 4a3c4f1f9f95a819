import stringWidth from 'fast-string-width'

/**
 * What no terminal, XML file or log may receive as it is: controls (tab and line feed are handled apart), lone
 * surrogates, line and paragraph separators, everything that turns the reading direction, what is invisible,
 * and the two code points XML 1.0 forbids. U+200C and U+200D stay: emoji and several scripts need them.
 */
const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/gu

interface SafeTextOptions {
  /** Keep line feeds (default); false shows them as `\n`, for a name or a single line. */
  multiline?: boolean
  /** Columns between tab stops; 8 as a terminal has them. Markdown counts 4. */
  tabWidth?: number
}

const showCharacter = (character: string): string => {
  if (character === '\n') return '\\n'
  if (character === '\r') return '\\r'
  const code = character.charCodeAt(0)
  const digits = code.toString(16)
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`
}

const expandTabs = (line: string, tabWidth: number): string => {
  const [first = '', ...rest] = line.split('\t')
  let expanded = first
  let column = stringWidth(first)
  for (const part of rest) {
    const gap = tabWidth - (column % tabWidth)
    expanded += ' '.repeat(gap) + part
    column += gap + stringWidth(part)
  }
  return expanded
}

/**
 * Makes text that somebody else controls (a program's output, a file or container name) safe to show: whatever could
 * steer a terminal or hide text is spelled out (`\x1b`, `\u202e`), `\r\n` becomes `\n`, tabs become spaces.
 * The result is for reading, not for parsing back: a typed `\x1b` looks the same. Safe text comes back unchanged.
 * It does not escape for HTML or XML mark-up (`<`, `&`): who writes the page does.
 */
export function safeText(text: string, { multiline = true, tabWidth = 8 }: SafeTextOptions = {}): string {
  // `\r\r\n` is what a pseudo-terminal makes of a program's own `\r\n`.
  const shown = text.replace(/\r+\n/g, '\n').replace(unsafe, (character) => {
    if (character === '\t' || (multiline && character === '\n')) return character
    return showCharacter(character)
  })
  if (!shown.includes('\t')) return shown
  return shown
    .split('\n')
    .map((line) => expandTabs(line, tabWidth))
    .join('\n')
}

interface ClipLimits {
  /** Bytes of UTF-8. */
  maxBytes?: number
  maxLines?: number
}

/** The start of `text` within both limits, cut between code points; `truncated` says whether anything is missing. */
export function clip(
  text: string,
  { maxBytes = 4096, maxLines = 60 }: ClipLimits = {},
): { text: string; truncated: boolean } {
  const lines = firstLines(text, maxLines)
  // encodeInto stops before the first code point that does not fit and says how far it read.
  const { read } = new TextEncoder().encodeInto(lines, new Uint8Array(maxBytes))
  return { text: lines.slice(0, read), truncated: read < text.length }
}

const firstLines = (text: string, maxLines: number): string => {
  if (maxLines <= 0) return ''
  let end = -1
  for (let line = 0; line < maxLines; line++) {
    end = text.indexOf('\n', end + 1)
    if (end === -1) return text
  }
  // A line feed that ends the last allowed line starts no further line.
  return end === text.length - 1 ? text : text.slice(0, end)
}
