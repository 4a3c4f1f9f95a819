import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findTool } from '../world/tools.ts'
import { controlGroups, differences, fingerprint } from './fingerprint.ts'
import { killIfAlive, type Process } from './processes.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { catchBefore, waitUntil } from './wait-until.ts'

const names = process.getuid?.() === 0 ? (['root', 'user'] as const) : (['user'] as const)
/** As each person. */
const kills = 5
const seed = Number(process.env['VETHLAB_SEED'] ?? Date.now() % 1_000_000)

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.user.lab('stop', '--all'))
afterAll(() => stage.close())

const person = (name: 'root' | 'user'): Person => (name === 'root' ? stage.root : undefined) ?? stage.user

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function* random(from: number): Generator<number, never> {
  for (let state = from; ;) {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const worlds = ({ state }: Person): string[] => (existsSync(state) ? readdirSync(state) : [])
const drafts = ({ cache }: Person): string[] =>
  existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith('.new')) : []

const nothingLives = async (someone: Person): Promise<void> => {
  const alive = (): string[] => someone.processes().map(({ command }) => command)
  await waitUntil('nothing lives', () => alive().length === 0).catch(() => undefined) // the next line says what does
  expect(alive()).toEqual([])
}

const oneOf = (someone: Person, words: RegExp): Process => {
  const found = someone.processes().find(({ command }) => words.test(command))
  if (!found)
    throw new Error(
      `no process ${words} among ${someone
        .processes()
        .map(({ command }) => command)
        .join('; ')}`,
    )
  return found
}

const isRunning = async (someone: Person): Promise<boolean> => {
  const { stdout, code } = await someone.lab('status', '03', '--json')
  expect(code).toBe(0)
  return JSON.parse(stdout).labs[0].running
}

const readOrEmpty = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // not written yet, or gone with its world
  }
}

/** Gathers the ids of a person's worlds as they come, until the test ends. */
const watchIds = (someone: Person): Set<string> => {
  const ids = new Set<string>()
  const timer = setInterval(() => {
    for (const name of worlds(someone)) {
      const id = readOrEmpty(join(someone.state, name, 'id'))
      if (/^[0-9a-f]{16}$/.test(id)) ids.add(id)
    }
  }, 5)
  onTestFinished(() => clearInterval(timer))
  return ids
}

describe.each(names)('as %s', (name) => {
  test('lab run 03 changes nothing of the machine', async () => {
    const before = fingerprint()
    const ids = watchIds(person(name))
    const { code } = await person(name).lab('run', '03')
    expect(code).toBe(0)
    expect(person(name).processes()).toEqual([])
    expect(worlds(person(name))).toEqual([])
    expect(ids.size).toBe(1)
    expect(controlGroups(ids)).toEqual([])
    expect(differences(before, fingerprint())).toEqual([])
  })

  test(`lab run 03 killed at ${kills} moments (VETHLAB_SEED=${seed}) leaves no process, and the next command no file`, async () => {
    const someone = person(name)
    const before = fingerprint()
    const ids = watchIds(someone)
    const whole = (await someone.lab('run', '03')).took
    const moments = random(seed)
    for (let index = 0; index < kills; index++) {
      const moment = Math.round(moments.next().value * whole)
      const { child, ending } = someone.launch(['run', '03'])
      await new Promise((resolve) => setTimeout(resolve, moment))
      child.kill('SIGKILL')
      await ending
      await waitUntil(
        `nothing lives that was killed after ${moment} of ${whole} ms (VETHLAB_SEED=${seed})`,
        () => someone.processes().length === 0,
      )
    }
    expect(await someone.lab('run', '03')).toMatchObject({ code: 0, stderr: '' })
    expect({ worlds: worlds(someone), drafts: drafts(someone) }).toEqual({ worlds: [], drafts: [] })
    expect(controlGroups(ids)).toEqual([])
    expect(differences(before, fingerprint())).toEqual([])
  }, 110_000)
})

test.each(['/opt/vethlab/agent\\.mjs', 'vethlab-world-'])(
  'in a started lab, %s is killed: all of it ends, and starts again',
  async (words) => {
    const { user } = stage
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
    const found = oneOf(user, new RegExp(words))
    process.kill(found.pid, 'SIGKILL')
    await nothingLives(user)
    expect(await isRunning(user)).toBe(false)
    expect(await user.lab('check', '03')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('lab start 03'),
    })
    expect(await user.lab('start', '03', '--detach')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('runs:'),
    })
    expect(await isRunning(user)).toBe(true)
    await user.lab('stop', '03')
    expect(worlds(user)).toEqual([])
  },
)

