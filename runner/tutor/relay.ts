import { MarkReader, type Mark } from './marks.ts'
import { NoticeBoard } from './notices.ts'
import type { OwnTerminal } from './own-terminal.ts'
import type { OpenPty } from './pty.ts'

export interface RelayOptions {
  terminal: OwnTerminal
  openPty: OpenPty
  /** The command line that opens the shell on the host. */
  command: [string, ...string[]]
  token: string
  env: NodeJS.ProcessEnv
  plain: boolean
  /** What is typed before this goes to the shell only then. */
  ready: Promise<unknown>
  /** Something that the shell has told; for `run`, what is done while the shell waits. */
  heard: (mark: Mark) => void
}

/** A shell on a host, seen through the student's terminal. */
export interface Relay {
  /** How the shell ended. */
  ended: Promise<{ exitCode: number; signal: number }>
  /** Lines of the tutor's, printed where they disturb nothing. */
  notify: (lines: string[]) => void
  /**
   * Gives the terminal to `work`, which may print and ask; what the shell prints meanwhile is kept, and what is typed goes to
   * `work` alone.
   */
  aside: <Result>(work: () => Promise<Result>) => Promise<Result>
  kill: () => void
}

/**
 * Joins the student's terminal to a pseudo-terminal with a shell in it: bytes go through as they are, marks are taken out and
 * told, and lines of the tutor's are put above prompts. A program that prints faster than the terminal shows is made to
 * wait.
 */
export function openRelay(options: RelayOptions): Relay {
  const { terminal, token, plain, heard } = options
  const { columns, rows } = terminal
  const pty = options.openPty(options.command, { columns, rows, env: options.env })
  const marks = new MarkReader(token)
  let kept: string[] | undefined
  const show = (bytes: string): void => {
    if (kept) kept.push(bytes)
    else if (!terminal.write(bytes)) {
      pty.pause()
      terminal.onDrain(() => pty.resume())
    }
  }
  const board = new NoticeBoard({ print: show, plain })
  const take = (mark: Mark): void => {
    if (mark.kind === 'begin') board.begin()
    if (mark.kind === 'end') board.prompt()
    heard(mark)
  }
  pty.onData((bytes) => {
    for (const piece of marks.read(bytes)) {
      if ('mark' in piece) take(piece.mark)
      else board.output(piece.text)
    }
  })
  const send = (bytes: string): void => {
    board.input()
    pty.write(bytes)
  }
  let early: string[] | undefined = []
  const keys = (bytes: string): void => {
    if (early) early.push(bytes)
    else send(bytes)
  }
  let over = false
  const sendEarly = (): void => {
    const typed = early?.join('') ?? ''
    early = undefined
    if (!over && typed !== '') send(typed)
  }
  void options.ready.then(sendEarly)
  let letGo = terminal.takeKeys(keys)
  const stopResizing = terminal.onResize(() => pty.resize(terminal.columns, terminal.rows))
  const ended = new Promise<{ exitCode: number; signal: number }>((resolve) => {
    pty.onExit((ending) => {
      over = true
      show(marks.flush())
      stopResizing()
      letGo()
      resolve(ending)
    })
  })
  return {
    ended,
    notify: (lines) => board.add(lines),
    kill: () => pty.kill('SIGHUP'),
    aside: async (work) => {
      kept = []
      board.hold()
      letGo()
      try {
        return await work()
      } finally {
        const missed = kept.join('')
        kept = undefined
        if (!over) letGo = terminal.takeKeys(keys)
        show(missed)
      }
    },
  }
}
