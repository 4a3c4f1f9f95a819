import type { Duplex } from 'node:stream'

/** More than this in one line comes from no shell of ours. */
const longestWord = 64 * 1024

const said = /^(\d{1,9}) (\d{1,3}) (\S*) (.*)$/

/** What tell-lines.bash says before a command. */
export interface Announcement {
  /** The line of the script; undefined when it is another file's. */
  line: number | undefined
  /** The exit code of the command before. */
  exitCode: number
}

/**
 * Reads a message of tell-lines.bash. `script` is the name that bash has been given, `lines` are the script's. A command of an
 * EXIT trap claims to be in line 1.
 */
export function readAnnouncement(message: string, script: string, lines: readonly string[]): Announcement {
  const [, digits, code, word = '', source] = said.exec(message) ?? []
  const line = Number(digits)
  const text = lines[line - 1]
  const isOwn = source === script && text !== undefined && (line > 1 || text.includes(word))
  return { line: isOwn ? line : undefined, exitCode: Number(code ?? 0) }
}

/**
 * Listens to tell-lines.bash: for each command that a shell is about to run, `look` is called, and the shell waits until
 * it is done. Several shells of one script may ask at the same time; they are heard one after the other.
 */
export function followLines(door: Duplex, look: (message: string) => Promise<void>): void {
  let text = ''
  let turn = Promise.resolve()
  const answer = (): void => void (door.writable && door.write('\n'))
  door.on('error', () => undefined) // the shell has ended meanwhile
  door.setEncoding('utf8').on('data', (part: string) => {
    const lines = (text + part).split('\n')
    text = lines.pop() ?? ''
    if (text.length > longestWord) door.destroy()
    for (const line of lines) turn = turn.then(() => look(line)).then(answer)
  })
}
