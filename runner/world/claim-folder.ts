import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { draftOf } from './sweep-drafts.ts'
import type { WorldFolder } from './world-folder.ts'

/**
 * Makes the world's folder, with its maker's name in it from the first moment on: to others, a folder without one is that
 * of a dead world. Throws EEXIST or ENOTEMPTY when somebody else has made it.
 */
export function claimFolder(folder: WorldFolder): void {
  const draft = draftOf(folder.path)
  rmSync(draft, { recursive: true, force: true }) // left by a killed command that had our number
  mkdirSync(draft, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
  writeFileSync(join(draft, basename(folder.makerFile)), String(process.pid))
  try {
    renameSync(draft, folder.path)
  } catch (error) {
    rmSync(draft, { recursive: true })
    throw error
  }
}
