import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { causeText, isErrno } from '../../lab-error.ts'
import { describeBytes } from './limits.ts'
import { Refused } from './submission.ts'

interface ReadFile {
  bytes: Buffer
  /** Milliseconds since the epoch. */
  writtenAt: number
}

function readAll(handle: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let length = 0
  while (length < size) {
    const read = readSync(handle, bytes, length, size - length, null)
    if (read === 0) break
    length += read
  }
  return bytes.subarray(0, length)
}

/**
 * Reads a file that somebody has handed in: only a regular file of no more than `most` bytes, and no link to one. Throws
 * Refused.
 */
export function readHandedIn(path: string, most: number): ReadFile {
  let handle: number | undefined
  try {
    // A named pipe would make an open without O_NONBLOCK wait for ever.
    handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const about = fstatSync(handle)
    if (!about.isFile()) throw new Refused('It is no file.')
    // One byte more, for a file that grows meanwhile.
    const bytes = about.size > most ? undefined : readAll(handle, most + 1)
    if (bytes === undefined || bytes.length > most)
      throw new Refused(`It has more than ${describeBytes(most)}.`)
    return { bytes, writtenAt: about.mtimeMs }
  } catch (error) {
    if (error instanceof Refused) throw error
    if (isErrno(error, 'ELOOP')) throw new Refused('It is a symbolic link.')
    if (isErrno(error, 'ENXIO')) throw new Refused('It is no file.')
    throw new Refused(`It cannot be read: ${causeText(error)}.`)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
