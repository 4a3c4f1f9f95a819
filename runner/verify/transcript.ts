import { LabError } from '../lab-error.ts'

/** One command of a transcript, and what the page says comes of it. */
export interface TypedCommand {
  text: string
  /** The output to expect, line by line; `…` stands for anything, also for whole lines. */
  expected: string[]
  /** Undefined where the page leaves it open. */
  exitCode: number | undefined
  /** Does not end by itself: nothing is waited for. */
  keepsRunning: boolean
  /** Which of the reader's terminals it is typed into. */
  terminal: string
  /** Typed at the prompt of a shell that an earlier command has opened in this terminal, say in a container. */
  inner: boolean
  /** Opens such a shell. */
  opens: boolean
  /** Where it stands in the page, from 1. */
  line: number
}

/** Engine versions a block holds for, both inclusive, by major number. */
interface Validity {
  since: number
  until: number
}

type Entry = TypedCommand & Validity

const fence = /^```console *(.*)$/
const prompt = /^(?:(\$)|\S+#) (.*)$/
const endNote = /^\[(?:exit (\d+|…)|(still running))\]$/

const broken = (page: string, line: number, what: string): LabError =>
  new LabError(
    'internal',
    'transcript-broken',
    `docs/documents/${page}, line ${line}: ${what}.`,
    'See CONTRIBUTING.md for the form of a transcript.',
  )

/** Reads `terminal=two until=27`, the words after ```console. */
function readAttributes(page: string, line: number, words: string): Validity & { terminal: string } {
  const found = { terminal: 'one', since: 0, until: Number.POSITIVE_INFINITY }
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const [, key, value = ''] = /^(terminal|since|until)=([a-z0-9]+)$/.exec(word) ?? []
    if (key === undefined) throw broken(page, line, `“${word}” is neither terminal=, since= nor until=`)
    if (key === 'terminal') found.terminal = value
    else if (/^\d+$/.test(value)) found[key as 'since' | 'until'] = Number(value)
    else throw broken(page, line, `“${value}” is no major version`)
  }
  return found
}

/** A last line `[exit 1]`, `[exit …]` (any) or `[still running]` says how the command ends, where it is not well. */
const takeEndNote = (entry: Entry): void => {
  const [note, code, running] = endNote.exec(entry.expected.at(-1) ?? '') ?? []
  if (note === undefined) return
  entry.exitCode = code === undefined || code === '…' ? undefined : Number(code)
  entry.keepsRunning = running !== undefined
  entry.expected.pop()
}

/** The next thing typed into the same terminal tells whether a command has opened a shell. */
const markOpeners = (entries: readonly Entry[]): void => {
  for (const [index, entry] of entries.entries()) {
    const next = entries.slice(index + 1).find(({ terminal }) => terminal === entry.terminal)
    entry.opens = !entry.inner && next?.inner === true
  }
}

/**
 * Reads the ```console blocks of a page. A line after `$ ` is typed on the host; after any other prompt that ends in `#`
 * (`bash-5.2# `), into the shell that the command before has opened. A command goes on in the next line after `\`. What
 * follows is its output. Blocks for other engines than `engineMajor` are left out, if it is given. Throws LabError `transcript-broken`.
 */
export function parseTranscript(page: string, text: string, engineMajor?: number): TypedCommand[] {
  const entries: Entry[] = []
  let attributes: ReturnType<typeof readAttributes> | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const last = entries.at(-1)
    const [, words] = fence.exec(line) ?? []
    if (attributes === undefined) {
      if (words !== undefined) attributes = readAttributes(page, index + 1, words)
    } else if (line === '```') attributes = undefined
    else if (last?.text.endsWith('\\') && last.expected.length === 0)
      last.text += `\n${line.replace(/^> /, '')}`
    else {
      const [typed, host, command = ''] = prompt.exec(line) ?? []
      const start = { exitCode: 0, keepsRunning: false, opens: false, line: index + 1, ...attributes }
      if (typed !== undefined)
        entries.push({ ...start, text: command, expected: [], inner: host === undefined })
      else if (last) last.expected.push(line)
      else throw broken(page, index + 1, 'output stands before the first command')
    }
  }
  const valid = entries.filter(
    ({ since, until }) => engineMajor === undefined || (since <= engineMajor && engineMajor <= until),
  )
  for (const entry of valid) takeEndNote(entry)
  markOpeners(valid)
  return valid.map(({ since: _since, until: _until, ...command }) => command)
}

const tidy = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '')

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
const linePattern = (line: string): RegExp =>
  new RegExp(`^${line.split(/ ?… ?/).map(escapePattern).join('.*')}$`)

/**
 * Whether an output is the expected one. Spacing and empty lines do not count; `…` matches anything within a line, and a
 * line that is nothing else matches any number of lines, though an output of which nothing else is known is not empty.
 */
export function outputMatches(expected: readonly string[], actual: string): boolean {
  const patterns = tidy(expected).map((line) => (line === '…' ? undefined : linePattern(line)))
  const lines = tidy(actual.split('\n'))
  if (patterns.length > 0 && lines.length === 0) return false
  // The set of pattern positions that the lines so far can have led to.
  let places = skipAny(patterns, new Set([0]))
  for (const line of lines) {
    const next = new Set<number>()
    for (const place of places) {
      const pattern = patterns[place]
      if (place < patterns.length && pattern === undefined) next.add(place)
      else if (pattern?.test(line)) next.add(place + 1)
    }
    places = skipAny(patterns, next)
  }
  return places.has(patterns.length)
}

/** A whole-line `…` may also match nothing. */
const skipAny = (patterns: readonly (RegExp | undefined)[], places: Set<number>): Set<number> => {
  for (const place of places)
    if (place < patterns.length && patterns[place] === undefined) places.add(place + 1)
  return places
}

const indent = (text: string): string =>
  text.trim() === '' ? '    (nothing)' : text.replace(/^/gm, '    ').trimEnd()

/** What is wrong with a command's output or exit code, as a text that names page, command, expected and actual. */
export function describeMismatch(
  page: string,
  command: TypedCommand,
  actual: { output: string; exitCode: number },
): string {
  const ended = command.exitCode === undefined ? '' : ` [exit ${command.exitCode}]`
  return [
    `docs/documents/${page}, line ${command.line}: ${command.text}`,
    `  expected${ended}:`,
    indent(command.expected.join('\n')),
    `  actual [exit ${actual.exitCode}]:`,
    indent(actual.output),
  ].join('\n')
}
