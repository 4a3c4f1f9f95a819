import type { Writable } from 'node:stream'
import { isErrno } from '../lab-error.ts'

/** The streams of one command and what the terminal behind them can show. Read once, handed to every command. */
export interface Terminal {
  out: (text: string) => void
  err: (text: string) => void
  /** Standard input and output are both a terminal. */
  interactive: boolean
  colour: boolean
  unicode: boolean
  /** Columns, at most 100: longer lines are hard to read. */
  width: number
  /** Columns, as many as there are: room for two pictures beside each other. */
  columns: number
  env: NodeJS.ProcessEnv
}

const widest = 100

/** `lab run 03 | head`: nobody reads on, and the command still goes to its end, so that it leaves nothing behind. */
const ignoreClosedPipe = (error: Error): void => {
  if (!isErrno(error, 'EPIPE')) throw error
}

interface Streams {
  stdin: { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable
  env: NodeJS.ProcessEnv
}

/** NO_COLOR (no-color.org), FORCE_COLOR, TERM=dumb, a pipe and CI are honoured. */
export function openTerminal({ stdin, stdout, stderr, env }: Streams): Terminal {
  const tty = stdout.isTTY === true
  const quiet = (env['CI'] ?? '') !== '' || env['TERM'] === 'dumb'
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || env['FORCE_COLOR'] === '0'
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name]).find(Boolean) ?? ''
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe)
  const columns = Math.max(40, stdout.columns || 80)
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: tty && stdin.isTTY === true && !quiet,
    colour: !refused && (tty || forced),
    unicode: /utf-?8/i.test(locale) && env['TERM'] !== 'linux',
    width: Math.min(widest, columns),
    columns,
    env,
  }
}
