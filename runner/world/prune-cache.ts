import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { OciConfig } from './oci.ts'
import type { WorldFolder } from './world-folder.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The root folder that a world stands on; undefined when that cannot be told any more. */
const skeletonOf = ({ path }: WorldFolder): string | undefined => {
  try {
    return (JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')) as OciConfig).root.path
  } catch {
    return undefined // half-made, or half-cleared: it stands on nothing
  }
}

/**
 * Removes skeletons that nothing stands on any more: every update of the machine or of vethlab makes a new one. Those of
 * the last day stay, since a command that is starting may have chosen one.
 */
export function pruneSkeletons(
  cache: string,
  current: string,
  worlds: readonly WorldFolder[],
  now = Date.now(),
): void {
  const used = new Set([current, ...worlds.map(skeletonOf)])
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    if (!/^skeleton-[0-9a-f]{16}$/.test(name) || used.has(path)) continue
    if (now - statSync(path).mtimeMs > dayMs) rmSync(path, { recursive: true, force: true })
  }
}
