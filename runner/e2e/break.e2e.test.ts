import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import script from '../../labs/03-manual-wiring/script.ts'
import { chooseFault } from '../course/choose-fault.ts'
import type { Fault } from '../course/script.ts'
import type { GameReport } from '../draw/break.ts'
import type { LabReport } from '../judge/verdict.ts'
import type { Game } from '../session/games.ts'
import type { Progress } from '../session/progress.ts'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterEach(async () => {
  await user.lab('stop', '--all')
})
afterAll(() => stage.close())

const faultOf = (seed: number): Fault => chooseFault('03', script.faults, seed)

/** The lowest seed that means this fault of lab 03. */
const seedOf = (id: string): number => {
  const seed = script.faults.findIndex((_, candidate) => faultOf(candidate).id === id)
  if (seed < 0) throw new Error(`no seed means ${id}`)
  return seed
}

const inBox = (command: string): string =>
  `nsenter -t $(docker inspect -f '{{.State.Pid}}' box) -n ${command}`

const begin = async (id: string): Promise<Fault> => {
  const begun = await user.lab('break', '03', '--seed', String(seedOf(id)), '--detach')
  expect(begun).toMatchObject({ code: 0, stderr: '' })
  expect(begun.stdout).toContain('Something is wrong with this lab. Find it and mend it; `lab check 03`')
  return faultOf(seedOf(id))
}

const progress = (): Progress =>
  JSON.parse(readFileSync(join(user.data, 'progress/03.json'), 'utf8')) as Progress

const lastGame = (): Game | undefined => progress().games?.at(-1)

const check = async (): Promise<{ code: number; report: LabReport & { game: GameReport } }> => {
  const { code, stdout } = await user.lab('check', '03', '--json')
  const report = JSON.parse(stdout) as LabReport & { game: GameReport }
  expect(schemaErrors('check', report)).toEqual([])
  return { code, report }
}

const idsThat = (report: LabReport, status: string): string[] =>
  report.steps.flatMap(({ checks }) => checks.filter((one) => one.status === status).map(({ id }) => id))

describe.each([
  { id: 'no-route', mend: inBox('ip route add default via 172.17.0.1'), wrong: 'ip link set docker0 up' },
  { id: 'no-forwarding', mend: 'sysctl -w net.ipv4.ip_forward=1', wrong: inBox('ip link set eth0 up') },
])('the lab broken by “$id”', ({ id, mend, wrong }) => {
  test('is red where the fault is, stays so until it is mended, and then tells', async () => {
    const fault = await begin(id)
    const first = await check()
    expect(first.code).toBe(1)
    expect(idsThat(first.report, 'fail')).toEqual(fault.kills)
    expect(first.report.game).toMatchObject({ checks: 1, mendedAt: null, fault: null })

    expect(await user.onHost(wrong)).toMatchObject({ code: 0 })
    const second = await user.lab('check', '03')
    expect(second.code).toBe(1)
    expect(second.stdout).toContain('Something is still wrong; 2 checks so far.')
    expect(second.stdout).not.toContain(fault.title)

    expect(await user.onHost(mend)).toMatchObject({ code: 0 })
    const { code, stdout } = await user.lab('check', '03', '--wait', '3')
    expect(code).toBe(0)
    expect(stdout).toContain('17 of 17 checks pass')
    expect(stdout).toContain(`You found it and mended it.\nWhat was wrong: ${fault.title}.\n`)
    for (const killed of fault.kills) expect(stdout).toContain(`(${killed})`)
    expect(stdout).toMatch(/It took (\d+ min )?\d+ s, 3 checks, no hints\./)
    expect(stdout).toMatch(/Read again: step \d, .* \(lab read 03 \d\)\n/)
    expect(stdout).toMatch(
      /Mended alone and without hints: \d in a row, your longest\.\n.* best time in lab 03/,
    )
    expect(stdout).toContain(`To share: lab break 03 --seed ${seedOf(id)} (`)
    expect(stdout).toContain(`lab break 03 --seed ${seedOf(id) + 1}\n`)
    expect(lastGame()).toMatchObject({ checks: 3, assisted: false, fault: id })

    const after = await check()
    expect(after.report.game).toMatchObject({ checks: 3, fault: { id, title: fault.title } })
    expect(after.report.game.mendedAt).toBeGreaterThan(after.report.game.startedAt)
  })
})

