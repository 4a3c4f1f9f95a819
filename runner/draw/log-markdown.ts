import { safeText } from '../observe/safe-text.ts'
import { exitInWords, turnInWords, type LoggedCommand } from './log.ts'
import { dateAndTime } from './moment.ts'

/** What the document is about. */
export interface LogHead {
  /** `03`. */
  lab: string
  title: string
  /** How far the student is: `in progress, 4 of 9 steps done`. */
  standing: string
  timeZone?: string
}

/** Text that means nothing to a Markdown reader (CommonMark 0.31, 2.4: a backslash before punctuation), no link of GitHub's either. */
const escape = (text: string): string =>
  safeText(text, { multiline: false }).replace(/[\\`*_[\]<>|~&@$#]|:(?=\/\/)|\.(?<=\bwww\.)/gi, '\\$&')

/** A block of code that its content cannot end: the fence is longer than any run of backticks in it (CommonMark 0.31, 4.5). */
function fenced(content: string): string[] {
  const runs = content.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
  return [`${fence}console`, ...content.split('\n'), fence]
}

const typed = (command: string): string =>
  safeText(command)
    .split('\n')
    .map((line, index) => `${index === 0 ? '$' : '>'} ${line}`)
    .join('\n')

function drawCommand(
  { at, terminal, command, exitCode, changes, turned }: LoggedCommand,
  timeZone?: string,
): string[] {
  const exit = exitInWords(exitCode)
  const outcome = [
    ...(exit === undefined ? [] : [`- ${exit}`]),
    ...changes.map((change) => `- changed: ${escape(change)}`),
    ...turned.map((turn) => `- check ${escape(turn.id)}, ${escape(turn.title)}: ${turnInWords(turn)}`),
  ]
  return [
    `### ${dateAndTime(at, timeZone).time}, terminal ${escape(terminal)}`,
    '',
    ...fenced(typed(command)),
    '',
    ...(outcome.length === 0 ? [] : [...outcome, '']),
  ]
}

/** A transcript as a Markdown document, to be handed in or read by an instructor. */
export function drawLogMarkdown(
  entries: readonly LoggedCommand[],
  { lab, title, standing, timeZone }: LogHead,
): string {
  let day = ''
  const commands = entries.flatMap((entry) => {
    const { date } = dateAndTime(entry.at, timeZone)
    const head = date === day ? [] : [`## ${date}`, '']
    day = date
    return [...head, ...drawCommand(entry, timeZone)]
  })
  const count = `${entries.length} ${entries.length === 1 ? 'command' : 'commands'}`
  const lines = [
    `# Transcript of lab ${lab}: ${escape(title)}`,
    '',
    `${count}; ${standing}.`,
    '',
    ...commands,
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
