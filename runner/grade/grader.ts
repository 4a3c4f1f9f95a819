import type { Lab } from '../course/lab.ts'
import { asInTheCourse } from '../course/values/value.ts'
import { withValues } from '../course/values/with-values.ts'
import type { LabChecks } from '../judge/check.ts'
import { withOwnWorld } from '../session/lab-world.ts'
import { requireTools } from '../world/boot.ts'
import { findIdentity } from '../world/identity.ts'
import type { Places } from '../world/places.ts'
import { readEnvironment } from './environment.ts'
import { passagesOf, type OnTheWay } from './on-the-way.ts'
import type { GradingEnvironment } from './result.ts'

/** What a submission may use up while it runs. */
export interface RunLimits {
  timeMs: number
  /** Of standard output and standard error together. */
  outputBytes: number
}

export const usualLimits: RunLimits = { timeMs: 120_000, outputBytes: 1024 * 1024 }

/** What it takes to grade submissions of one lab on this machine. */
export interface Grader {
  places: Places
  lab: Lab
  checks: LabChecks
  environment: GradingEnvironment
  limits: RunLimits
  /** Look for the line that did it when a check does not pass, in a second world. */
  attribute: boolean
  /** What the lab's own walkthrough comes by; found out in a world of its own when it is asked for the first time. */
  onTheWay: () => Promise<OnTheWay>
  /** Ends everything that runs. */
  until: AbortSignal
}

/** What is to be known of a grader by who does not run anything himself. */
export type Order = Pick<Grader, 'lab' | 'checks' | 'environment' | 'limits' | 'attribute' | 'until'>

const walkMs = 180_000

/** Types the walkthrough's own commands, and looks at what they pass through: at the values of a lab, too. */
async function walk({
  places,
  lab: course,
  checks,
  until,
}: Pick<Grader, 'places' | 'lab' | 'checks' | 'until'>): Promise<OnTheWay> {
  const all = checks.steps.flatMap((step) => step.checks.map(({ id }) => id))
  const lab = withValues(course, asInTheCourse(course.values))
  const { lines } = await withOwnWorld(
    places,
    lab,
    'grade',
    ({ client, status: { lacking } }) => {
      const steps = lab.steps.filter(({ id }) => lacking[id] === undefined)
      const script = steps.flatMap(({ commands }) => commands.map((command) => `${command}\n`)).join('')
      return client.submission({
        script,
        timeMs: walkMs,
        outputBytes: usualLimits.outputBytes,
        follow: { probe: all },
      })
    },
    until,
  )
  return passagesOf(lines?.looks ?? [])
}

export interface GraderOptions {
  limits: RunLimits
  attribute: boolean
  until: AbortSignal
}

/** Throws LabError when no lab can run on this machine. */
export async function createGrader(
  places: Places,
  lab: Lab,
  checks: LabChecks,
  { limits, attribute, until }: GraderOptions,
): Promise<Grader> {
  // What every submission would fail by is said once, and before any of them.
  requireTools()
  findIdentity()
  const environment = await readEnvironment(places, lab)
  let walked: Promise<OnTheWay> | undefined
  const onTheWay = (): Promise<OnTheWay> =>
    (walked ??= walk({ places, lab, checks, until }).catch((error: unknown) => {
      walked = undefined // the next one who asks has it tried again
      throw error
    }))
  return { places, lab, checks, environment, limits, attribute, onTheWay, until }
}
