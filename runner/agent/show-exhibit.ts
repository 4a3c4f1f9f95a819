import stripAnsi from 'strip-ansi'
import type { Exhibit } from '../judge/check.ts'
import type { Evidence } from '../judge/verdict.ts'
import { quoteWords } from '../observe/quote-words.ts'
import { clip, safeText } from '../observe/safe-text.ts'
import type { Host } from '../world/host.ts'
import { engineSocket } from '../world/engine.ts'
import { runCommand } from '../world/run-command.ts'

interface Showing {
  /** What a student can type on the host. */
  typed: string
  /** What the agent runs to see the same, with the machine's own tools. */
  run: [string, ...string[]]
}

const showing = (exhibit: Exhibit, host: Pick<Host, 'pid'>): Showing => {
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
      return {
        typed: `sudo docker ${quoteWords(exhibit.command)}`,
        run: ['docker', '--host', `unix://${engineSocket(host)}`, ...exhibit.command],
      }
    default:
      return exhibit satisfies never
  }
}

/** Runs an exhibit's command with trusted tools; what it prints is made safe for a terminal and cut to a screenful. */
export async function showExhibit(exhibit: Exhibit, host: Pick<Host, 'pid'>): Promise<Evidence> {
  const { typed, run } = showing(exhibit, host)
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', HOME: '/root' }
  const result = await runCommand(run, { timeoutMs: 5000, maxBytes: 64 * 1024, env }).catch(
    (error: unknown) => ({
      stdout: '',
      stderr: String(error),
      truncated: false,
    }),
  )
  const { text, truncated } = clip(safeText(stripAnsi(`${result.stdout}${result.stderr}`).trimEnd()))
  return {
    command: safeText(typed, { multiline: false }),
    output: text,
    truncated: truncated || result.truncated,
  }
}
