import { isUtf8 } from 'node:buffer'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Places } from '../world/places.ts'
import { archiveText, filesOf, readHeldRecord } from './archive.ts'
import { holdData } from './hold-data.ts'
import { readNotes } from './notes.ts'
import { setAside, unwritable, writeOwn, type OwnFile } from './own-file.ts'
import type { Notice } from './tell-damage.ts'
import { readHeldTranscript } from './transcript.ts'

/** `2026-11-22T14-03-07-123Z`: sorts by time, and is a file's name everywhere. */
const stamp = (now: number): string => new Date(now).toISOString().replaceAll(/[:.]/g, '-')

const copyFile = ({ data }: Pick<Places, 'data'>, labs: readonly string[], now: number): OwnFile => ({
  path: join(data, 'forgotten', `${labs.length === 1 ? labs[0] : 'all'}-${stamp(now)}.json`),
  what: 'A copy of what is forgotten',
  code: 'progress',
  most: 0,
})

/** True for a file that the copy holds as it is: lines that nobody understands, and bytes that are no text, it does not. */
function isCopied(places: Pick<Places, 'data'>, lab: string, { code }: OwnFile): boolean {
  if (code === 'transcript') return readHeldTranscript(places, lab).damaged === 0
  return code !== 'notes' || isUtf8(readNotes(places, lab) ?? Buffer.of())
}

/** Takes a lab's files away; what the copy does not hold stays beside as it is. */
function removeFiles(places: Pick<Places, 'data'>, lab: string, now: number): void {
  for (const file of filesOf(places, lab).filter(({ path }) => existsSync(path))) {
    if (!isCopied(places, lab, file)) {
      setAside(file, 'damaged', now)
      continue
    }
    try {
      rmSync(file.path)
    } catch (error) {
      throw unwritable(file, error)
    }
  }
}

/**
 * Takes progress, notes and transcripts of labs away, and returns the path of the copy that is kept: `lab import` takes
 * it back. Undefined when there was nothing to be forgotten.
 */
export const forgetLabs = (
  places: Pick<Places, 'data'>,
  labs: readonly string[],
  notice: Notice,
  now = Date.now(),
): string | undefined =>
  holdData(places, () => {
    const kept = labs.filter((lab) => filesOf(places, lab).some(({ path }) => existsSync(path)))
    if (kept.length === 0) return undefined
    const file = copyFile(places, kept, now)
    const records = kept.map((lab) => readHeldRecord(places, lab, notice))
    writeOwn([{ file, content: archiveText(records, now) }])
    for (const lab of kept) removeFiles(places, lab, now)
    return file.path
  })
