import type { Check, LabChecks } from './check.ts'
import type { LabReport } from './verdict.ts'

/** A lab's checks for some of its steps alone, with all that they wait for, wherever that stands. */
export function checksFor({ steps, answers }: LabChecks, wanted: readonly string[]): LabChecks {
  const byId = new Map(steps.flatMap(({ checks }) => checks.map((check) => [check.id, check] as const)))
  const needed = new Set<string>()
  const need = ({ id, after = [] }: Check): void => {
    if (needed.has(id)) return
    needed.add(id)
    for (const one of after.flatMap((name) => byId.get(name) ?? [])) need(one)
  }
  for (const { step, checks } of steps) if (wanted.includes(step)) checks.forEach(need)
  return {
    answers,
    steps: steps.map((step) => ({ ...step, checks: step.checks.filter(({ id }) => needed.has(id)) })),
  }
}

/** A report of some steps; its verdict and points are those of the whole. */
export const reportFor = (report: LabReport, wanted: readonly string[]): LabReport => ({
  ...report,
  steps: report.steps.filter(({ id }) => wanted.includes(id)),
})
