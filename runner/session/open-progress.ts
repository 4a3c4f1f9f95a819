import type { Places } from '../world/places.ts'
import { holdData } from './hold-data.ts'
import { readHeldProgress, readProgress, writeProgress, type Progress } from './progress.ts'
import { tellProgress, type Notice } from './tell-damage.ts'

export interface OpenProgress {
  /** As it was read or saved last. */
  readonly current: Progress
  /** Changes what is on the disk now, which another command may have changed since it was read. */
  save: (change?: (progress: Progress) => Progress) => void
}

/** A lab's progress, to be changed and saved; a damaged file is told of once. */
export function openProgress(places: Places, lab: string, notice: Notice): OpenProgress {
  const opened = readProgress(places, lab)
  tellProgress(lab, opened, notice)
  let current = opened.progress
  return {
    get current() {
      return current
    },
    save: (change = (progress) => progress) => {
      current = holdData(places, () => {
        const found = readHeldProgress(places, lab)
        tellProgress(lab, found, notice)
        const next = change(found.progress)
        writeProgress(places, next)
        return next
      })
    },
  }
}
