import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../course/find-labs.ts'
import type { Lab } from '../course/lab.ts'
import { drawKillMatrixPage, type MatrixSection } from '../draw/kill-matrix-page.ts'
import { faultVerdicts, type Verdicts } from './case.ts'
import { everywhere } from './here.ts'
import type { LabCode } from './load-lab-code.ts'
import { allChecks } from './rules/source.ts'
import type { Verification } from './verify-lab.ts'

/** The page, from the project's folder. */
export const killMatrixPath = 'docs/kill-matrix.md'

/** Of what every machine can prove: a page that were another one elsewhere could be held against nothing. */
const section = (lab: Lab, code: LabCode, verdictsOf: (fault: string) => Verdicts): MatrixSection => {
  const { script, checks: here } = everywhere(lab, code)
  const checks = allChecks(here)
  const verdicts = (fault: string): Verdicts => {
    const all = verdictsOf(fault)
    return Object.fromEntries(checks.map(({ id }) => [id, all[id] ?? 'cannot-run']))
  }
  return {
    lab,
    checks,
    faults: script.faults.map(({ id, title }) => ({ fault: id, title, verdicts: verdicts(id) })),
  }
}

/** What a lab's faults must do to its checks, by what they name and by which checks wait for which. */
export const expectedMatrix = (lab: Lab, code: LabCode): MatrixSection =>
  section(lab, code, (fault) =>
    faultVerdicts(code.checks, code.script.faults.find(({ id }) => id === fault)?.kills ?? []),
  )

/** What they have done to them. */
export const verifiedMatrix = (lab: Lab, code: LabCode, { cases }: Verification): MatrixSection =>
  section(
    lab,
    code,
    (fault) => cases.find(({ kind, name }) => kind === 'fault' && name === fault)?.verdicts ?? {},
  )

/** Writes docs/kill-matrix.md: what the faults of all labs do, as `lab verify` has to find it. */
export function refreshKillMatrix(
  labs: readonly { lab: Lab; code: LabCode }[],
  project = projectFolder(),
): void {
  const sections = labs.map(({ lab, code }) => expectedMatrix(lab, code))
  writeFileSync(join(project, killMatrixPath), drawKillMatrixPage(sections))
}
