import { isDeepStrictEqual } from 'node:util'
import type { Lab } from '../course/lab.ts'
import { ownFromSheet } from '../course/values/sheet.ts'
import { withValues } from '../course/values/with-values.ts'
import { LabError } from '../lab-error.ts'
import { findLabWorld } from '../session/lab-world.ts'
import { openProgress } from '../session/open-progress.ts'
import { asOwn } from '../session/own-lab.ts'
import { readValuesFile } from '../session/values-file.ts'
import type { Call, Setting } from './command.ts'

const fileOf = ({ options: { values } }: Call): string | undefined =>
  typeof values === 'string' ? values : undefined

/** The lab with the values of a file that was named on the command line, for this call only. */
export function withNamedValues(lab: Lab, call: Call): Lab {
  const file = fileOf(call)
  return file === undefined ? lab : withValues(lab, ownFromSheet(lab, readValuesFile(file, lab)) ?? [])
}

/**
 * The lab as this student has it. A file of values that was named on the command line is taken in, so that every command
 * knows of it from now on; LabError `lab-runs` when the lab runs already with others.
 */
export function takeValues(lab: Lab, call: Call, { places, terminal }: Setting): Lab {
  const file = fileOf(call)
  if (file === undefined) return asOwn(places, lab, terminal)
  const sheet = readValuesFile(file, lab)
  const progress = openProgress(places, lab.id, terminal)
  const isKnown = isDeepStrictEqual(progress.current.values?.values, sheet.values)
  if (findLabWorld(places, lab) && !isKnown)
    throw new LabError(
      'usage',
      'lab-runs',
      `Lab ${lab.id} runs already, on a host without these values.`,
      `End it first: lab stop ${lab.id}`,
    )
  progress.save((before) => ({ ...before, values: sheet }))
  return asOwn(places, lab, terminal)
}
