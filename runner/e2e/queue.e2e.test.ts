import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClassResults, GradeRecord } from '../grade/result.ts'
import { killWorlds, sleepers } from './kill-worlds.ts'
import type { Ending, Launch } from './lab-cli.ts'
import { findRedis, startRedis, type RedisServer } from './redis-server.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

const program = findRedis()
const longMs = 280_000
const startMs = 120_000

const right = readFileSync(new URL('fixtures/right-03.sh', import.meta.url), 'utf8')
/** Time to do something to whoever grades it. */
const slow = (student: string): string => right.replace('# Lab 03', `# ${student}\nsleep 7`)

describe.skipIf(program === undefined)(
  'lab grade --queue and lab worker (needs redis-server: ./lab setup tests)',
  () => {
    let stage: Stage
    let user: Person
    let server: RedisServer
    let redis: Redis
    beforeAll(async () => {
      stage = await openStage(['03-manual-wiring'], ['bullmq', 'ioredis'])
      user = stage.user
      server = await startRedis(program ?? '', join(stage.folder, 'redis'))
      redis = new Redis(join(stage.folder, 'redis/redis.sock'), { maxRetriesPerRequest: null })
      redis.on('error', () => undefined)
    })
    afterAll(async () => {
      for (const { child } of crew.values()) child.kill('SIGKILL')
      await Promise.all([...crew.values()].map(({ ending }) => ending))
      redis.disconnect()
      await server.kill()
      await stage.close()
    })
    beforeEach(() => redis.flushall())

    interface Worker extends Launch {
      /** Since the test began that has asked for it. */
      said: () => string
    }
    /** Those that live: a worker looks at its machine before it begins, which takes longer than most of these tests. */
    const crew = new Map<string, Worker & { forget: () => void }>()

    function start(name: string): Worker & { forget: () => void } {
      const words = ['worker', '--queue', server.url, '--name', name, '--heartbeat', '1', '--worlds', '2']
      const started = user.launch(words, { timeoutMs: longMs })
      let [said, from] = ['', 0]
      started.child.stdout?.on('data', (text: string) => (said += text))
      const worker = { ...started, said: () => said.slice(from), forget: () => void (from = said.length) }
      crew.set(name, worker)
      void started.ending.then(() => crew.delete(name))
      return worker
    }
    /** Workers of these names that are there, and no others. */
    async function work(...names: string[]): Promise<Worker[]> {
      const others = [...crew].filter(([name]) => !names.includes(name)).map(([, other]) => other)
      for (const { child } of others) child.kill('SIGKILL')
      await Promise.all(others.map(({ ending }) => ending))
      const begun = async (name: string, worker: Worker): Promise<void> => {
        const words = `Worker ${name} grades for ${server.url}`
        await waitUntil(`${name} is there`, () => worker.said().includes(words) || !crew.has(name), startMs)
        // One that has ended says why; so does the end of one that is only slow.
        if (!crew.has(name)) throw new Error(`${name} has ended: ${JSON.stringify(await worker.ending)}`)
      }
      const all = names.map((name) => ({ name, old: crew.get(name), worker: crew.get(name) ?? start(name) }))
      for (const { name, old, worker } of all)
        if (old) old.forget()
        else await begun(name, worker)
      return all.map(({ worker }) => worker)
    }
    const leave = async (worker: Worker): Promise<number | null> => {
      worker.child.kill('SIGTERM')
      return (await worker.ending).code
    }

    function classOf(name: string, files: Record<string, string>): { folder: string; out: string } {
      const folder = join(stage.folder, name)
      mkdirSync(folder)
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content)
      const place = join(stage.folder, `${name}-out`)
      mkdirSync(place)
      chmodSync(place, 0o777)
      return { folder, out: join(place, 'report') }
    }
    const launchGrade = (folder: string, out: string, ...options: string[]): Launch =>
      user.launch(['grade', '03', folder, '--out', out, '--queue', server.url, ...options], {
        timeoutMs: longMs,
      })
    const grade = (folder: string, out: string, ...options: string[]): Promise<Ending> =>
      launchGrade(folder, out, ...options).ending

    const recordsOf = (out: string): Map<string, GradeRecord> => {
      const { records } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as ClassResults
      return new Map(records.map((record) => [record.student, record]))
    }
    const pointsOf = (out: string): [string, number | null][] =>
      [...recordsOf(out)].map(([student, { points }]) => [student, points])

    /** Names of workers that have taken something, as it is noted with the jobs that are in the queue. */
    async function takers(): Promise<string[]> {
      const names = await redis.keys('vethlab:03-*:logs')
      const lines = (await Promise.all(names.map((name) => redis.lrange(name, 0, -1)))).flat()
      return lines.map((line) => (JSON.parse(line) as { worker: string }).worker)
    }
    const gradedBy = ({ said }: Worker): string[] =>
      [...said().matchAll(/^03 (\w+) graded/gm)].map(([, key = '']) => key)

    test('two graders and two workers: each submission is graded once, as it would be here, and each grader has all', async () => {
      const wrong = right.replace('172.17.42.99/16', '10.9.8.7/16')
      const files = { 'right.sh': right, 'copy.sh': right, 'wrong.sh': wrong, 'binary.sh': 'a\0b' }
      const { folder, out } = classOf('class', files)
      const other = classOf('other-class', {}).out
      const both = [launchGrade(folder, out), launchGrade(folder, other)]
      const [one, two] = (await work('one', 'two')) as [Worker, Worker]
      const endings = await Promise.all(both.map(({ ending }) => ending))
      expect(endings.map(({ code }) => code)).toEqual([0, 0])
      for (const report of [out, other])
        expect(pointsOf(report)).toEqual([
          ['binary', 0],
          ['copy', 17],
          ['right', 17],
          ['wrong', 10],
        ])
      const records = recordsOf(out)
      const line = wrong.split('\n').findIndex((text) => text.includes('10.9.8.7')) + 1
      expect(records.get('wrong')?.checks.find(({ id }) => id === 'address.network')?.line?.number).toBe(line)
      expect(records.get('copy')?.submission?.file).toBe('copy.sh')
      // Of four, one is none and two are the same.
      const done = [...gradedBy(one), ...gradedBy(two)]
      expect([done.length, new Set(done).size]).toEqual([2, 2])
      // What was graded elsewhere counts here as what was graded here does.
      const local = await user.lab('grade', '03', folder, '--out', out)
      expect(local.stderr.match(/graded, as before/g)).toHaveLength(3)
    })

    test('a worker that is killed in the middle of a submission costs nothing but time', async () => {
      const [one, two] = (await work('one', 'two')) as [Worker, Worker]
      const { folder, out } = classOf('killed', { 'a.sh': slow('a') })
      const { ending } = launchGrade(folder, out, '--no-attribution')
      await waitUntil('one is at it', () => sleepers(user) === 1, startMs)
      const before = await takers()
      const [victim, survivor] = before[0] === 'one' ? [one, two] : [two, one]
      victim.child.kill('SIGKILL')
      expect((await ending).code).toBe(0)
      expect(recordsOf(out).get('a')).toMatchObject({ outcome: 'graded', points: 17 })
      expect([before.length, gradedBy(victim).length, gradedBy(survivor).length]).toEqual([1, 0, 1])
      // Its worlds have died with it.
      expect(await leave(survivor)).toBe(0)
      // Who runs the tests as himself has the server too.
      await waitUntil('nothing is left of either', () =>
        user.processes().every(({ pid }) => pid === server.pid()),
      )
    })

    test('Redis dies and comes back, and the worker is told to stop: what it has it finishes', async () => {
      const [one] = (await work('three')) as [Worker]
      const { folder, out } = classOf('power-cut', { 'a.sh': slow('a'), 'b.sh': slow('b') })
      const { ending } = launchGrade(folder, out, '--no-attribution')
      await waitUntil('it is at both', () => sleepers(user) === 2, startMs)
      await server.kill()
      await waitUntil('the worker has seen it', () => one.said().includes('does not answer'))
      await server.start()
      await waitUntil('and that it is back', () => one.said().includes('The queue is back.'))
      expect(await leave(one)).toBe(0)
      expect(one.said()).toContain('Stopping, when 2 more are graded.')
      expect(gradedBy(one)).toHaveLength(2)
      // No worker is left: what the grader gets has waited for it.
      expect((await ending).code).toBe(0)
      expect(pointsOf(out)).toEqual([
        ['a', 17],
        ['b', 17],
      ])
    })

    test('a submission whose world always dies is parked, and the worker goes on with the others', async () => {
      const [one] = (await work('four')) as [Worker]
      const { folder, out } = classOf('poison', { 'poison.sh': slow('poison') })
      const { ending } = launchGrade(folder, out, '--no-attribution')
      let isOver = false
      void ending.then(() => (isOver = true))
      expect(await killWorlds(user, 6, () => isOver)).toBe(6)
      expect((await ending).code).toBe(1)
      expect(recordsOf(out).get('poison')).toMatchObject({
        outcome: 'ungradable',
        points: null,
        maxPoints: 17,
        attempts: 6,
        problem: expect.stringMatching(/^On four: .*ended.* On four: .*ended/s),
      })
      expect(one.said()).toMatch(
        /given back, for another worker to try: .*\n.*parked, for nobody can grade it/,
      )
      // Not the machine was at fault, and it knows.
      const good = classOf('good', { 'a.sh': right })
      expect((await grade(good.folder, good.out)).code).toBe(0)
      expect(pointsOf(good.out)).toEqual([['a', 17]])
    })

    test('a worker leaves what asks for another engine, and says so; the password of a queue is never shown', async () => {
      const [one] = (await work('four')) as [Worker]
      const { folder, out } = classOf('engine', { 'a.sh': right })
      const { child, ending } = launchGrade(folder, out, '--engine', '99.9.9')
      let said = ''
      child.stderr?.on('data', (text: string) => (said += text))
      await waitUntil(
        'it is told',
        () => /no worker can grade these yet: four has engine \S+, not 99\.9\.9/.test(said),
        startMs,
      )
      await new Promise((resolve) => setTimeout(resolve, 1500)) // so long that the worker has looked more than once
      child.kill('SIGINT')
      const { code, stderr } = await ending
      expect(code).toBe(130)
      expect(stderr).toContain('what is in the queue is graded all the same')
      expect(await takers()).toEqual([])
      expect((await redis.keys('vethlab:03-*:wait')).length).toBe(1)
      expect(one.said()).not.toContain('graded')
      await redis.config('SET', 'requirepass', 'another')
      const env = { VETHLAB_QUEUE: `${server.url}?password=secret` }
      for (const words of [['worker'], ['grade', '03', folder, '--queue']]) {
        const refused = await user.labWith({ env }, ...words)
        expect(refused.code).toBe(3)
        expect(refused.stderr).toContain(`The queue ${server.url} does not answer`)
        expect(`${refused.stdout}${refused.stderr}`).not.toContain('secret')
      }
      await redis.config('SET', 'requirepass', '')
    })
  },
)