test('a step that was left out is a fault like any other: doing it mends the lab', async () => {
  const without = script.faults.find((one) => one.without !== undefined && one.plant === undefined)
  const fault = await begin(without?.id ?? '')
  const { report } = await check()
  expect(idsThat(report, 'fail')).toEqual(expect.arrayContaining([fault.kills[0]]))
  const solved = await user.lab('solve', '03')
  expect(solved).toMatchObject({ code: 3, stdout: '' })
  expect(solved.stderr).toContain('lab break 03 --reveal')
  await user.onHost('docker run --rm --network none base true; find -L /var/run/netns -type l -delete')
  expect((await user.lab('check', '03', '--wait', '3')).code).toBe(0)
})

test('the lab’s own progress is not touched by a game, mended or not', async () => {
  await begin('no-route')
  await user.lab('check', '03')
  await user.lab('hint', '03')
  await user.onHost(inBox('ip route add default via 172.17.0.1'))
  expect((await user.lab('check', '03')).code).toBe(0)
  expect((await check()).code).toBe(0)
  expect(progress()).toMatchObject({ steps: {}, hints: {}, solved: [], finishedAt: null })
  const { stdout } = await user.lab('list', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    labs: [{ id: '03', standing: 'not started', stepsDone: 0, running: true, game: true }],
  })
  expect(schemaErrors('list', JSON.parse(stdout))).toEqual([])
  expect((await user.lab('list')).stdout).toMatch(/not started[\s\S]*\nRunning: 03 \(break game\)\n/)
})

test('hints have a ladder for each game, which is told at its end', async () => {
  await begin('no-route')
  for (const rung of [1, 2, 3])
    expect((await user.lab('hint', '03')).stdout).toContain(`Step 7, Give it a way out: hint ${rung} of 3`)
  expect((await user.lab('hint', '03')).stdout).toContain('To be told what is wrong: lab break 03 --reveal')
  await user.onHost(inBox('ip route add default via 172.17.0.1'))
  expect((await user.lab('check', '03')).stdout).toContain('1 check, hints: step 7 up to 3 of 3.')
  expect(lastGame()?.hints).toEqual({ route: 3 })
  expect((await user.lab('hint', '03')).stdout).toContain('nothing left to hint at')
  await user.lab('break', '03', '--seed', String(seedOf('no-route')), '--detach', '--yes')
  expect((await user.lab('hint', '03')).stdout).toContain('hint 1 of 3')
})

