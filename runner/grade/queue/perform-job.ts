import * as v from 'valibot'
import { causeText } from '../../lab-error.ts'
import type { GradeRecord } from '../result.ts'
import type { QueueConnection } from './connect.ts'
import { describeTries, failuresIn, worldsIn, type Try } from './history.ts'
import { JobShape, type Job } from './job.ts'
import type { Line, Queued } from './line.ts'
import { hasResult, putResult } from './results.ts'

/** What has become of a submission that was taken out of the queue. */
export type Ending =
  /** `known`: somebody else had graded it meanwhile. */
  | { how: 'graded' }
  | { how: 'known' }
  /** Another worker shall try it. */
  | { how: 'given-back'; problem: string }
  | { how: 'parked'; problem: string }
  /** This worker is not what it was when it was started. */
  | { how: 'outdated' }

/** One worker's way of grading. */
export interface Performer {
  connection: QueueConnection
  /** For people. */
  name: string
  /** False when a lab, its checks or vethlab have changed since this worker was started. */
  isCurrent: (job: Job) => Promise<boolean>
  /** The record is `ungradable` when no world has lived to its end. */
  grade: (job: Job) => Promise<GradeRecord>
  /** The record of what nobody could grade. */
  blank: (job: Job) => GradeRecord
  /** Keeps the lock of a job that is being graded, until it is released, or until so many milliseconds have gone. */
  hold: (taken: Taken, job: Job) => () => void
}

export interface Taken {
  line: Line
  queued: Queued
  /** By which the lock is known. */
  token: string
}

/** Workers that may give a submission back before it is parked. */
const mostFailures = 2
/** Workers that may take it at all: those that die of it say nothing. */
const mostTries = 5
/** Milliseconds in which another worker may take what this one gives back. */
const giveBackMs = 2000

/** BullMQ's error where a job or its lock is gone: another worker has it, and who asked gets the result of whoever is first. */
const isLost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'number'

async function unlessLost(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!isLost(error)) throw error
  }
}

const keyOf = ({ queued }: Taken): string => queued.id ?? ''

const note = async ({ queued }: Taken, one: Try): Promise<void> =>
  void (await queued.log(JSON.stringify(one)))

/** Out of the queue, with a record that is no grade, so that whoever has asked is told. */
async function park(taken: Taken, record: GradeRecord, performer: Performer): Promise<Ending> {
  const { UnrecoverableError } = performer.connection.packages.bullmq
  const tries = await taken.line.tries(keyOf(taken))
  const problem = describeTries(tries)
  const parked: GradeRecord = {
    ...record,
    outcome: 'ungradable',
    problem,
    points: null,
    attempts: worldsIn(tries),
  }
  await putResult(performer.connection.redis, keyOf(taken), parked)
  await unlessLost(taken.queued.moveToFailed(new UnrecoverableError(problem), taken.token, false))
  return { how: 'parked', problem }
}

async function gradeOrNote(
  taken: Taken,
  job: Job,
  performer: Performer,
): Promise<{ record: GradeRecord; problem: string | null }> {
  try {
    const record = await performer.grade(job)
    const problem = record.outcome === 'ungradable' ? (record.problem ?? 'It could not be graded.') : null
    return { record, problem }
  } catch (error) {
    return { record: performer.blank(job), problem: causeText(error) }
  }
}

async function tryJob(taken: Taken, job: Job, performer: Performer): Promise<Ending> {
  const { name: worker, connection } = performer
  const before = await taken.line.tries(keyOf(taken))
  if (before.length - failuresIn(before).length >= mostTries)
    return park(taken, performer.blank(job), performer)
  await note(taken, { worker, problem: null, worlds: 0 })
  const { record, problem } = await gradeOrNote(taken, job, performer)
  if (problem === null) {
    await putResult(connection.redis, keyOf(taken), record)
    await unlessLost(taken.queued.moveToCompleted('', taken.token, false))
    return { how: 'graded' }
  }
  await note(taken, { worker, problem, worlds: record.attempts })
  if (failuresIn(before).length + 1 >= mostFailures) return park(taken, record, performer)
  await unlessLost(taken.queued.moveToDelayed(Date.now() + giveBackMs, taken.token))
  return { how: 'given-back', problem }
}

/**
 * Grades one submission that was taken out of the queue, and sees to it that it is never lost: its result is there before it
 * leaves the queue, and what nobody can grade leaves it as `ungradable`, with what has happened.
 */
export async function performJob(taken: Taken, performer: Performer): Promise<Ending> {
  const job = v.parse(JobShape, taken.queued.data)
  const release = performer.hold(taken, job)
  try {
    if (await hasResult(performer.connection.redis, keyOf(taken))) {
      await unlessLost(taken.queued.moveToCompleted('', taken.token, false))
      return { how: 'known' }
    }
    if (!(await performer.isCurrent(job))) {
      await unlessLost(taken.queued.moveToWait(taken.token))
      return { how: 'outdated' }
    }
    return await tryJob(taken, job, performer)
  } finally {
    release()
  }
}
