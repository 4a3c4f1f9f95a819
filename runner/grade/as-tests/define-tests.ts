import { beforeAll, describe, test, type TestContext } from 'vitest'
import type { Lab } from '../../course/lab.ts'
import type { LabChecks } from '../../judge/check.ts'
import type { CheckReport, LabReport } from '../../judge/verdict.ts'
import { CannotRun, CheckFailed, NoLab } from './verdict-error.ts'

const checkIn = ({ steps }: LabReport, id: string): CheckReport => {
  const check = steps.flatMap(({ checks }) => checks).find((one) => one.id === id)
  if (check) return check
  throw new NoLab(`The lab that runs has no check ${id}: it was started with an older build. Start it anew.`)
}

/** Ends a test as its check has ended; a skipped one has the reason as its note. */
function expectPass(check: CheckReport, context: TestContext): void {
  if (check.status === 'skipped') context.skip(check.diagnosis?.text)
  if (check.status === 'fail') throw new CheckFailed(check)
  if (check.status === 'cannot-run') throw new CannotRun(check)
}

/**
 * Makes a test of each check of a lab, in a suite of its step. `look` judges the lab; it is asked once, before the first
 * test runs.
 */
export function defineTests(lab: Lab, { steps }: LabChecks, look: () => Promise<LabReport>): void {
  let report: LabReport
  beforeAll(async () => {
    report = await look()
  })
  for (const { id: step, number, title: stepTitle } of lab.steps)
    describe(`${number}. ${stepTitle}`, () => {
      for (const { id, title } of steps.find((one) => one.step === step)?.checks ?? [])
        test(`${id}: ${title}`, (context) => expectPass(checkIn(report, id), context))
    })
}
