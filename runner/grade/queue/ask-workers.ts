import { blankRecord } from '../grade-submission.ts'
import type { Order } from '../grader.ts'
import type { GradeRecord } from '../result.ts'
import type { Submission } from '../submission/submission.ts'
import type { QueueConnection } from './connect.ts'
import { engineOf, jobOf, keyOf, type Asked, type Job } from './job.ts'
import { kindOf, type Wanted } from './kind.ts'
import { nameKind } from './open-kinds.ts'
import { listWorkers, whyNot, type Presence } from './presence.ts'
import { dropResult, leaveResult, readResults } from './results.ts'
import { openLine, type Line } from './line.ts'
import { rest } from './rest.ts'

/** Who is there, from the point of view of one who asks. */
export interface WorkersSeen {
  able: Presence[]
  others: { worker: Presence; why: string }[]
}

export interface AskOptions {
  /** Something new, when what was graded before shall be graded again. */
  anew: string
  /** Told from time to time. */
  tell: (seen: WorkersSeen) => void
  /** Milliseconds between two looks for results. */
  lookMs?: number
}

/** Has submissions graded by workers, on whatever machine they are. */
export interface Asker {
  grade: (submission: Submission) => Promise<GradeRecord>
  close: () => Promise<void>
}

interface Question {
  job: Job
  /** It is in the queue. */
  isAsked: boolean
  answer: Promise<GradeRecord>
  settle: (record: GradeRecord) => void
  give: (reason: unknown) => void
}

const usualLookMs = 500
/** Of so many looks one is also for what has got lost, and for who is there. */
const looksPerRound = 8

function createQuestion(job: Job): Question {
  let [settle, give]: [Question['settle'], Question['give']] = [() => undefined, () => undefined]
  const answer = new Promise<GradeRecord>((resolve, reject) => {
    settle = resolve
    give = reject
  })
  answer.catch(() => undefined) // whoever waits for it hears of it
  return { job, isAsked: false, answer, settle, give }
}

const isAsked = (submission: Submission): submission is Asked =>
  submission.script !== null && submission.facts !== null

/** The same result for whoever has handed that in. */
const personal = (record: GradeRecord, { student, facts, notes }: Submission): GradeRecord => ({
  ...record,
  student,
  submission: facts,
  notes: [...notes, ...record.notes],
})

/** Puts again into the queue what is neither there nor graded: a server that was killed may have forgotten its last second. */
async function askForLost(line: Line, questions: ReadonlyMap<string, Question>): Promise<void> {
  for (const key of await line.missing([...questions.keys()])) {
    const question = questions.get(key)
    if (question) await line.add(key, question.job)
  }
}

async function lookForWorkers({ redis }: QueueConnection, wanted: Wanted): Promise<WorkersSeen> {
  const all = (await listWorkers(redis)).map((worker) => ({ worker, why: whyNot(worker, wanted) }))
  return {
    able: all.filter(({ why }) => why === null).map(({ worker }) => worker),
    others: all.flatMap(({ worker, why }) => (why === null ? [] : [{ worker, why }])),
  }
}

/**
 * Asks workers to grade submissions as this grader would. Results stay in Redis until they are fetched, so that who goes away
 * and comes back asks for nothing twice. An `ungradable` of before is tried again.
 */
export async function createAsker(
  connection: QueueConnection,
  grader: Order,
  { anew, tell, lookMs = usualLookMs }: AskOptions,
): Promise<Asker> {
  const { redis } = connection
  const { vethlab, labHash, checksHash } = grader.environment
  const versions = { vethlab, labHash, checksHash }
  const wanted: Wanted = { lab: grader.lab.id, versions, engine: engineOf(grader) }
  const kind = kindOf(wanted)
  const line = openLine(connection, kind)
  const questions = new Map<string, Question>()
  const over = new AbortController()

  const settle = async (key: string, record: GradeRecord): Promise<void> => {
    questions.get(key)?.settle(record)
    questions.delete(key)
    await leaveResult(redis, key)
  }

  const begin = async (key: string, question: Question): Promise<void> => {
    const before = (await readResults(redis, [key])).get(key)
    if (before && before.outcome !== 'ungradable') return settle(key, before)
    if (before) await dropResult(redis, key)
    await line.add(key, question.job)
    question.isAsked = true
  }

  const ask = (submission: Asked): Promise<GradeRecord> => {
    const key = keyOf(submission, grader, anew)
    const known = questions.get(key)
    if (known) return known.answer
    const question = createQuestion(jobOf(submission, grader))
    questions.set(key, question)
    begin(key, question).catch(question.give)
    return question.answer
  }

  const asked = (): Map<string, Question> => new Map([...questions].filter(([, one]) => one.isAsked))

  const goRound = async (): Promise<void> => {
    await nameKind(redis, kind)
    await askForLost(line, asked())
    tell(await lookForWorkers(connection, wanted))
  }

  const watch = async (): Promise<void> => {
    for (let look = 1; !over.signal.aborted; look += 1) {
      for (const [key, record] of await readResults(redis, [...asked().keys()])) await settle(key, record)
      if (look % looksPerRound === 1) await goRound()
      await rest(lookMs, over.signal)
    }
  }

  const giveUp = (reason: unknown): void => {
    over.abort()
    for (const question of questions.values()) question.give(reason)
  }
  const onAbort = (): void => giveUp(grader.until.reason)
  grader.until.addEventListener('abort', onAbort)
  await nameKind(redis, kind)
  const watching = watch().catch(giveUp)
  return {
    grade: async (submission) => {
      grader.until.throwIfAborted()
      if (!isAsked(submission)) return blankRecord(submission, grader, Date.now())
      return personal(await ask(submission), submission)
    },
    close: async () => {
      grader.until.removeEventListener('abort', onAbort)
      over.abort()
      connection.close()
      await Promise.race([watching, line.close().catch(() => undefined)])
    },
  }
}
