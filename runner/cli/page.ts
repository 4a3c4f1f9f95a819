import stringWidth from 'fast-string-width'
import type { Terminal } from './terminal.ts'

interface Screen {
  rows: number
  columns: number
}

/** The terminal's size now, which may not be what it was at the start. */
const screenNow = (): Screen => ({ rows: process.stdout.rows || 24, columns: process.stdout.columns || 80 })

/** One key, without Enter. */
export function pressedKey(): Promise<string> {
  const { stdin } = process
  return new Promise((resolve) => {
    stdin.setRawMode(true)
    stdin.once('data', (bytes: Buffer) => {
      stdin.pause()
      stdin.setRawMode(false)
      resolve(bytes.toString('latin1'))
    })
    stdin.resume()
  })
}

interface PageOptions {
  screen?: () => Screen
  key?: () => Promise<string>
}

const height = (line: string, columns: number): number => Math.max(1, Math.ceil(stringWidth(line) / columns))

/** How many lines fit, beside the line that asks for a key. */
function fitting(lines: readonly string[], { rows, columns }: Screen): number {
  let used = 0
  const over = lines.findIndex((line) => {
    used += height(line, columns)
    return used > rows - 1
  })
  return Math.max(1, over < 0 ? lines.length : over)
}

const invitation = '-- Space: go on   q: skip the rest --'
const leaving = ['q', '\u0003', '\u0004']

/**
 * Prints a text a screen at a time, so that a longer one does not run off the top before it is read. Where nobody sits in
 * front of it, and where it fits, it is printed at once. Any key goes on; q, Ctrl-C and Ctrl-D skip what is left.
 */
export async function printPaged(
  text: string,
  { interactive, out }: Pick<Terminal, 'interactive' | 'out'>,
  { screen = screenNow, key = pressedKey }: PageOptions = {},
): Promise<void> {
  let left = text.replace(/\n$/, '').split('\n')
  const count = (): number => (interactive ? fitting(left, screen()) : left.length)
  for (let shown = count(); shown < left.length; shown = count()) {
    out(`${left.slice(0, shown).join('\n')}\n${invitation}`)
    left = left.slice(shown)
    const pressed = await key()
    out(`\r${' '.repeat(invitation.length)}\r`)
    if (leaving.some((one) => pressed.startsWith(one))) return
  }
  out(`${left.join('\n')}\n`)
}
