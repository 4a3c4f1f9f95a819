import { LabError } from '../lab-error.ts'

/** A pseudo-terminal with a program in it. Text is bytes (latin1) both ways. */
export interface Pty {
  onData: (listener: (bytes: string) => void) => void
  onExit: (listener: (ending: { exitCode: number; signal: number }) => void) => void
  write: (bytes: string) => void
  resize: (columns: number, rows: number) => void
  pause: () => void
  resume: () => void
  kill: (signal: string) => void
}

export interface PtyOptions {
  columns: number
  rows: number
  env: NodeJS.ProcessEnv
}

export type OpenPty = (command: [string, ...string[]], options: PtyOptions) => Pty

/** Makes pseudo-terminals; undefined on a machine for which there is no such part (musl, other processors). */
export async function loadPty(): Promise<OpenPty | undefined> {
  let spawn: (typeof import('@lydell/node-pty'))['spawn']
  try {
    ;({ spawn } = await import('@lydell/node-pty'))
  } catch {
    return undefined // optional: without it a shell is opened as it is
  }
  return ([program, ...words], { columns, rows, env }) => {
    try {
      const pty = spawn(program, words, {
        name: env['TERM'] ?? 'xterm',
        cols: columns,
        rows,
        cwd: '/',
        env,
        encoding: 'latin1',
      })
      return {
        onData: (listener) => void pty.onData(listener),
        onExit: (listener) =>
          void pty.onExit(({ exitCode, signal }) => listener({ exitCode, signal: signal ?? 0 })),
        write: (bytes) => pty.write(bytes),
        resize: (width, height) => pty.resize(width, height),
        pause: () => pty.pause(),
        resume: () => pty.resume(),
        kill: (signal) => pty.kill(signal),
      }
    } catch (error) {
      throw new LabError(
        'cannotRun',
        'no-pty',
        `No pseudo-terminal can be opened: ${String(error)}.`,
        'Try again, or with --plain.',
        error,
      )
    }
  }
}
