import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { killIfAlive } from './processes.ts'
import type { Person } from './stage.ts'

/** How many graded submissions of somebody's are at their command `sleep 7`. */
export const sleepers = (user: Person): number =>
  user.processes().filter(({ command }) => command === 'sleep 7').length

const initOf = (user: Person, world: string): number => {
  try {
    return Number(readFileSync(join(user.state, world, 'pid'), 'utf8'))
  } catch {
    return 0 // not booted yet, or gone
  }
}

/**
 * Kills worlds of graded submissions by their init, as the kernel does when memory is short, while the submission sleeps in
 * them: until so many are dead. They have to come one after the other. Resolves to how many there were.
 */
export async function killWorlds(user: Person, count: number, over: () => boolean): Promise<number> {
  const killed = new Set<number>()
  while (killed.size < count && !over()) {
    for (const name of readdirSync(user.state).filter((one) => one.startsWith('grade-03-'))) {
      const init = initOf(user, name)
      // Only when the submission runs in it, so that it is no failed boot.
      if (init > 0 && !killed.has(init) && sleepers(user) > 0) {
        killIfAlive(init)
        killed.add(init)
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return killed.size
}
