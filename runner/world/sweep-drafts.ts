import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Removes what killed commands have left half-made in the cache: `NAME.PID.new`, with nobody of that number alive. */
export function sweepDrafts(cache: string): void {
  for (const name of readdirSync(cache)) {
    const maker = /\.(\d+)\.new$/.exec(name)?.[1]
    if (maker !== undefined && !existsSync(`/proc/${maker}`))
      rmSync(join(cache, name), { recursive: true, force: true })
  }
}
