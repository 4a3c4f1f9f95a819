import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const draftName = /\.(\d+)\.new$/

/** The name under which this process prepares `path` before it is renamed, or removes it after. */
export const draftOf = (path: string): string => `${path}.${process.pid}.new`

export const isDraft = (name: string): boolean => draftName.test(name)

/** Names of what killed commands have left half-made or half-removed in a folder: drafts with nobody of that number alive. */
export const staleDrafts = (folder: string): string[] =>
  readdirSync(folder).filter((name) => {
    const maker = draftName.exec(name)?.[1]
    return maker !== undefined && !existsSync(`/proc/${maker}`)
  })

/** Removes them. */
export function sweepDrafts(folder: string): void {
  for (const name of staleDrafts(folder)) rmSync(join(folder, name), { recursive: true, force: true })
}
