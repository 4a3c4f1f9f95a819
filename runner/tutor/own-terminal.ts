import type { ReadStream, WriteStream } from 'node:tty'

/** The student's own terminal, as the tutor holds it: keys as they are pressed, bytes as they come. */
export interface OwnTerminal {
  columns: number
  rows: number
  /** Bytes (latin1). False when the terminal is behind; `onDrain` says when it has caught up. */
  write: (bytes: string) => boolean
  onDrain: (listener: () => void) => void
  onResize: (listener: () => void) => () => void
  /** Hands every key to `listener`, Ctrl-C too, until the returned function is called; then the terminal is as before. */
  takeKeys: (listener: (bytes: string) => void) => () => void
}

/** The terminal of this process. */
export function ownTerminal(stdin: ReadStream, stdout: WriteStream): OwnTerminal {
  return {
    get columns() {
      return stdout.columns || 80
    },
    get rows() {
      return stdout.rows || 24
    },
    write: (bytes) => stdout.write(Buffer.from(bytes, 'latin1')),
    onDrain: (listener) => void stdout.once('drain', listener),
    onResize: (listener) => {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
    takeKeys: (listener) => {
      const hear = (bytes: Buffer): void => listener(bytes.toString('latin1'))
      stdin.setRawMode(true)
      stdin.on('data', hear)
      stdin.resume()
      return () => {
        stdin.off('data', hear)
        stdin.pause()
        stdin.setRawMode(false)
      }
    },
  }
}
