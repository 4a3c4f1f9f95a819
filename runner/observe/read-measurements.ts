import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { causeText, LabError } from '../lab-error.ts'
import { findInside, isNothingThere, pathOf, type Inside } from './inside.ts'
import { parseMeasurement } from './parse-measurement.ts'
import type { MeasurementFile, Unreadable } from './snapshot.ts'

const results = '/root/results'
const ending = '.json'
/** Bytes; a measurement of ten seconds has some ten thousand. */
const mostBytes = 512 * 1024
const mostFiles = 50

const findOrNothing = async (pid: number, directory: string): Promise<Inside | null> => {
  try {
    return await findInside(pid, directory)
  } catch (error) {
    if (isNothingThere(error)) return null
    throw error
  }
}

/** Not through a symbolic link, which could lead out of the host, and never waiting for a FIFO. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

const readText = async (path: string): Promise<string> => {
  const file = await open(path, flags)
  try {
    const stats = await file.stat()
    if (!stats.isFile() || stats.size > mostBytes)
      throw new LabError(
        'cannotRun',
        'no-plain-file',
        `It is no plain file, or has more than ${mostBytes} bytes.`,
      )
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(mostBytes), position: 0 })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * The measurements in /root/results of the host whose init is `pid`, by name, at most 50; what cannot be read is told in
 * the second list. A host without the folder has none. Throws LabError or Node's errors when the folder itself cannot be
 * read.
 */
export async function readMeasurements(
  pid: number,
  directory = results,
): Promise<{ measurements: MeasurementFile[]; unreadable: Unreadable[] }> {
  const folder = await findOrNothing(pid, directory)
  if (!folder) return { measurements: [], unreadable: [] }
  if (folder.kind !== 'file') throw new LabError('cannotRun', 'no-folder', `${directory} is no folder.`)
  try {
    const unreadable: Unreadable[] = []
    const names = (await readdir(pathOf(folder.handle))).filter((name) => name.endsWith(ending)).sort()
    if (names.length > mostFiles)
      unreadable.push({
        part: 'measurements',
        reason: `Only ${mostFiles} of ${names.length} files in ${directory} were read.`,
      })
    const read = async (file: string): Promise<MeasurementFile[]> => {
      const name = file.slice(0, -ending.length)
      try {
        return [{ name, ...parseMeasurement(await readText(`${pathOf(folder.handle)}/${file}`)) }]
      } catch (error) {
        unreadable.push({ part: `measurement ${name}`, reason: causeText(error) })
        return []
      }
    }
    const measurements = await Promise.all(names.slice(0, mostFiles).map(read))
    return { measurements: measurements.flat(), unreadable }
  } finally {
    await folder.handle.close()
  }
}
