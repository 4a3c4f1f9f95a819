import stripAnsi from 'strip-ansi'
import type { Exhibit } from '../judge/check.ts'
import type { Evidence } from '../judge/verdict.ts'
import { findInside, pathOf } from '../observe/inside.ts'
import { quoteWords } from '../observe/quote-words.ts'
import { socketPlaces } from '../observe/read-engine-socket.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import type { Host } from '../world/host.ts'
import { runCommand } from '../world/run-command.ts'

interface Showing {
  /** What a student can type on the host. */
  typed: string
  /** What the agent runs to see the same, with the machine's own tools. */
  run: [string, ...string[]]
  /** Lets go of what the command needed. */
  close?: () => Promise<void>
}

/**
 * The engine's socket is found as a program on the host would find it: a link in its place leads to nothing of the
 * world's. Where there is none, the command says so: the world has none at that path either.
 */
const showEngine = async (command: string[], { pid }: Pick<Host, 'pid'>): Promise<Showing> => {
  const { socket } = socketPlaces
  // What cannot be looked for is not there for the command either, and that says so.
  const found = await findInside(pid, socket).catch(() => undefined)
  const handle = found?.kind === 'file' ? found.handle : undefined
  const address = handle ? pathOf(handle, process.pid) : socket
  return {
    typed: `sudo docker ${quoteWords(command)}`,
    run: ['docker', '--host', `unix://${address}`, ...command],
    close: async () => handle?.close(),
  }
}

const showing = async (exhibit: Exhibit, host: Pick<Host, 'pid'>): Promise<Showing> => {
  switch (exhibit.on) {
    case 'host':
      return {
        typed: quoteWords(exhibit.command),
        run: ['nsenter', `--net=/proc/${host.pid}/ns/net`, ...exhibit.command],
      }
    case 'container':
      return {
        typed: `sudo nsenter -t ${exhibit.hostPid} -n ${quoteWords(exhibit.command)}`,
        run: ['nsenter', `--net=${exhibit.netns}`, ...exhibit.command],
      }
    case 'engine':
      return showEngine(exhibit.command, host)
    default:
      return exhibit satisfies never
  }
}

/** Runs an exhibit's command with trusted tools; what it prints is made safe for a terminal and cut to a screenful. */
export async function showExhibit(exhibit: Exhibit, host: Pick<Host, 'pid'>): Promise<Evidence> {
  const { typed, run, close } = await showing(exhibit, host)
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/root' }
  const result = await runCommand(run, { timeoutMs: 5000, maxBytes: 64 * 1024, env }).catch(
    (error: unknown) => ({
      stdout: '',
      stderr: String(error),
      truncated: false,
    }),
  )
  await close?.()
  const { text, truncated } = clip(safeText(stripAnsi(`${result.stdout}${result.stderr}`).trimEnd()))
  return {
    command: safeText(typed, { multiline: false }),
    output: text,
    truncated: truncated || result.truncated,
  }
}
