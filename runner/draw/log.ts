import type { Status } from '../judge/verdict.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import { dateAndTime } from './moment.ts'
import { createPaint, type Paint } from './paint.ts'
import { statusSign, statusWord } from './symbols.ts'
import { wrapRanges } from './wrap.ts'

/** A check that got another verdict; `from` is null where it had none before. */
export interface Turn {
  id: string
  title: string
  /** Id of the check's step. */
  step: string
  from: Status | null
  to: Status
}

/** A command that a student has typed, and what came of it. All its texts are somebody else's. */
export interface LoggedCommand {
  /** Milliseconds since the epoch. */
  at: number
  terminal: string
  command: string
  exitCode: number | null
  changes: readonly string[]
  turned: readonly Turn[]
}

export interface LogStyle {
  width: number
  colour: boolean
  unicode: boolean
  /** Of the times, as Intl names it; the machine's own when absent. */
  timeZone?: string
}

/** A check's change of verdict in words: `pass, was FAIL`. */
export const turnInWords = ({ from, to }: Turn): string =>
  from === null ? statusWord(to) : `${statusWord(to)}, was ${statusWord(from)}`

/** How a command ended, in words; nothing to be said when it ended well. */
export const exitInWords = (exitCode: number | null): string | undefined => {
  if (exitCode === 0) return undefined
  return exitCode === null ? 'exit code unknown' : `exit code ${exitCode}`
}

const indent = 10

const hanging = (first: string, text: string, width: number): string[] => {
  const safe = safeText(text, { multiline: false })
  const room = Math.max(20, width - indent - first.length)
  return wrapRanges(safe, room).map(
    ({ start, end }, row) =>
      ' '.repeat(indent) + (row === 0 ? first : ' '.repeat(first.length)) + safe.slice(start, end),
  )
}

const commandLines = (command: string, unicode: boolean): string[] => {
  const { text, truncated } = clip(command, { maxBytes: 1024, maxLines: 20 })
  const lines = safeText(text).split('\n')
  return truncated ? [...lines, unicode ? '…' : '...'] : lines
}

function drawCommand(entry: LoggedCommand, several: boolean, style: LogStyle, paint: Paint): string[] {
  const { at, terminal, command, exitCode, changes, turned } = entry
  const [first = '', ...others] = commandLines(command, style.unicode)
  const { time } = dateAndTime(at, style.timeZone)
  const exit = exitInWords(exitCode)
  return [
    `${time}  ${paint.dim('$')} ${first}`,
    ...others.map((line) => `${' '.repeat(indent)}${paint.dim('>')} ${line}`),
    ...(several ? hanging('in terminal ', terminal, style.width) : []),
    ...(exit === undefined ? [] : [`${' '.repeat(indent)}${paint.yellow(exit)}`]),
    ...changes.flatMap((change) => hanging('changed: ', change, style.width)),
    ...turned.flatMap((turn) => {
      const [line = '', ...rest] = hanging('  ', `${turn.title} (${turnInWords(turn)})`, style.width)
      return [
        line.replace(/^ +/, `${' '.repeat(indent)}${statusSign(turn.to, paint, style.unicode)} `),
        ...rest,
      ]
    }),
  ]
}

/** What was typed in a lab, the newest last: a line for each command, and under it what it did. */
export function drawLog(entries: readonly LoggedCommand[], style: LogStyle): string {
  const paint = createPaint(style.colour)
  const several = new Set(entries.map(({ terminal }) => terminal)).size > 1
  let day = ''
  const lines = entries.flatMap((entry) => {
    const { date } = dateAndTime(entry.at, style.timeZone)
    const head = date === day ? [] : [...(day === '' ? [] : ['']), paint.bold(date)]
    day = date
    return [...head, ...drawCommand(entry, several, style, paint)]
  })
  return lines.map((line) => `${line}\n`).join('')
}
