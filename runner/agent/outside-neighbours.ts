import { causeText } from '../lab-error.ts'
import { parseNeighbours } from '../observe/parse-routes.ts'
import type { Neighbour } from '../observe/snapshot.ts'
import { outside } from '../world/outside-addresses.ts'
import { runCommand } from '../world/run-command.ts'

/** The outside's own neighbour table on the wire that the hosts' eth0 hang on, or why it could not be read. */
export type OutsideNeighbours = { neighbours: Neighbour[] } | { unreadable: string }

/**
 * The outside's own neighbour table (IPv4): which MAC address it last heard behind which address. Read with the
 * machine's own ip(8) where the agent stands, which no host can reach; never throws.
 */
export async function readOutsideNeighbours(
  command: [string, ...string[]] = ['ip', '-4', '-json', 'neigh', 'show', 'dev', outside.wire],
): Promise<OutsideNeighbours> {
  try {
    const { exitCode, stdout, stderr } = await runCommand(command, { timeoutMs: 5000 })
    if (exitCode !== 0) return { unreadable: stderr.trim() || `ip ended with ${exitCode}` }
    // Where a device is named, ip leaves its name out of what it prints.
    return { neighbours: parseNeighbours(stdout).map((one) => ({ ...one, device: outside.wire })) }
  } catch (error) {
    return { unreadable: causeText(error) }
  }
}
