import { isDeepStrictEqual } from 'node:util'
import { asInTheCourse } from '../../course/values/value.ts'
import type { BuiltLab } from '../../agent/lab-code.ts'
import type { Places } from '../../world/places.ts'
import { readVersions } from '../environment.ts'
import { blankRecord, gradeSubmission, inputsOf } from '../grade-submission.ts'
import { createGrader, type Grader } from '../grader.ts'
import type { GradingEnvironment } from '../result.ts'
import type { QueueConnection } from './connect.ts'
import type { Heart } from './heart.ts'
import { submissionOf, type Job } from './job.ts'
import type { Performer } from './perform-job.ts'
import type { ServedLab } from './served-labs.ts'

export interface PerformerParts {
  connection: QueueConnection
  name: string
  places: Places
  served: readonly ServedLab[]
  machine: Pick<GradingEnvironment, 'engine' | 'kernel'>
  heart: Heart
  load: (lab: string) => Promise<BuiltLab>
}

/** Milliseconds that a worker may hold a submission, however busy its machine is: three worlds, and a few for the lines. */
const longestMs = ({ limits: { timeMs } }: Job): number => 10 * timeMs + 15 * 60_000

/** One that grades in worlds of this machine; and whether any world lives on it at all. */
export function createPerformer({
  connection,
  name,
  places,
  served,
  machine,
  heart,
  load,
}: PerformerParts): Performer & { isFit: (job: Job) => Promise<boolean> } {
  const labs = new Map(served.map((one) => [one.lab.id, one]))
  const graders = new Map<string, Promise<Grader>>()
  // What has been begun comes to its end: a worker that is to stop takes nothing more.
  const never = new AbortController().signal

  const labOf = ({ lab }: Job): ServedLab => {
    const found = labs.get(lab)
    if (!found) throw new Error(`lab ${lab} was asked of a worker that has none`)
    return found
  }
  const make = async ({ lab }: ServedLab, job: Job): Promise<Grader> => {
    const { checks: common, ownValues } = await load(lab.id)
    const own = job.own.length > 0 ? [ownValues(asInTheCourse(lab.values))] : []
    const checks = { ...common, steps: [...common.steps, ...own] }
    return createGrader(places, lab, checks, { limits: job.limits, attribute: job.attribute, until: never })
  }
  /** One for each lab, with and without values of one's own, so that its own walkthrough is walked once. */
  const graderOf = async (job: Job): Promise<Grader> => {
    const key = JSON.stringify([job.lab, job.own.length > 0])
    const one = graders.get(key) ?? make(labOf(job), job)
    graders.set(key, one)
    return { ...(await one), limits: job.limits, attribute: job.attribute }
  }
  return {
    connection,
    name,
    isCurrent: (job) => Promise.resolve(isDeepStrictEqual(readVersions(labOf(job).lab), job.versions)),
    grade: async (job) => gradeSubmission(submissionOf(job), await graderOf(job)),
    blank: (job) => {
      const { lab, versions } = labOf(job)
      const grader = { lab, environment: { ...machine, ...versions }, limits: job.limits }
      const submission = submissionOf(job)
      return { ...blankRecord(submission, grader, Date.now()), inputs: inputsOf(submission, grader) }
    },
    hold: ({ line: { kind }, queued, token }, job) =>
      heart.hold({ kind, key: queued.id ?? '', token }, longestMs(job)),
    /** An empty script can be graded wherever anything can. */
    isFit: async (job) => {
      const empty = { ...submissionOf(job), script: '' }
      const { outcome } = await gradeSubmission(empty, { ...(await graderOf(job)), attribute: false })
      return outcome !== 'ungradable'
    },
  }
}
