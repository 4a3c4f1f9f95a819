import { readFileSync, statSync } from 'node:fs'
import { causeText, isErrno, LabError } from '../../lab-error.ts'

/** Bytes; no file that an instructor writes by hand is larger. */
const most = 4 * 1024 * 1024

/** What is wrong with an instructor's file, on which line and in which field. */
export const fileError = (
  file: string,
  line: number | null,
  field: string | null,
  what: string,
  next?: string,
): LabError => {
  const where = [line === null ? '' : `, line ${line}`, field === null ? '' : `, ${field}`].join('')
  return new LabError('usage', 'file-wrong', `${file}${where}: ${what}.`, next)
}

/** The text of a file that an instructor has written; LabError when it cannot be read, or is no text in UTF-8. */
export function readInstructorFile(file: string): string {
  let bytes: Buffer
  try {
    if (statSync(file).size > most) throw fileError(file, null, null, 'it is larger than 4 MiB')
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw fileError(
      file,
      null,
      null,
      isErrno(error, 'ENOENT') ? 'there is no such file' : `it cannot be read: ${causeText(error)}`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw fileError(file, null, null, 'it is no text in UTF-8', 'Save it as UTF-8.')
  }
}