/** Kills runc as soon as it is seen; resolves to how the command ended, or undefined when the world was made already. */
const killRunc = async (user: Person): Promise<{ code: number; stderr: string } | undefined> => {
  const { ending } = user.launch(['start', '03', '--detach'])
  // runc has children of the same words: the first to be seen is not always the one that would tell of a failure.
  const runcs = await catchBefore(ending, 'runc runs', () => {
    const found = user.processes().filter(({ command }) => /^runc .*--bundle .*user-run/.test(command))
    return found.length > 0 && found
  })
  for (const { pid } of runcs ?? []) killIfAlive(pid)
  const ended = await ending
  if (ended.code !== 0) return ended
  await user.lab('stop', '03')
  return undefined
}

test('runc is killed while it makes a world: one sentence, and nothing is left', async () => {
  const { user } = stage
  let refused: { code: number; stderr: string } | undefined
  for (let tries = 0; tries < 10 && !refused; tries += 1) refused = await killRunc(user)
  expect(refused?.code).toBe(3)
  expect(refused?.stderr).toContain('refuses to start a lab world')
  expect(refused?.stderr).not.toMatch(/at .*\.mjs/)
  await nothingLives(user)
  expect(worlds(user)).toEqual([])
})

test('runc is killed when its init waits for its word to begin: the next command ends that too', async () => {
  const { user } = stage
  const world = join(user.state, '03')
  const kept = join(dirname(user.state), 'kept')
  await user.lab('start', '03', '--detach')
  await user.machine(['cp', '-a', world, kept])
  await user.lab('stop', '03')
  await user.machine(['mv', kept, world])
  for (const name of ['pid', 'runc']) rmSync(join(world, name), { recursive: true })
  // `runc run` is `create` and `start`; killed between the two it leaves what `create` alone does.
  const id = `vethlab-${readFileSync(join(world, 'id'), 'utf8')}`
  const create = [findTool('runc') ?? 'runc', '--root', join(world, 'runc'), 'create', '--bundle', world, id]
  expect(await user.machine(create)).toMatchObject({ code: 0 })
  expect(user.processes().map(({ command }) => command)).toEqual([expect.stringMatching(/runc init$/)])
  expect(await user.lab('run', '03')).toMatchObject({ code: 0 })
  expect(user.processes()).toEqual([])
  expect(worlds(user)).toEqual([])
})

test('a command that is killed while it fills the cache leaves a draft; the next one removes it', async () => {
  const { user } = stage
  rmSync(user.cache, { recursive: true })
  const { child, ending } = user.launch(['run', '03'])
  await waitUntil('a draft is there', () => drafts(user).length > 0)
  child.kill('SIGKILL')
  await ending
  await nothingLives(user)
  expect(drafts(user)).not.toEqual([])
  expect(await user.lab('run', '03')).toMatchObject({ code: 0 })
  expect(drafts(user)).toEqual([])
})

test('a shell’s runc is killed: the shell ends, the lab goes on', async () => {
  const { user } = stage
  await user.lab('start', '03', '--detach')
  const { ending } = user.launch(['shell', '03', '--', 'sleep', '1000'])
  await waitUntil('the command runs', () => user.processes().some(({ command }) => command === 'sleep 1000'))
  process.kill(oneOf(user, /^runc .* exec /).pid, 'SIGKILL')
  expect((await ending).code).toBeGreaterThan(128)
  expect(await user.onHost('docker ps -q | wc -l')).toMatchObject({ code: 0, stdout: '0\n' })
  await user.lab('stop', '03')
})

test('the world ends while a command talks to it: one sentence, no stack', async () => {
  const { user } = stage
  await user.lab('start', '03', '--detach')
  const { child, ending } = user.launch(['solve', '03', '--all'])
  await Promise.race([ending, new Promise((resolve) => child.stdout?.once('data', resolve))])
  process.kill(user.init(), 'SIGKILL')
  const { code, stderr } = await ending
  expect(stderr).toContain('has ended')
  expect(stderr).not.toMatch(/at .*\.mjs/)
  expect(code).toBe(3)
  await nothingLives(user)
})
