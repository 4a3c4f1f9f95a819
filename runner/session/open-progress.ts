import type { Places } from '../world/places.ts'
import { holdData } from './hold-data.ts'
import {
  readHeldProgress,
  readProgress,
  writeProgress,
  type Progress,
  type ReadProgress,
} from './progress.ts'

interface Notice {
  err: (text: string) => void
}

export interface OpenProgress {
  /** As it was read or saved last. */
  readonly current: Progress
  /** Changes what is on the disk now, which another command may have changed since it was read. */
  save: (change?: (progress: Progress) => Progress) => void
}

function tell({ setAside }: ReadProgress, lab: string, { err }: Notice): void {
  if (setAside === null) return
  err(
    setAside.why === 'damaged'
      ? `lab: your progress in lab ${lab} was damaged and begins anew; the old file is ${setAside.path}\n`
      : `lab: your progress in lab ${lab} is a newer vethlab’s and begins anew; that one takes it back: lab import ${setAside.path}\n`,
  )
}

/** A lab's progress, to be changed and saved; a damaged file is told of once. */
export function openProgress(places: Places, lab: string, notice: Notice): OpenProgress {
  const opened = readProgress(places, lab)
  tell(opened, lab, notice)
  let current = opened.progress
  return {
    get current() {
      return current
    },
    save: (change = (progress) => progress) => {
      current = holdData(places, () => {
        const found = readHeldProgress(places, lab)
        tell(found, lab, notice)
        const next = change(found.progress)
        writeProgress(places, next)
        return next
      })
    },
  }
}
