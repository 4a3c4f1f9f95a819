import { writeFileSync } from 'node:fs'
import { causeText, LabError } from '../lab-error.ts'

/** Writes an SVG to a file that a person has named; LabError `svg-unwritable` where that cannot be done. */
export function writePicture(file: string, svg: string): void {
  try {
    writeFileSync(file, svg)
  } catch (error) {
    throw new LabError(
      'usage',
      'svg-unwritable',
      `The picture could not be written: ${causeText(error)}`,
      'Name a file in a folder of your own.',
    )
  }
}
