import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { EngineVersion } from './engine-quirks.ts'
import { draftOf } from './sweep-drafts.ts'

/**
 * The name of an engine's image store, packed after it has loaded the images for the first time. Later hosts unpack it
 * before their engine starts, which is several times quicker than to load the images. Another engine version or other
 * images make another one.
 */
export const seedName = (imagesArchive: string, engine: EngineVersion): string =>
  `${basename(imagesArchive, '.tar')}-${engine.text.replaceAll(/[^\w.-]/g, '_')}.seed`

/** Moves the seed that a fresh world has left in its exchange folder into the cache; a missing one is no loss. */
export function keepSeed(exchange: string, images: string, seed: string): void {
  const found = join(exchange, seed)
  const target = join(images, seed)
  if (!existsSync(found) || existsSync(target)) return
  const draft = draftOf(join(dirname(images), seed))
  copyFileSync(found, draft)
  renameSync(draft, target)
  rmSync(found)
}
