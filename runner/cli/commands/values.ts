import { resolve } from 'node:path'
import { findLab } from '../../course/find-labs.ts'
import type { Lab } from '../../course/lab.ts'
import { drawTable } from '../../draw/table.ts'
import { readRoster } from '../../grade/class/read-roster.ts'
import { createClassValues } from '../../grade/values/class-values.ts'
import { makeKeyFile } from '../../grade/values/key-file.ts'
import { valuesOf, writeSheets, type StudentValues } from '../../grade/values/write-sheets.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import { safeText } from '../../observe/safe-text.ts'
import type { Call, Run, Setting } from '../command.ts'
import { readKey } from '../read-key.ts'

function needed({ options }: Call, name: 'roster' | 'key', what: string): string {
  const file = options[name]
  if (typeof file === 'string') return file
  throw new LabError('usage', `${name}-missing`, what, 'lab values 03 --roster class.csv --key class.key')
}

function drawValues({ values }: Lab, students: readonly StudentValues[], { terminal }: Setting): string {
  const rows = students.map(({ student, own }) => [
    safeText(student, { multiline: false }),
    ...own.map(({ value }) => value),
  ])
  return drawTable(['student', ...values.map(({ name }) => name)], rows, terminal)
}

const asJson = ({ id }: Lab, students: readonly StudentValues[], out: string | null): string =>
  `${JSON.stringify({ schemaVersion: 1, lab: id, out, students: students.map(({ student, own }) => ({ student, values: valuesOf(own) })) })}\n`

/** Gives each student of a class values of his own: shows them, or writes the files that he is to get. */
export const run: Run = async (call, setting) => {
  const { terminal } = setting
  const { newKey, out, json } = call.options
  if (typeof newKey === 'string') {
    makeKeyFile(newKey)
    terminal.out(
      `${newKey} is a new key. Keep it to yourself, and keep it: without it nobody can grade what was made with its values.\n`,
    )
    return exitCodes.pass
  }
  const [wanted] = call.args
  if (wanted === undefined) throw new LabError('usage', 'lab-missing', 'Which lab?', 'lab values 03 …')
  const lab = findLab(wanted)
  const { members } = readRoster(needed(call, 'roster', 'Who is in the class? Name its roster.'))
  const key = readKey(needed(call, 'key', 'The values of a class come from its key.'), terminal)
  const names = members.map(({ student }) => student)
  const { ownOf } = createClassValues(key, lab, names)
  const students = names.map((student) => ({ student, own: ownOf(student) }))
  const folder = typeof out === 'string' ? resolve(out) : null
  if (folder !== null) writeSheets(lab, key, students, folder)
  if (json === true) terminal.out(asJson(lab, students, folder))
  else if (folder === null) terminal.out(`${drawValues(lab, students, setting)}\n`)
  else terminal.out(`${students.length} students; two files for each are in ${folder}\n`)
  return exitCodes.pass
}
