import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { causeText, LabError } from '../lab-error.ts'
import type { Places } from '../world/places.ts'

/** Nobody holds the lock for longer than some files take to write, unless he was stopped in the middle of it. */
const longestWaitSeconds = 5

/**
 * flock(1) locks the open file that it inherits, and the lock stays when it ends: it belongs to all who have that open
 * file (flock(2)). The kernel takes it back when we close the file, also when we are killed: no lock is ever left behind.
 */
function lock(handle: number, data: string): void {
  const words = ['-x', '-w', String(longestWaitSeconds), '3']
  const { status, error } = spawnSync('flock', words, { stdio: ['ignore', 'ignore', 'ignore', handle] })
  if (error)
    throw new LabError(
      'cannotRun',
      'program-missing',
      `flock cannot be started: ${error.message}.`,
      'Install util-linux.',
      error,
    )
  if (status === 0) return
  throw new LabError(
    'cannotRun',
    'data-busy',
    `Another command has held the files in ${data} for ${longestWaitSeconds} seconds.`,
    'End it, or let it go on, and try again.',
  )
}

const openLock = (data: string): number => {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    return openSync(join(data, 'lock'), 'a', 0o600)
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'data-unwritable',
      `Nothing can be kept in ${data}: ${causeText(error)}.`,
      `Free some space or mend the permissions of ${data}.`,
      error,
    )
  }
}

/**
 * Does `work` while no other command changes what a student has: progress, notes, transcripts. What is read in it is
 * still true when it is written. Not to be called in itself: it would wait for its own end. LabError `data-busy` or
 * `data-unwritable`.
 */
export function holdData<Result>({ data }: Pick<Places, 'data'>, work: () => Result): Result {
  const handle = openLock(data)
  try {
    lock(handle, data)
    return work()
  } finally {
    closeSync(handle)
  }
}
