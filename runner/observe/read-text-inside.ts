import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { LabError } from '../lab-error.ts'
import { findInside, pathOf } from './inside.ts'

/** Bytes; the engine writes a few hundred into a container's files. */
const mostBytes = 64 * 1024

/**
 * The text of a file as the process with this pid sees it, by handles inside its root only. Throws Node's errors
 * (ENOENT, …) and LabError `no-plain-file` or `too-long`: it is a student's to replace by anything.
 */
export async function readTextInside(pid: number, path: string): Promise<string> {
  const found = await findInside(pid, path)
  if (found.kind !== 'file') throw new LabError('cannotRun', 'no-plain-file', `${path} is no plain file.`)
  try {
    if (!found.stats.isFile()) throw new LabError('cannotRun', 'no-plain-file', `${path} is no plain file.`)
    if (found.stats.size > mostBytes)
      throw new LabError('cannotRun', 'too-long', `${path} has more than ${mostBytes} bytes.`)
    const file = await open(pathOf(found.handle), constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(mostBytes), position: 0 })
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } finally {
    await found.handle.close()
  }
}
