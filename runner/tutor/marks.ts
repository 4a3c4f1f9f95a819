/** What the shell on a host tells the tutor by marks in its output; nobody else sees them. */
export type Mark =
  /** A command line has been read and is about to run. */
  | { kind: 'begin' }
  /** The shell is about to print its prompt. `command` is empty when the history has nothing new. */
  | { kind: 'end'; exitCode: number; command: string }
  /** A shell ends by itself. */
  | { kind: 'bye' }
  /**
   * `lab …` was typed on the host; who typed it waits in process `asker` there for the exit code, and for what is said where
   * that is not to go to the terminal.
   */
  | { kind: 'run'; asker: number; piped: boolean; words: string[] }

/** Output is a string of bytes (latin1), so that nothing of it is changed on its way. */
export type Piece = { text: string } | { mark: Mark }

const opening = '\u001b]7117;'
const closing = '\u0007'
const unit = '\u001f'
/** Bytes; a mark that is longer is none. */
const longestMark = 16 * 1024

const decode = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

const parse = (body: string): Mark | undefined => {
  const [kind, ...fields] = body.split(';')
  if (kind === 'begin' || kind === 'bye') return { kind }
  const [number = '', ...rest] = fields
  if (!/^\d{1,10}$/.test(number)) return undefined
  const text = decode(rest.join(';')).replaceAll('\r\n', '\n')
  if (kind === 'end') return { kind, exitCode: Number(number), command: text.trim() }
  if (kind === 'run' || kind === 'pipe') {
    const words = text.split(unit).filter((word) => word !== '')
    return { kind: 'run', asker: Number(number), piped: kind === 'pipe', words }
  }
  return undefined
}

/** How much of the end of a text could be the beginning of a mark. */
const beginning = (text: string): number => {
  for (let length = Math.min(opening.length - 1, text.length); length > 0; length -= 1)
    if (opening.startsWith(text.slice(-length))) return length
  return 0
}

/**
 * Takes marks out of a terminal's output: `ESC ] 7117 ; TOKEN ; kind ; … BEL`, an operating system command (ECMA-48) with a
 * number that nobody else uses. Only those with the token count: the same bytes in a file that somebody prints are dropped
 * and do nothing. Everything else goes through as it is, however it was cut into pieces.
 */
export class MarkReader {
  readonly #token: string
  #rest = ''

  constructor(token: string) {
    this.#token = token
  }

  read(bytes: string): Piece[] {
    const pieces: Piece[] = []
    let text = this.#rest + bytes
    this.#rest = ''
    const pass = (part: string): void => void (part !== '' && pieces.push({ text: part }))
    for (;;) {
      const start = text.indexOf(opening)
      if (start < 0) break
      const end = text.indexOf(closing, start)
      if (end < 0 && text.length - start <= longestMark) {
        pass(text.slice(0, start))
        this.#rest = text.slice(start)
        return pieces
      }
      pass(text.slice(0, start))
      const body = end < 0 ? '' : text.slice(start + opening.length, end)
      text = end < 0 ? text.slice(start + opening.length) : text.slice(end + 1)
      const mark = body.startsWith(`${this.#token};`) ? parse(body.slice(this.#token.length + 1)) : undefined
      if (mark) pieces.push({ mark })
    }
    const kept = beginning(text)
    pass(text.slice(0, text.length - kept))
    this.#rest = text.slice(text.length - kept)
    return pieces
  }

  /** What was held back because it might have become a mark; to be printed when the terminal ends. */
  flush(): string {
    const rest = this.#rest
    this.#rest = ''
    return rest
  }
}
