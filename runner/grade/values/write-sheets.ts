import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { walkthroughText } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import type { OwnValue } from '../../course/values/value.ts'
import { causeText, LabError } from '../../lab-error.ts'
import { recordName } from '../record-files.ts'
import { drawSheet } from './draw-sheet.ts'
import { signSheet } from './sign-sheet.ts'

/** A student and his values of a lab. */
export interface StudentValues {
  student: string
  own: OwnValue[]
}

export const valuesOf = (own: readonly OwnValue[]): Record<string, string> =>
  Object.fromEntries(own.map(({ name, value }) => [name, value]))

/** Writes for each student what he is to get: `alice.values.json` and `alice.md`. LabError `sheets-unwritable`. */
export function writeSheets(lab: Lab, key: Buffer, students: readonly StudentValues[], out: string): void {
  const walkthrough = walkthroughText(lab.slug)
  try {
    mkdirSync(out, { recursive: true })
    for (const { student, own } of students) {
      const name = recordName(student)
      const file = `${name}.values.json`
      const sheet = signSheet(key, { lab: lab.id, student, values: valuesOf(own) })
      writeFileSync(join(out, file), `${JSON.stringify(sheet, null, 1)}\n`)
      writeFileSync(join(out, `${name}.md`), drawSheet(lab, walkthrough, { student, own, file }))
    }
  } catch (error) {
    throw new LabError(
      'cannotRun',
      'sheets-unwritable',
      `The students’ files cannot be written: ${causeText(error)}.`,
      `Free some space or mend the permissions of ${out}.`,
      error,
    )
  }
}