test('--reveal tells, and the game goes on as an assisted one', async () => {
  const fault = await begin('no-forwarding')
  const { code, stdout, stderr } = await user.lab('break', '03', '--reveal', '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(schemaErrors('break', JSON.parse(stdout))).toEqual([])
  expect(JSON.parse(stdout)).toMatchObject({
    game: { assisted: true, mendedAt: null, fault: { id: fault.id, kills: [{ id: 'ping.outside' }] } },
  })
  expect((await user.lab('break', '03', '--reveal')).stdout).toContain(`What was wrong: ${fault.title}.`)
  expect((await check()).code).toBe(1)
  await user.onHost('sysctl -w net.ipv4.ip_forward=1')
  const mended = await user.lab('check', '03', '--wait', '3')
  expect(mended.code).toBe(0)
  expect(mended.stdout).toContain('Mended, after you were told.')
  expect(lastGame()).toMatchObject({ assisted: true, fault: fault.id, mendedAt: expect.any(Number) })
})

describe('the secret', () => {
  /** Everything that a curious student finds without reading the lab's own script. */
  const found = async (): Promise<Record<string, string>> => {
    const asked = [
      ['status', '03', '--json'],
      ['status'],
      ['list', '--json'],
      ['ask', '03', '--json'],
      ['start', '03', '--detach'],
      ['log', '03', '--json'],
      ['scores'],
      ['scores', '--json'],
      ['export', '-'],
    ]
    const files = [user.state, user.data].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    const texts = files.map((path) => [path, readFileSync(path, 'utf8')] as const)
    const answers = await Promise.all(
      asked.map(async (words) => {
        const { stdout, stderr } = await user.lab(...words)
        return [words.join(' '), stdout + stderr] as const
      }),
    )
    const onHost = await user.onHost(
      'ps -ef; cat ~/.bash_history 2>/dev/null; grep -rs . /tmp /root /var/log /run/vethlab /etc/vethlab; env',
    )
    return {
      ...Object.fromEntries([...texts, ...answers]),
      host: onHost.stdout,
      machine: user
        .processes()
        .map(({ command }) => command)
        .join('\n'),
    }
  }

  test('is in no file, process or answer before the fault is mended, and is told afterwards', async () => {
    // One whose id no diagnosis has as its code.
    const fault = await begin('deaf-neighbour')
    const secrets = [fault.id, fault.title, 'icmp_echo_ignore_all']
    const places = await found()
    expect(Object.keys(places).some((path) => path.endsWith('03/game.json'))).toBe(true)
    expect(Object.keys(places).some((path) => path.endsWith('progress/03.json'))).toBe(true)
    expect(places['status 03 --json']).toContain('"game":{"seed":')
    expect(places['host']).toContain('ps -ef')
    expect(places['machine']).toContain('dockerd')
    for (const [place, text] of Object.entries({
      ...places,
      check: (await user.lab('check', '03', '--json')).stdout,
    }))
      for (const secret of secrets) expect(text.includes(secret), `${secret} in ${place}`).toBe(false)

    await user.onHost(
      `nsenter -t $(docker inspect -f '{{.State.Pid}}' neighbour) -n sysctl -w net.ipv4.icmp_echo_ignore_all=0`,
    )
    expect((await user.lab('check', '03', '--json')).stdout).toContain(fault.title)
    expect((await found())['status 03 --json']).toContain(`"id":"${fault.id}"`)
  })

  test('is not told while the lab is made and broken, and who breaks off leaves nothing', async () => {
    const { child, ending } = user.launch(['break', '03', '--seed', '1', '--detach'])
    await waitUntil('the game is noted', () => existsSync(join(user.state, '03/game.json')), 30_000)
    const engine = user.processes().find(({ command }) => command.startsWith('dockerd '))
    process.kill(Number(engine?.pid), 'SIGSTOP') // the lab is not made before the others have asked
    expect((await user.lab('list', '--json')).stdout).toContain('"game":true')
    expect((await user.lab('check', '03')).stderr).toMatch(/is just being made and broken/)
    child.kill('SIGINT')
    const { stdout } = await ending
    expect(stdout).toBe('Lab 03 is being made, and broken …\n')
    expect(user.processes()).toEqual([])
    expect(readdirSync(user.state)).toEqual([])
  })
})

test('a running lab is not thrown away without a word; a game’s world is left by reset', async () => {
  expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
  await user.onHost('touch /root/mine')
  for (const words of [
    ['break', '03'],
    ['goto', '03', '2'],
    ['break', '03', '--json'],
  ]) {
    const refused = await user.lab(...words)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('--yes')
  }
  expect(await user.onHost('ls /root')).toMatchObject({ stdout: 'mine\n' })
  const noGame = await user.lab('break', '03', '--reveal')
  expect(noGame).toMatchObject({ code: 3, stdout: '' })
  expect(noGame.stderr).toContain('not as a break game')

  const begun = await user.lab('break', '03', '--yes', '--json')
  expect(begun).toMatchObject({ code: 0, stderr: '' })
  expect(schemaErrors('break', JSON.parse(begun.stdout))).toEqual([])
  expect(JSON.parse(begun.stdout).game).toMatchObject({ checks: 0, fault: null, seed: expect.any(Number) })
  expect(await user.onHost('ls /root')).toMatchObject({ stdout: '' })
  expect((await user.lab('status')).stdout).toMatch(/break game, seed \d+: something is wrong, 0 checks/)

  expect(await user.lab('reset', '03')).toMatchObject({ code: 0 })
  const { report } = await check()
  expect(report.game).toBeUndefined()
  expect((await user.lab('status')).stdout).not.toContain('break game')
})

test('without --detach it is a shell on the broken host; start comes back to it', async () => {
  const typed = { input: 'hostname; exit\n' }
  const first = await user.labWith(typed, 'break', '03', '--seed', String(seedOf('no-route')))
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(/Something is wrong[\s\S]*You are root on host1[\s\S]*host1\n$/)
  expect(first.stdout).not.toMatch(/^\$ /m)
  const again = await user.labWith(typed, 'start', '03')
  expect(again.stdout).toMatch(/^Something is wrong with this lab\.[\s\S]*host1\n$/)
  expect((await check()).code).toBe(1)
})
