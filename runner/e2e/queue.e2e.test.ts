import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ClassResults, GradeRecord } from '../grade/result.ts'
import type { Ending, Launch } from './lab-cli.ts'
import { killIfAlive } from './processes.ts'
import { findRedis, startRedis, type RedisServer } from './redis-server.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

const program = findRedis()
const longMs = 200_000

const right = readFileSync(new URL('fixtures/right-03.sh', import.meta.url), 'utf8')
const variant = readFileSync(new URL('fixtures/variant-03.sh', import.meta.url), 'utf8')
/** Time to do something to whoever grades it. */
const slow = (student: string): string => right.replace('# Lab 03', `# ${student}\nsleep 7`)

describe.skipIf(program === undefined)('lab grade --queue and lab worker (needs redis-server)', () => {
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
    redis.disconnect()
    await server.kill()
    await stage.close()
  })
  beforeEach(() => redis.flushall())

  interface Worker extends Launch {
    name: string
    said: () => string
  }
  const workers: Worker[] = []
  afterEach(async () => {
    for (const { child } of workers) child.kill('SIGKILL')
    await Promise.all(workers.splice(0).map(({ ending }) => ending))
  })

  /** Starts a worker, and waits until it is there. */
  async function work(name: string, ...options: string[]): Promise<Worker> {
    const words = ['worker', '--queue', server.url, '--name', name, ...options]
    const started = user.launch(words, { timeoutMs: longMs })
    let said = ''
    started.child.stdout?.on('data', (text: string) => (said += text))
    const worker = { ...started, name, said: () => said }
    workers.push(worker)
    await waitUntil(
      `${name} is there`,
      () => said.includes(`Worker ${name} grades for ${server.url}`),
      60_000,
    )
    return worker
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

  /** Who has taken what, as it is noted with the jobs that are in the queue: by key, names of workers. */
  async function takenBy(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>()
    for (const name of await redis.keys('vethlab:03-*:logs')) {
      const lines = await redis.lrange(name, 0, -1)
      found.set(
        name.split(':')[2] ?? '',
        lines.map((line) => (JSON.parse(line) as { worker: string }).worker),
      )
    }
    return found
  }
  /** Processes of submissions that are at it: `slow` ones sleep. */
  const sleepers = (): number => user.processes().filter(({ command }) => command === 'sleep 7').length
  const gradedBy = ({ said }: Worker): string[] =>
    [...said().matchAll(/^03 (\w+) graded/gm)].map(([, key = '']) => key)

  test('two graders and two workers: each submission is graded once, as it would be here, and each grader has all', async () => {
    const wrong = right.replace('172.17.42.99/16', '10.9.8.7/16')
    const { folder, out } = classOf('class', {
      'right.sh': right,
      'copy.sh': right,
      'windows.sh': variant.replaceAll('\n', '\r\n'),
      'wrong.sh': wrong,
      'empty.sh': '',
      'binary.sh': 'a\0b',
    })
    const other = classOf('other-class', {}).out
    const both = [launchGrade(folder, out), launchGrade(folder, other)]
    const [one, two] = [await work('one', '--worlds', '2'), await work('two', '--worlds', '2')]
    const endings = await Promise.all(both.map(({ ending }) => ending))
    expect(endings.map(({ code }) => code)).toEqual([0, 0])
    for (const report of [out, other])
      expect(pointsOf(report)).toEqual([
        ['binary', 0],
        ['copy', 17],
        ['empty', 0],
        ['right', 17],
        ['windows', 17],
        ['wrong', 10],
      ])
    const records = recordsOf(out)
    const line = wrong.split('\n').findIndex((text) => text.includes('10.9.8.7')) + 1
    expect(records.get('wrong')?.checks.find(({ id }) => id === 'address.network')?.line?.number).toBe(line)
    expect(records.get('windows')?.notes).toContain(
      'Its lines ended as on Windows; they were read as on Linux.',
    )
    expect(records.get('copy')?.submission?.file).toBe('copy.sh')
    // Of six, one is none and two are the same.
    const done = [...gradedBy(one), ...gradedBy(two)]
    expect([done.length, new Set(done).size]).toEqual([4, 4])
    // What was graded elsewhere counts here as what was graded here does.
    for (const { child } of [one, two]) child.kill('SIGTERM')
    expect((await Promise.all([one.ending, two.ending])).map(({ code }) => code)).toEqual([0, 0])
    const again = await grade(folder, out)
    expect(again.stderr.match(/graded, as before/g)).toHaveLength(5)
    const local = await user.lab('grade', '03', folder, '--out', out)
    expect(local.stderr.match(/graded, as before/g)).toHaveLength(5)
    expect(user.processes()).toEqual([])
  })

  test('a worker that is killed in the middle of a submission costs nothing but time', async () => {
    const { folder, out } = classOf('killed', { 'a.sh': slow('a'), 'b.sh': slow('b') })
    const all = [
      await work('one', '--heartbeat', '2', '--worlds', '1'),
      await work('two', '--heartbeat', '2', '--worlds', '1'),
    ]
    const { ending } = launchGrade(folder, out, '--no-attribution')
    await waitUntil('both are at it', () => sleepers() === 2, 60_000)
    const before = await takenBy()
    const [victim, survivor] = all as [Worker, Worker]
    victim.child.kill('SIGKILL')
    expect((await ending).code).toBe(0)
    expect(pointsOf(out)).toEqual([
      ['a', 17],
      ['b', 17],
    ])
    expect([...before.values()].toSorted()).toEqual([['one'], ['two']])
    expect(new Set(gradedBy(survivor)).size).toBe(2)
    survivor.child.kill('SIGTERM')
    await survivor.ending
    // Its worlds have died with it.
    await waitUntil('nothing is left of either', () => user.processes().length === 0)
  })

  test('Redis dies and comes back, a worker is told to stop, the grader goes away and comes back', async () => {
    const { folder, out } = classOf('power-cut', { 'a.sh': slow('a'), 'b.sh': slow('b') })
    const one = await work('one', '--worlds', '1')
    const first = launchGrade(folder, out, '--no-attribution')
    await waitUntil('one of them is at it', () => sleepers() === 1, 60_000)
    await server.kill()
    await waitUntil('the worker has seen it', () => one.said().includes('does not answer'))
    await server.start()
    await waitUntil('and that it is back', () => one.said().includes('The queue is back.'))
    one.child.kill('SIGTERM')
    expect((await one.ending).code).toBe(0)
    expect(one.said()).toContain('Stopping, when 1 more are graded.')
    expect(gradedBy(one)).toHaveLength(1)
    await waitUntil('the result has come', () => readdirSync(join(out, 'records')).length === 1)
    first.child.kill('SIGINT')
    const { code, stderr } = await first.ending
    expect(code).toBe(130)
    expect(stderr).toContain('what is in the queue is graded all the same')
    const two = await work('two', '--worlds', '1')
    await waitUntil(
      'the other is graded, though nobody waits for it',
      () => gradedBy(two).length === 1,
      60_000,
    )
    two.child.kill('SIGTERM')
    await two.ending
    // No worker is left: what it gets it gets from before.
    const again = await grade(folder, out, '--no-attribution')
    expect(again.code).toBe(0)
    expect(again.stderr.match(/as before/g)).toHaveLength(1)
    expect(pointsOf(out)).toEqual([
      ['a', 17],
      ['b', 17],
    ])
  })

  test('a submission whose world always dies is parked, and the worker goes on with the others', async () => {
    const { folder, out } = classOf('poison', { 'poison.sh': slow('poison') })
    const one = await work('one', '--worlds', '2')
    const { ending } = launchGrade(folder, out, '--no-attribution')
    let isOver = false
    void ending.then(() => (isOver = true))
    let killed = 0
    while (!isOver) {
      // By its init, as the kernel does when memory is short.
      for (const name of readdirSync(user.state).filter((world) => world.startsWith('grade-03-')))
        if (sleepers() > 0) {
          const init = initOf(name)
          if (init > 0) {
            killIfAlive(init)
            killed += 1
            await waitUntil('it is gone', () => sleepers() === 0)
          }
        }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect((await ending).code).toBe(1)
    expect(killed).toBe(6)
    expect(recordsOf(out).get('poison')).toMatchObject({
      outcome: 'ungradable',
      points: null,
      maxPoints: 17,
      attempts: 6,
      problem: expect.stringMatching(/^On one: .*ended.* On one: .*ended/s),
    })
    expect(one.said()).toMatch(/given back, for another worker to try: .*\n.*parked, for nobody can grade it/)
    // Not the machine was at fault, and it knows.
    const good = classOf('good', { 'a.sh': right })
    expect((await grade(good.folder, good.out)).code).toBe(0)
    expect(pointsOf(good.out)).toEqual([['a', 17]])
  })

  test('a worker leaves what asks for another engine, and says so; the password of a queue is never shown', async () => {
    const { folder, out } = classOf('engine', { 'a.sh': right })
    const one = await work('one')
    const { child, ending } = launchGrade(folder, out, '--engine', '99.9.9')
    let said = ''
    child.stderr?.on('data', (text: string) => (said += text))
    await waitUntil(
      'it is told',
      () => /no worker can grade these yet: one has engine [\d.]+, not 99\.9\.9/.test(said),
      60_000,
    )
    await new Promise((resolve) => setTimeout(resolve, 1500)) // so long that the worker has looked more than once
    child.kill('SIGINT')
    expect((await ending).code).toBe(130)
    expect(await takenBy()).toEqual(new Map())
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

  function initOf(world: string): number {
    try {
      return Number(readFileSync(join(user.state, world, 'pid'), 'utf8'))
    } catch {
      return 0 // not booted yet, or gone
    }
  }
})
