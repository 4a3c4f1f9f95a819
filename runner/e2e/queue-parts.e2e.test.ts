import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findLab } from '../course/find-labs.ts'
import { record } from '../grade/fixtures/record.ts'
import type { Order } from '../grade/grader.ts'
import { readAddress } from '../grade/queue/address.ts'
import { createAsker, type Asker, type AskOptions } from '../grade/queue/ask-workers.ts'
import { connectQueue, prefix, type QueueConnection } from '../grade/queue/connect.ts'
import { startHeart } from '../grade/queue/heart.ts'
import { kindOf } from '../grade/queue/kind.ts'
import { performJob, type Ending, type Performer } from '../grade/queue/perform-job.ts'
import { announce } from '../grade/queue/presence.ts'
import { putResult, readResults } from '../grade/queue/results.ts'
import { lockMs, takeJobs } from '../grade/queue/take-jobs.ts'
import type { GradeRecord } from '../grade/result.ts'
import type { Submission } from '../grade/submission/submission.ts'
import { LabError } from '../lab-error.ts'
import { findRedis, startRedis, type RedisServer } from './redis-server.ts'
import { waitUntil } from './wait-until.ts'

const program = findRedis()
const heartbeatMs = 200
const versions = { vethlab: '1', labHash: '2', checksHash: '3' }
const kind = kindOf({ lab: '03', versions, engine: null })

const order = (changes: Partial<Order> = {}): Order => ({
  lab: findLab('03'),
  checks: { steps: [], answers: {} },
  environment: { engine: '', kernel: '', ...versions },
  limits: { timeMs: 1000, outputBytes: 10 },
  attribute: false,
  until: new AbortController().signal,
  ...changes,
})

const submission = (student: string, content = 'a1'): Submission => ({
  student,
  file: `${student}.sh`,
  facts: { file: `${student}.sh`, sha256: content, bytes: 7, kind: 'script' },
  script: 'ip link',
  refused: null,
  notes: [`${student} has handed it in.`],
  writtenAt: 1000,
  claims: null,
  sheet: null,
  own: [],
})

