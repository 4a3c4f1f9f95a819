import type { Tokens } from 'marked'
import { safeText } from '../observe/safe-text.ts'
import type { MarkdownContext } from './markdown-context.ts'
import type { Paint } from './paint.ts'
import { highlightShell } from './shell-highlight.ts'
import { plain, prefixLines } from './styled-text.ts'

const indent = '    '
const shells = new Set(['sh', 'bash', 'shell', 'zsh'])

/** `$ ` is the host's prompt, `$$ ` the prompt inside a container. */
const prompt = /^\$\$?(?: |$)/
const continues = (line: string): boolean => /(?:^|[^\\])(?:\\\\)*\\$/.test(line)

/** The number of lines the command that begins at `start` has: they end in a backslash, or the next one stands behind `> `. */
const commandLength = (lines: readonly string[], start: number): number => {
  let end = start
  while (end < lines.length - 1 && (continues(lines[end] ?? '') || /^>(?: |$)/.test(lines[end + 1] ?? '')))
    end++
  return end - start + 1
}

const paintCommand = (command: string, paint: Paint): string => {
  const sign = prompt.exec(command)?.[0] ?? ''
  const style = sign.startsWith('$$') ? paint.bold.magenta : paint.bold.green
  return style(sign) + highlightShell(command.slice(sign.length), paint)
}

/** A transcript: commands behind their prompts are highlighted, what they print is dimmed. */
const paintConsole = (text: string, paint: Paint): string[] => {
  const lines = text.split('\n')
  const painted: string[] = []
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? ''
    const length = prompt.test(line) ? commandLength(lines, index) : 1
    const command = lines.slice(index, index + length).join('\n')
    painted.push(prompt.test(line) ? paintCommand(command, paint) : paint.dim(line))
    index += length
  }
  return painted.join('\n').split('\n')
}

/** A block of code, indented; its lines are neither wrapped nor cut, so that they can be copied. */
export function renderCode(code: Tokens.Code, { paint, lines: { redraw } }: MarkdownContext): string[] {
  const text = redraw(safeText(code.text))
  const language = code.lang?.split(/[\s,{]/)[0]?.toLowerCase() ?? ''
  const lines =
    language === 'console'
      ? paintConsole(text, paint)
      : (shells.has(language) ? highlightShell(text, paint) : text).split('\n')
  return prefixLines(lines, indent, indent, plain)
}
