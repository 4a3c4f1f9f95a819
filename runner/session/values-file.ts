import { readFileSync, statSync } from 'node:fs'
import * as v from 'valibot'
import type { Lab } from '../course/lab.ts'
import { ownFromSheet, ValuesSheet } from '../course/values/sheet.ts'
import { causeText, isErrno, LabError } from '../lab-error.ts'
import { safeText } from '../observe/safe-text.ts'

/** Bytes; a sheet has a few hundred. */
const most = 64 * 1024

const asked = 'Ask whoever gave it to you for another one.'

function readText(file: string, name: string): string {
  try {
    const about = statSync(file)
    if (about.isFile() && about.size <= most) return readFileSync(file, 'utf8')
  } catch (error) {
    const why = isErrno(error, 'ENOENT') ? 'there is no such file' : causeText(error)
    throw new LabError('usage', 'values-unreadable', `${name} cannot be read: ${why}.`)
  }
  throw new LabError('usage', 'values-wrong', `${name} is no file of values.`, asked)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON at all: the caller refuses it
  }
}

/** A student's file of values for this lab; LabError `values-unreadable`, `values-wrong` or `values-foreign`. */
export function readValuesFile(file: string, lab: Lab): ValuesSheet {
  const name = safeText(file, { multiline: false })
  const { success, output } = v.safeParse(ValuesSheet, parse(readText(file, name)))
  if (!success) throw new LabError('usage', 'values-wrong', `${name} is no file of values.`, asked)
  if (ownFromSheet(lab, output)) return output
  throw new LabError(
    'usage',
    'values-foreign',
    output.lab === lab.id
      ? `The values in ${name} do not fit lab ${lab.id} as it is here.`
      : `${name} has values for lab ${safeText(output.lab, { multiline: false })}, not for lab ${lab.id}.`,
    asked,
  )
}
