import { readFileSync } from 'node:fs'
import { isErrno } from '../lab-error.ts'
import { controlGroupsOf, removeControlGroups } from './control-groups.ts'
import { clearWorld, worldId, worldInit } from './find-worlds.ts'
import type { WorldFolder } from './world-folder.ts'

const patienceMs = 10_000
const pollMs = 3

/**
 * Ends a world and removes its files. Killing its init ends every process in it; the kernel frees the rest. With `id` that
 * world, and not the next one of its name, which somebody may have started meanwhile.
 */
export async function endWorld(folder: WorldFolder, id = worldId(folder)): Promise<void> {
  if (worldId(folder) !== id) return
  const pid = worldInit(folder)
  const groups = pid === undefined ? [] : controlGroupsOf(pid)
  if (pid !== undefined) {
    kill(pid)
    const deadline = Date.now() + patienceMs
    while (lives(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  await clearWorld(folder, id)
  removeControlGroups(groups)
}

/**
 * An init becomes a zombie only after all processes of its pid namespace are gone (pid_namespaces(7)). When it is reaped
 * is the affair of the machine's own first process, which takes its time on some machines and never does it on others.
 */
const lives = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false // reaped already
  }
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error // it has ended by itself
  }
}
