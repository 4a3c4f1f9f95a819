import type { ReadProgress } from './progress.ts'
import type { Transcript } from './transcript.ts'

/** Where a student is told what is not well: standard error, mostly. */
export interface Notice {
  err: (text: string) => void
}

/** Tells of a progress file that was set aside; nothing when all was well. */
export function tellProgress(
  lab: string,
  { setAside }: Pick<ReadProgress, 'setAside'>,
  { err }: Notice,
): void {
  if (setAside === null) return
  err(
    setAside.why === 'damaged'
      ? `lab: your progress in lab ${lab} was damaged and begins anew; the old file is ${setAside.path}\n`
      : `lab: your progress in lab ${lab} is a newer vethlab’s and begins anew; that one takes it back: lab import ${setAside.path}\n`,
  )
}

/** Tells of what could not be understood of a transcript; nothing when all was well. */
export function tellTranscript(
  lab: string,
  { damaged, setAside }: Pick<Transcript, 'damaged' | 'setAside'>,
  { err }: Notice,
): void {
  const left = damaged === 1 ? '1 line' : `${damaged} lines`
  const are = damaged === 1 ? 'is' : 'are'
  if (damaged > 0)
    err(`lab: ${left} of the transcript of lab ${lab} cannot be understood and ${are} left out\n`)
  if (setAside !== null)
    err(`lab: the transcript of lab ${lab} was damaged and begins anew; what was there is ${setAside}\n`)
}
