import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { killIfAlive } from './processes.ts'
import type { Person } from './stage.ts'

const sleeping = (user: Person): number[] =>
  user
    .processes()
    .filter(({ command }) => command === 'sleep 7')
    .map(({ pid }) => pid)

/** How many graded submissions of somebody's are at their command `sleep 7`. */
export const sleepers = (user: Person): number => sleeping(user).length

/** True when the process is the other one's child, or its child's child, and so on (proc(5)). */
function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1;) {
    if (at === ancestor) return true
    at = parentOf(at)
  }
  return false
}

const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // it has ended
  }
}

const initOf = (user: Person, world: string): number => {
  try {
    return Number(readFileSync(join(user.state, world, 'pid'), 'utf8'))
  } catch {
    return 0 // not booted yet, or gone
  }
}

/** Of submissions; none before the first has been booted. */
const worldsOf = ({ state }: Person): string[] =>
  existsSync(state) ? readdirSync(state).filter((one) => one.startsWith('grade-03-')) : []

/**
 * Kills worlds of graded submissions by their init, as the kernel does when memory is short, while the submission sleeps in
 * them: until so many are dead. They have to come one after the other. Resolves to how many there were.
 */
export async function killWorlds(user: Person, count: number, over: () => boolean): Promise<number> {
  const killed = new Set<number>()
  while (killed.size < count && !over()) {
    for (const name of worldsOf(user)) {
      const init = initOf(user, name)
      // Only when its submission runs in it: else it would be a failed boot, or a world that has ended already.
      if (killed.has(init) || !sleeping(user).some((pid) => isBelow(pid, init))) continue
      killIfAlive(init)
      killed.add(init)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return killed.size
}
