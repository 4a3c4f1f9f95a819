import type { Lab } from '../course/lab.ts'
import type { LabWorld } from '../session/lab-world.ts'
import { runOnHost } from '../session/shell.ts'
import type { Terminal } from './terminal.ts'

/** The host that a student's shell is on: the lab's first. */
export const firstHost = ({ status }: Pick<LabWorld, 'status'>): string => status.hosts[0]?.name ?? 'host1'

/** Opens the student's shell on a lab's host, and waits until it is left. */
export async function openShell(world: LabWorld, { id }: Lab, terminal: Terminal): Promise<void> {
  const env = { TERM: terminal.env['TERM'] ?? 'dumb', VETHLAB_PROMPT: `lab ${id}` }
  const tty = process.stdin.isTTY === true && process.stdout.isTTY === true
  await runOnHost(world, { command: ['/bin/bash'], host: firstHost(world), terminal: tty, env })
}
