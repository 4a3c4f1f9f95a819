import { labSlugs, readLab } from '../../course/find-labs.ts'
import { doctorReport } from '../../doctor/doctor-report.ts'
import { examine } from '../../doctor/examine.ts'
import { isFit, type NeedyLab } from '../../doctor/impact.ts'
import { thisMachine } from '../../doctor/machine.ts'
import { renderDoctor } from '../../doctor/render-doctor.ts'
import { exitCodes, LabError } from '../../lab-error.ts'
import type { Run } from '../command.ts'

/** What the labs need; one whose walkthrough an author is still writing is left out, for it says nothing of the machine. */
function readNeeds(slug: string): NeedyLab[] {
  try {
    return [readLab(slug)]
  } catch (error) {
    if (error instanceof LabError) return []
    throw error
  }
}

/** `lab doctor`: 0 when every lab can start here, 3 otherwise. */
export const run: Run = async ({ options }, { terminal, places }) => {
  const labs = labSlugs().flatMap(readNeeds)
  const examination = await examine(thisMachine(places), labs)
  const json = options['json'] === true
  terminal.out(
    json ? `${JSON.stringify(doctorReport(examination))}\n` : renderDoctor(examination, labs, terminal),
  )
  return isFit(examination.capabilities) ? exitCodes.pass : exitCodes.cannotRun
}