describe.skipIf(program === undefined)('the queue, on a real Redis (needs redis-server)', () => {
  let folder = ''
  let server: RedisServer
  let connection: QueueConnection
  const endings: (() => unknown)[] = []

  const connected = async (): Promise<QueueConnection> => {
    const made = await connectQueue(readAddress(server.url), {
      onAway: () => undefined,
      onBack: () => undefined,
    })
    endings.push(made.close)
    return made
  }
  const asker = async (options: Partial<AskOptions> = {}, asked = order()): Promise<Asker> => {
    const own = await connected()
    const made = await createAsker(own, asked, { anew: '', tell: () => undefined, lookMs: 50, ...options })
    endings.push(made.close)
    return made
  }

  interface Hand {
    endings: Ending[]
    stop: () => Promise<void>
  }
  /** A worker that grades as it is told to here; worlds are tried in queue.e2e.test.ts. */
  async function work(name: string, grade: Performer['grade'], kinds = [kind]): Promise<Hand> {
    const own = await connected()
    const stop = new AbortController()
    const seen: Ending[] = []
    const performer: Performer = {
      connection: own,
      name,
      isCurrent: () => Promise.resolve(true),
      grade,
      blank: () => record({ student: '', checks: [], attempts: 0 }),
      hold: () => () => undefined,
    }
    const over = takeJobs({
      connection: own,
      id: name,
      kinds: new Set(kinds),
      worlds: 2,
      heartbeatMs,
      perform: async (taken) => void seen.push(await performJob(taken, performer)),
      until: stop.signal,
    })
    const end = (): Promise<void> => {
      stop.abort()
      return over
    }
    endings.push(end)
    return { endings: seen, stop: end }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-queue-'))
    chmodSync(folder, 0o755)
    server = await startRedis(program ?? '', join(folder, 'redis'))
  })
  afterAll(async () => {
    await server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    connection = await connected()
    await connection.redis.flushall()
  })
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end()
  })

  /** Takes a job as a worker does that is killed before it says anything more. */
  async function takeAndDie(name: string): Promise<void> {
    const own = await connected()
    const { Worker } = own.packages.bullmq
    const worker = new Worker(kind, null, {
      connection: own.redis,
      prefix,
      autorun: false,
      lockDuration: 100,
    })
    worker.on('error', () => undefined)
    const job = await waitUntil('there is something to take', () => worker.getNextJob(name, { block: false }))
    await job.log(JSON.stringify({ worker: name, problem: null, worlds: 0 }))
    await worker.close(true)
  }

  const ungradable = record({
    outcome: 'ungradable',
    problem: 'The world has ended.',
    points: null,
    attempts: 3,
  })

  test('the same submission is graded once, whoever asks and however many have handed it in', async () => {
    let graded = 0
    const grade = (): Promise<GradeRecord> => {
      graded += 1
      return Promise.resolve(record({ student: '', notes: ['It was found so.'] }))
    }
    const [one, other] = [await asker(), await asker()]
    const asked = [
      one.grade(submission('alice')),
      one.grade(submission('bob')),
      other.grade(submission('carol')),
    ]
    await work('a', grade)
    await work('b', grade)
    const records = await Promise.all(asked)
    expect(graded).toBe(1)
    expect(records.map(({ student, submission: facts, notes }) => [student, facts?.file, notes])).toEqual(
      ['alice', 'bob', 'carol'].map((name) => [
        name,
        `${name}.sh`,
        [`${name} has handed it in.`, 'It was found so.'],
      ]),
    )
    // Who comes back for it finds it there, with no worker at all.
    expect(await (await asker()).grade(submission('dave'))).toMatchObject({
      student: 'dave',
      outcome: 'graded',
    })
    expect(graded).toBe(1)
    const again = await (await asker({ anew: 'once more' })).grade(submission('dave'))
    expect([again.outcome, graded]).toEqual(['graded', 2])
  })

  test('what is no submission never comes into the queue', async () => {
    const refused: Submission = { ...submission('eve'), script: null, refused: 'It is no text.' }
    expect(await (await asker()).grade(refused)).toMatchObject({
      outcome: 'refused',
      problem: 'It is no text.',
    })
    expect(await connection.redis.exists(`${prefix}:${kind}:wait`)).toBe(0)
  })

  test('of two results the first counts, and what is no record is as good as none', async () => {
    const { redis } = connection
    await putResult(redis, 'k', record({ points: 1 }))
    await putResult(redis, 'k', record({ points: 2 }))
    await redis.set(`${prefix}:result:bad`, '{"outcome":"graded","points":17}')
    const found = await readResults(redis, ['k', 'bad', 'none'])
    expect([...found].map(([key, { points }]) => [key, points])).toEqual([['k', 1]])
    expect(await redis.exists(`${prefix}:result:bad`)).toBe(0)
    expect(await redis.ttl(`${prefix}:result:k`)).toBeGreaterThan(24 * 60 * 60)
  })

  test('what a worker had that was killed goes to another one', async () => {
    const asked = (await asker()).grade(submission('alice'))
    await takeAndDie('a')
    const { endings: seen } = await work('b', () => Promise.resolve(record({ points: 5 })))
    expect((await asked).points).toBe(5)
    await waitUntil('it is out of the queue', () => seen.length === 1)
    expect(seen).toEqual([{ how: 'graded' }])
  })

  test('what five workers have died of is parked, with their names, and tried again by who asks again', async () => {
    const asked = (await asker()).grade(submission('alice'))
    const finder = await work('finder', () => Promise.reject(new Error('it should not come to this')), [])
    await finder.stop()
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await takeAndDie(name)
      // Only a worker's own look finds what has been lost; this one takes nothing.
      const own = await connected()
      const { Worker } = own.packages.bullmq
      const options = {
        connection: own.redis,
        prefix,
        autorun: false,
        stalledInterval: 50,
        maxStalledCount: 99,
      }
      const looker = new Worker(kind, null, options)
      looker.on('error', () => undefined)
      await looker.startStalledCheckTimer()
      await waitUntil('it is in the queue again', () => own.redis.llen(`${prefix}:${kind}:wait`))
      await looker.close(true)
    }
    const { endings: seen } = await work('f', () => Promise.resolve(record()))
    const problem = 'Workers that took it and were not heard of again: a, b, c, d, e.'
    expect(await asked).toMatchObject({ student: 'alice', outcome: 'ungradable', points: null, problem })
    // Who has asked is told first, and only then is it taken out of the queue.
    await waitUntil('it is out of the queue', () => seen.length === 1)
    expect(seen).toEqual([{ how: 'parked', problem }])
    expect(await (await asker()).grade(submission('alice'))).toMatchObject({ outcome: 'graded' })
  })

  test('what was tried twice in vain is parked as ungradable, with what was said of it', async () => {
    let tries = 0
    const fail = (): Promise<GradeRecord> => {
      tries += 1
      return Promise.resolve(ungradable)
    }
    const asked = (await asker()).grade(submission('alice'))
    await work('a', fail)
    expect(await asked).toMatchObject({
      outcome: 'ungradable',
      points: null,
      attempts: 6,
      problem: 'On a: The world has ended. On a: The world has ended.',
    })
    expect(tries).toBe(2)
  })

  test('a worker that makes a mistake gives the submission back, and another one grades it', async () => {
    const asked = (await asker()).grade(submission('alice'))
    const { endings: seen, stop } = await work('a', () => Promise.reject(new Error('a bug')))
    await waitUntil('it was given back', () => seen.length === 1)
    await stop()
    expect(seen).toEqual([{ how: 'given-back', problem: 'a bug' }])
    await work('b', () => Promise.resolve(record({ points: 3 })))
    expect((await asked).points).toBe(3)
  })

  test('a worker leaves what it cannot grade, and who has asked is told why', async () => {
    const seen: string[][] = []
    const own = { id: 'a', name: 'box', engine: '20.10.24', kernel: '6', worlds: 1, labs: { '03': versions } }
    await announce(connection.redis, { ...own, lacking: { '03': ['macvlan'] } }, 60_000)
    const until = new AbortController()
    const asking = await asker(
      {
        tell: ({ able, others }) =>
          seen.push([...able.map(({ name }) => name), ...others.map(({ why }) => why)]),
      },
      order({ until: until.signal }),
    )
    const asked = asking.grade(submission('alice'))
    asked.catch(() => undefined) // it is expected to fail, at the end; until then nobody waits for it
    const { endings: done } = await work('a', () => Promise.resolve(record()), ['03-another'])
    await waitUntil('somebody has looked around twice', () => seen.length > 1)
    expect(done).toEqual([])
    expect(await connection.redis.llen(`${prefix}:${kind}:wait`)).toBe(1)
    expect(seen.at(-1)).toEqual(['lacks macvlan'])
    until.abort(new Error('interrupted'))
    await expect(asked).rejects.toThrow('interrupted')
  })

  test('what the server has forgotten is asked for again', async () => {
    const asked = (await asker()).grade(submission('alice'))
    await waitUntil('it is in the queue', () => connection.redis.llen(`${prefix}:${kind}:wait`))
    await connection.redis.flushall()
    await work('a', () => Promise.resolve(record({ points: 4 })))
    expect((await asked).points).toBe(4)
  })

  test('a worker keeps what it has, however busy it is; without its heart it would lose it', async () => {
    const { redis, packages } = connection
    const options = { connection: redis, prefix, autorun: false, lockDuration: 60_000 }
    const worker = new packages.bullmq.Worker(kind, null, options)
    worker.on('error', () => undefined)
    const heart = await startHeart(connection.address, heartbeatMs, {
      onEnd: (error) => expect(error).toBeUndefined(),
    })
    endings.push(heart.stop, () => worker.close(true))
    const asking = await asker()
    // Nobody grades them: both asks are broken off when the test ends.
    for (const name of ['alice', 'bob']) asking.grade(submission(name, name)).catch(() => undefined)
    const take = async (token: string): Promise<string> => {
      const job = await waitUntil('one is there', () => worker.getNextJob(token, { block: false }))
      return job.id ?? ''
    }
    const lock = (key: string): string => `${prefix}:${kind}:${key}:lock`
    const [held, forgotten] = [await take('t1'), await take('t2')]
    const release = heart.hold({ key: held, kind, token: 't1' }, 60_000)
    const shortMs = lockMs(heartbeatMs)
    await waitUntil('the heart beats', async () => (await redis.pttl(lock(held))) <= shortMs)
    await redis.pexpire(lock(forgotten), shortMs)
    // Nothing of this thread runs for several times as long as a lock holds.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 * shortMs)
    expect(await redis.get(lock(held))).toBe('t1')
    expect(await redis.exists(lock(forgotten))).toBe(0)
    release()
    await waitUntil('it is let go', async () => (await redis.exists(lock(held))) === 0)
  })

  describe('an address', () => {
    const refusalOf = async (url: string): Promise<LabError> => {
      try {
        const made = await connectQueue(readAddress(url), {
          onAway: () => undefined,
          onBack: () => undefined,
        })
        made.close()
      } catch (error) {
        if (error instanceof LabError) return error
        throw error
      }
      throw new Error('nothing was refused')
    }

    test('where nobody answers, or where the password is wrong, is told without the password', async () => {
      const away = await refusalOf(`unix://${folder}/none.sock?password=secret`)
      expect(away.code).toBe('queue-unreachable')
      expect(away.message).toMatch(/^The queue unix:.*none\.sock does not answer: .*ENOENT/)
      await connection.redis.config('SET', 'requirepass', 'other')
      try {
        for (const url of [server.url, `${server.url}?password=secret`]) {
          const refused = await refusalOf(url)
          expect(refused.code).toBe('queue-unreachable')
          expect(refused.message).toMatch(/NOAUTH|WRONGPASS/)
          expect(`${refused.message} ${refused.next}`).not.toContain('secret')
        }
        const let_in = await connectQueue(readAddress(`${server.url}?password=other`), {
          onAway: () => undefined,
          onBack: () => undefined,
        })
        let_in.close()
      } finally {
        await connection.redis.config('SET', 'requirepass', '')
      }
    })

    test('of a server that forgets when it is full is refused', async () => {
      await connection.redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
      const { code, message } = await refusalOf(server.url)
      await connection.redis.config('SET', 'maxmemory-policy', 'noeviction')
      expect(code).toBe('queue-forgets')
      expect(message).toContain('allkeys-lru')
    })
  })
})
