import { safeText } from '../observe/safe-text.ts'
import { causeText } from '../lab-error.ts'
import { cannotRun, type Check, type Exhibit, type Finding, type LabChecks } from './check.ts'
import { lackingChecks, lackingFinding, stepsHere, type Lacking } from './lacking.ts'
import { inWaves, waitsFor } from './waves.ts'
import { combine, type CheckReport, type Evidence, type LabReport, type StepReport } from './verdict.ts'
import type { View } from './view.ts'

export interface JudgeOptions {
  lab: string
  /** Title of each step, by id. */
  titles: Record<string, string>
  /** Runs an exhibit's command and returns what it printed, made safe and short. */
  show(exhibit: Exhibit): Promise<Evidence>
  /** `all` gathers evidence for passed checks too. */
  evidence: 'failed' | 'all'
  /** Steps that cannot run on this machine: nobody looks at them, and they count neither way. */
  lacking?: Lacking
  now?: () => number
}

/** What a check finds; one that throws has found nothing. */
export const look = async (check: Check, view: View): Promise<Finding> => {
  try {
    return await check.is.judge(view)
  } catch (error) {
    // A check that throws has said nothing about the student's work.
    return cannotRun(
      'check-broken',
      `The check itself failed: ${causeText(error)}. This is vethlab's fault, not yours.`,
    )
  }
}

const report = async (check: Check, finding: Finding, options: JudgeOptions): Promise<CheckReport> => {
  const wanted = options.evidence === 'all' || finding.status !== 'pass'
  return {
    id: check.id,
    title: check.title,
    status: finding.status,
    points: finding.status === 'pass' ? check.points : 0,
    maxPoints: check.points,
    expected: check.is.expected,
    actual: safeText(finding.actual, { multiline: false }),
    diagnosis:
      finding.status === 'pass'
        ? null
        : { ...finding.diagnosis, text: safeText(finding.diagnosis.text, { multiline: false }) },
    evidence: wanted ? await Promise.all(finding.exhibits.map((exhibit) => options.show(exhibit))) : [],
  }
}

const skipped = (check: Check, cause: string): CheckReport => ({
  id: check.id,
  title: check.title,
  status: 'skipped',
  points: 0,
  maxPoints: check.points,
  expected: check.is.expected,
  actual: 'not looked at',
  diagnosis: { code: 'skipped', text: `Waits for the check ${cause}.` },
  evidence: [],
})

/** A check of a step that this machine cannot carry: it gives no points, and asks for none. */
const away = async (check: Check, lacks: readonly string[], options: JudgeOptions): Promise<CheckReport> => ({
  ...(await report(check, lackingFinding(lacks), options)),
  maxPoints: 0,
})

/**
 * What a check finds, at its second look where the first could not be made: a busy machine lets a read or a control come too
 * late, and the next moment it does not. `later` is a view of the host as it is then.
 */
const lookTwice = async (check: Check, view: View, later: () => Promise<View>): Promise<Finding> => {
  const first = await look(check, view)
  return first.status === 'cannot-run' ? look(check, await later()) : first
}

/** One fresh view for all second looks of a judgement. Where nobody can look again, the first view has to do. */
export const secondView = (view: View): (() => Promise<View>) => {
  let again: Promise<View> | undefined
  return () =>
    (again ??= view.lookAgain().then(
      (snapshot) => ({ ...view, snapshot }),
      () => view,
    ))
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Judges one lab on one view of its host. Never throws for what a student did; a broken check is `cannot-run`. */
export async function judgeLab(lab: LabChecks, view: View, options: JudgeOptions): Promise<LabReport> {
  const now = options.now ?? Date.now
  const started = now()
  const lacking = lackingChecks(lab, options.lacking ?? {})
  const later = secondView(view)
  const judgeOne = async (check: Check, cause: string | undefined): Promise<CheckReport> => {
    const lacks = lacking.get(check.id)
    if (lacks) return away(check, lacks, options)
    if (cause !== undefined) return skipped(check, cause)
    return report(check, await lookTwice(check, view, later), options)
  }
  const reports = await inWaves<CheckReport>(
    lab.steps.flatMap(({ checks }) => checks),
    (check, decided) => judgeOne(check, waitsFor(check, decided)),
  )
  const steps = lab.steps.map(({ step, checks }): StepReport => {
    const found = checks.flatMap(({ id }) => reports.get(id) ?? [])
    const lacks = options.lacking?.[step]
    return {
      id: step,
      title: options.titles[step] ?? step,
      status: combine(found.map(({ status }) => status)),
      checks: found,
      ...(lacks && { lacks: [...lacks] }),
    }
  })
  const all = [...reports.values()]
  const here = stepsHere({ steps })
  // A lab of which nothing can run here has not passed.
  const counted = (here.length > 0 ? here : steps).flatMap(({ checks }) => checks)
  return {
    schemaVersion: 1,
    lab: options.lab,
    status: combine(counted.map(({ status }) => status)),
    points: sum(all.map(({ points }) => points)),
    maxPoints: sum(all.map(({ maxPoints }) => maxPoints)),
    durationMs: now() - started,
    engine: view.snapshot.engine?.version ?? null,
    steps,
  }
}
