import type { ClassPlan } from '../grade/class/grade-class.ts'
import { readVersions } from '../grade/environment.ts'
import { gradeSubmission } from '../grade/grade-submission.ts'
import { createGrader, type Order } from '../grade/grader.ts'
import { createAsker } from '../grade/queue/ask-workers.ts'
import { chooseAddress } from '../grade/queue/address.ts'
import { connectQueue } from '../grade/queue/connect.ts'
import { randomUUID } from 'node:crypto'
import { LabError } from '../lab-error.ts'
import { worldsAtOnce } from '../verify/worlds-at-once.ts'
import type { Call, Setting } from './command.ts'
import type { QueueEvent } from './grade-progress.ts'
import { numberOf, wordOf } from './options.ts'

/** Who runs the submissions of a class, and how many together. */
export type Grading = Pick<ClassPlan, 'grader' | 'grade' | 'atOnce'> & { close: () => Promise<void> }

interface GradingOptions {
  order: Omit<Order, 'environment'>
  /** Nothing that was graded before counts. */
  regrade: boolean
  tell: (event: QueueEvent) => void
}

/** Submissions that are in the queue together; the others wait in their files, so that Redis is not filled with them. */
const inQueue = 1000

async function openLocal(call: Call, { places }: Setting, { order }: GradingOptions): Promise<Grading> {
  if (wordOf(call, 'engine') !== undefined)
    throw new LabError(
      'usage',
      'engine-wrong',
      '--engine is for --queue: here this machine’s own engine is used.',
    )
  const atOnce = numberOf(call, 'worlds', 99) ?? worldsAtOnce()
  const grader = await createGrader(places, order.lab, order.checks, order)
  return {
    grader,
    grade: (submission) => gradeSubmission(submission, grader),
    atOnce,
    close: () => Promise.resolve(),
  }
}

async function openQueue(
  call: Call,
  { terminal }: Setting,
  { order, regrade, tell }: GradingOptions,
): Promise<Grading> {
  if (call.options['worlds'] !== undefined)
    throw new LabError(
      'usage',
      'worlds-wrong',
      'With --queue it is each worker’s affair how many worlds run at once.',
      'lab worker --worlds 4',
    )
  const address = chooseAddress(call.options['queue'], terminal.env)
  const engine = wordOf(call, 'engine') ?? ''
  const grader: Order = { ...order, environment: { engine, kernel: '', ...readVersions(order.lab) } }
  const connection = await connectQueue(address, {
    onAway: () => tell({ kind: 'away' }),
    onBack: () => tell({ kind: 'back' }),
  })
  const { grade, close } = await createAsker(connection, grader, {
    anew: regrade ? randomUUID() : '',
    tell: (seen) => tell({ kind: 'workers', seen }),
  })
  return { grader, grade, atOnce: inQueue, close }
}

/** This machine's worlds, or with --queue those of workers. LabError for options that mean nothing there. */
export const openGrading = (call: Call, setting: Setting, options: GradingOptions): Promise<Grading> =>
  call.options['queue'] === undefined ? openLocal(call, setting, options) : openQueue(call, setting, options)
