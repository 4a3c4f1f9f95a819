import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isErrno } from '../lab-error.ts'
import { quote } from './lab-cli.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { catchBefore, waitUntil } from './wait-until.ts'

const isRoot = process.getuid?.() === 0

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage(['02-namespaces-and-veth', '03-manual-wiring'])
  ;({ user } = stage)
})
afterEach(async () => {
  for (const person of stage.people) await person.lab('stop', '--all')
})
afterAll(() => stage.close())

interface Report {
  status: string
  steps: {
    id: string
    status: string
    checks: { id: string; status: string; diagnosis: { text: string } | null }[]
  }[]
}

const check = async (person: Person): Promise<{ code: number; report: Report }> => {
  const { code, stdout } = await person.lab('check', '03', '--json')
  return { code, report: JSON.parse(stdout) as Report }
}

const start = async (person: Person): Promise<void> => {
  expect(await person.lab('start', '03', '--detach')).toMatchObject({ code: 0, stderr: '' })
}

const startContainer = async (person: Person): Promise<string> => {
  const { stdout } = await person.onHost(
    `docker run -d --name ${person.name}-box base sleep 1000 >/dev/null && docker inspect -f '{{.NetworkSettings.IPAddress}}' ${person.name}-box`,
  )
  return stdout.trim()
}

test('a second start comes back to the same host', async () => {
  await start(user)
  await user.onHost('touch /root/mine')
  const init = user.init()
  const again = await user.lab('start', '03', '--detach')
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Lab 03 runs already') })
  expect(user.init()).toBe(init)
  expect(await user.onHost('ls /root')).toMatchObject({ code: 0, stdout: 'mine\n' })
})

test('start without --detach is a shell on the host, and the lab outlives it', async () => {
  const { code, stdout } = await user.labWith({ input: 'hostname; id -u\nexit 7\n' }, 'start', '03')
  expect(stdout).toContain('Wire a container by hand')
  expect(stdout).toMatch(/host1\n0\n$/)
  expect(code).toBe(0)
  expect(await user.onHost('hostname')).toMatchObject({ code: 0, stdout: 'host1\n' })
})

test('a command’s exit code and both its streams come through', async () => {
  await start(user)
  expect(await user.onHost('echo out; echo err >&2; exit 42')).toMatchObject({
    code: 42,
    stdout: 'out\n',
    stderr: 'err\n',
  })
  const piped = await user.labWith({ input: 'from the terminal\n' }, 'shell', '03', '--', 'cat')
  expect(piped).toMatchObject({ code: 0, stdout: 'from the terminal\n' })
})

const hasScript = spawnSync('script', ['--version']).status === 0

test.runIf(hasScript)('the lab outlives its terminal (needs script(1) for one)', async () => {
  const command = [...user.command, 'start', '03'].map(quote).join(' ')
  const { child, ending } = user.start(['script', '-qec', command, '/dev/null'], { input: null })
  const isOpen = (): boolean =>
    user.processes().some(({ command: words }) => words.startsWith('runc') && words.includes(' exec '))
  await waitUntil('the shell is open', isOpen, 20_000)
  child.kill('SIGKILL') // the terminal’s end goes with it, and the kernel hangs up on all who have the other
  await ending
  await waitUntil('the shell has ended', () => !isOpen())
  expect(await user.onHost('docker ps -q | wc -l')).toMatchObject({ code: 0, stdout: '0\n' })
  await user.lab('stop', '03')
  expect(user.processes()).toEqual([])
})

test('stop ends everything; to stop twice is no error', async () => {
  await start(user)
  expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Lab 03 has ended.\n' })
  expect(user.processes()).toEqual([])
  expect(readdirSync(user.state)).toEqual([])
  expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
  await start(user)
  expect(await user.lab('start', '02', '--detach')).toMatchObject({ code: 0, stderr: '' })
  expect(await user.lab('stop', '--all')).toMatchObject({
    code: 0,
    stdout: 'Labs 02 and 03 have ended.\n',
  })
  expect(readdirSync(user.state)).toEqual([])
})

test.runIf(isRoot)(
  'stop waits for nobody to reap (root only: it makes a pid namespace whose first process does not)',
  async () => {
    const root = stage.root as Person
    const [node, cli] = root.command.map((word) => JSON.stringify(word))
    const script = `
    const { spawnSync } = require('node:child_process')
    const lab = (...words) => spawnSync(${node}, [${cli}, ...words], { encoding: 'utf8' })
    const started = lab('start', '03', '--detach')
    const before = Date.now()
    const stopped = lab('stop', '03')
    console.log(JSON.stringify({ said: started.stderr, codes: [started.status, stopped.status], took: Date.now() - before }))`
    const reaper = [
      'unshare',
      '--pid',
      '--fork',
      '--mount-proc',
      '--kill-child',
      '--',
      process.execPath,
      '-e',
      script,
    ]
    const { took, ...rest } = JSON.parse((await root.machine(reaper)).stdout)
    expect(rest).toEqual({ said: '', codes: [0, 0] })
    expect(took).toBeLessThan(5000) // it would wait 10 s, and longer than that for a folder of cgroups
  },
)

