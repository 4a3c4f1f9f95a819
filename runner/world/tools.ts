import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/**
 * Where worlds and hosts look for programs: the distribution's own folders first, so that a stray client in
 * /usr/local does not stand before the one that belongs to the engine.
 */
export const systemPath = [
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
] as const
export const systemPathText = systemPath.join(':')

/** The full path of a program of the machine, or undefined. */
export function findTool(name: string, folders: readonly string[] = systemPath): string | undefined {
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false // not here, or not for us: the next folder may have it
      }
    })
}
