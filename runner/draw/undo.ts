import type { UndoReply } from '../agent/protocol.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import { createPaint, type Paint } from './paint.ts'
import { highlightShell } from './shell-highlight.ts'
import { wrapRanges } from './wrap.ts'

interface Screen {
  colour: boolean
  /** Columns. */
  width: number
}

/** Columns before each line but the first of a group. */
const indent = '    '

const lines = (texts: readonly string[], width: number): string[] =>
  texts.flatMap((text) =>
    wrapRanges(text, width - indent.length * 2).map(
      ({ start, end }, index) => `${index === 0 ? indent : indent.repeat(2)}${text.slice(start, end)}`,
    ),
  )

const heading = ({ command }: UndoReply): string => {
  if (command === '') return 'What has changed on the host since it was last looked at is taken back.'
  const { text, truncated } = clip(safeText(command, { multiline: false }), { maxBytes: 200 })
  return `What \`${text}${truncated ? '…' : ''}\` has changed is taken back.`
}

const typedLines = (typed: readonly string[], paint: Paint): string[] =>
  typed.map((text) => `${paint.dim('$')} ${highlightShell(text, paint)}`)

const goTo = (lab: string): string => `A fresh host up to a step: lab goto ${lab} STEP`

/** What `lab undo` did, for the terminal: the commands, what is undone by them, and what is left as it is. */
export function drawUndo(lab: string, reply: UndoReply, { colour, width }: Screen): string {
  const paint = createPaint(colour)
  const { undone, typed, left } = reply
  return [
    heading(reply),
    ...typedLines(typed, paint),
    ...(undone.length > 0 ? [paint.green('Undone:'), ...lines(undone, width)] : []),
    ...(left.length > 0 ? [paint.yellow('Left as it is:'), ...lines(left, width), goTo(lab)] : []),
    ...(undone.length === 0 && left.length === 0 ? ['It is as it was before already.'] : []),
    '',
  ].join('\n')
}
