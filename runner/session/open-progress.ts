import type { Places } from '../world/places.ts'
import { readProgress, writeProgress, type Progress } from './progress.ts'

interface Notice {
  err: (text: string) => void
}

export interface OpenProgress {
  current: Progress
  save: (next?: Progress) => void
}

/** A lab's progress, to be changed and saved; a damaged file is told of once. */
export function openProgress(places: Places, lab: string, { err }: Notice): OpenProgress {
  const { progress, setAside } = readProgress(places, lab)
  if (setAside !== null)
    err(`lab: your progress in lab ${lab} was damaged and begins anew; the old file is ${setAside}\n`)
  const opened: OpenProgress = {
    current: progress,
    save: (next = opened.current) => {
      opened.current = next
      writeProgress(places, next)
    },
  }
  return opened
}
