import { findLab } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { ownFromSheet } from '../course/values/sheet.ts'
import { withValues } from '../course/values/with-values.ts'
import type { Places } from '../world/places.ts'
import { openProgress } from './open-progress.ts'
import type { Notice } from './tell-damage.ts'

/**
 * A lab as this student has it: with values of his own, when he was given some. Values that do not fit the lab any more
 * are told, and left out.
 */
export function asOwn(places: Places, lab: Lab, notice: Notice): Lab {
  if (lab.values.length === 0) return lab
  const { values: sheet } = openProgress(places, lab.id, notice).current
  if (sheet === undefined) return lab
  const own = ownFromSheet(lab, sheet)
  if (own) return withValues(lab, own)
  notice.err(
    `lab: your values of lab ${lab.id} do not fit it any more and are left out; ask for new ones, then: lab start ${lab.id} --values FILE\n`,
  )
  return lab
}

/** The lab that a person means by `03`, as he has it himself; LabError `lab-unknown`. */
export const findOwnLab = (places: Places, wanted: string, notice: Notice): Lab =>
  asOwn(places, findLab(wanted), notice)
