import { causeText, LabError } from '../lab-error.ts'
import type { HostSource } from './host-source.ts'
import { parseListeners } from './parse-listeners.ts'
import type { ListeningSocket, Unreadable } from './snapshot.ts'

const limits = { timeoutMs: 4000, maxBytes: 2 ** 20 }

/** The TCP sockets that listen on the host, by one ss(8) in its network namespace. Never throws: see `unreadable`. */
export async function readListeners({
  run,
  pid,
}: Pick<HostSource, 'run' | 'pid'>): Promise<{ listeners: ListeningSocket[]; unreadable: Unreadable[] }> {
  try {
    const command = ['ss', '-H', '-l', '-t', '-n', '-p']
    const { stdout, stderr, exitCode } = await run(command, { ...limits, netns: `/proc/${pid}/ns/net` })
    if (exitCode !== 0)
      throw new LabError('cannotRun', 'no-answer', `ss did not answer: ${stderr.slice(0, 200).trim()}`)
    return { listeners: parseListeners(stdout), unreadable: [] }
  } catch (error) {
    return { listeners: [], unreadable: [{ part: 'listeners', reason: causeText(error) }] }
  }
}