test('reset gives a fresh host; step by step solved until all pass, twice in a row', async () => {
  await start(user)
  await user.onHost('touch /root/mine; ip link del docker0')
  for (const round of [1, 2]) {
    expect(await user.lab('reset', '03')).toMatchObject({ code: 0, stderr: '' })
    expect(await user.onHost('ls /root; ip -br link show docker0 | wc -l'), `round ${round}`).toMatchObject({
      stdout: '1\n',
    })
    const { report } = await check(user)
    expect(report.status).toBe('fail')
    // One after the other the first time, in one go the second.
    for (const { id } of round === 1 ? report.steps : [{ id: 'all' }]) {
      const solved = await user.lab('solve', '03', ...(id === 'all' ? ['--all'] : []))
      expect(solved.code, `${id}: ${solved.stdout}${solved.stderr}`).toBe(0)
    }
    const done = await check(user)
    expect(done.code).toBe(0)
    expect(done.report.status).toBe('pass')
    expect(await user.lab('solve', '03')).toMatchObject({ code: 0, stdout: 'Every step is done already.\n' })
  }
})

test('after `service docker stop` the checks cannot run, which is no failure', async () => {
  await start(user)
  await user.onHost('sudo service docker stop')
  const { code, report } = await check(user)
  expect(code).toBe(1)
  const all = report.steps.flatMap(({ checks }) => checks)
  expect(all.find(({ id }) => id === 'container.runs')).toMatchObject({ status: 'cannot-run' })
  expect(all.filter(({ id, status }) => status === 'fail' && id !== 'exit.ended')).toEqual([])
  const { stdout, stderr } = await user.lab('check', '03')
  expect(stdout).toMatch(/Docker Engine|engine/)
  expect(stderr).toBe('')
})

test('starts at the same moment make one lab', async () => {
  for (const round of [1, 2, 3]) {
    const all = await Promise.all([1, 2, 3].map(() => user.lab('start', '03', '--detach')))
    for (const one of all) expect({ round, ...one }).toMatchObject({ round, code: 0, stderr: '' })
    expect(all.filter(({ stdout }) => stdout.includes('already'))).toHaveLength(2)
    expect(user.processes().filter(({ command }) => command.includes('agent.mjs'))).toHaveLength(2) // init’s sh, and node
    await user.lab('stop', '03')
  }
})

test('runs at the same moment do not sweep each other away', async () => {
  const all = await Promise.all([1, 2, 3].map(() => user.lab('run', '03')))
  for (const one of all) expect(one).toMatchObject({ code: 0, stderr: '' })
  expect(readdirSync(user.state)).toEqual([])
})

/** Whether the process was there to be sent it. */
const send = (pid: number, signal: 'SIGSTOP' | 'SIGCONT'): boolean => {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error
    return false
  }
}

/** Stops lab 03 at a moment of its start; resolves to how the start ended, or undefined when that moment was not seen. */
const stopWhileStarting = async (
  moment: string,
  sign: RegExp,
): Promise<{ code: number; stderr: string } | undefined> => {
  const { ending } = user.launch(['start', '03', '--detach'])
  const seen = await catchBefore(ending, moment, () =>
    user.processes().find(({ command }) => sign.test(command)),
  )
  // It goes no further until the lab is stopped, however long that takes on a busy machine.
  const isHeld = seen !== undefined && send(seen.pid, 'SIGSTOP')
  expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stderr: '' })
  if (isHeld) send(seen.pid, 'SIGCONT')
  const ended = await ending
  await waitUntil('all has ended', () => user.processes().length === 0)
  expect(existsSync(user.state) ? readdirSync(user.state) : []).toEqual([])
  return isHeld ? ended : undefined
}

test.each([
  ['runc works', /runc .*run --detach/],
  ['the engine starts', /^dockerd /],
] as const)('stop while a lab starts (%s): the starter says so, nothing is left', async (moment, sign) => {
  let ended: { code: number; stderr: string } | undefined
  for (let tries = 0; tries < 10 && !ended; tries++) ended = await stopWhileStarting(moment, sign)
  expect(ended?.stderr).toMatch(/ended|refuses|stopped/)
  expect(ended?.stderr).not.toMatch(/at .*\.mjs/)
  expect(ended?.code).toBe(3)
})

test('a lab stopped under a command that makes it, and started again: the command leaves the new one alone', async () => {
  const { child, ending } = user.launch(['break', '03', '--seed', '1'])
  await waitUntil('a container runs', () =>
    user.processes().some(({ command }) => command.includes('containerd-shim')),
  )
  const maker = Number(child.pid)
  process.kill(maker, 'SIGSTOP')
  expect(await user.lab('stop', '03')).toMatchObject({ code: 0 })
  await start(user)
  process.kill(maker, 'SIGCONT')
  expect(await ending).toMatchObject({ code: 3, stderr: expect.stringContaining('has ended') })
  expect(await user.onHost('docker ps -aq | wc -l')).toMatchObject({ code: 0, stdout: '0\n' })
})

describe.runIf(isRoot)('two people on one machine (root only: it takes two)', () => {
  test('two labs on 172.17.0.0/16 do not meet', async () => {
    const people = [stage.root as Person, user] as const
    await Promise.all(people.map(start))
    const addresses = await Promise.all(people.map(startContainer))
    expect(addresses).toEqual(['172.17.0.2', '172.17.0.2'])
    for (const person of people) {
      const { stdout } = await person.onHost(`docker ps --format '{{.Names}}'`)
      expect(stdout).toBe(`${person.name}-box\n`)
    }
    await user.onHost('docker run -d --name second base sleep 1000')
    expect(await user.onHost('ping -c 1 -W 1 172.17.0.3')).toMatchObject({ code: 0 })
    expect(await people[0].onHost('ping -c 1 -W 1 172.17.0.3')).toMatchObject({ code: 1 })
    expect(await people[0].lab('stop', '03')).toMatchObject({ code: 0 })
    expect(await user.onHost('docker ps -q | wc -l')).toMatchObject({ stdout: '2\n' })
  })
})
