import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, quote, type Ending } from './lab-cli.ts'
import { openStage, type Person, type Stage } from './stage.ts'

const isRoot = process.getuid?.() === 0

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterAll(() => stage.close())

/** One clear message with the next step on stderr, this exit code, and nothing that a person cannot read. */
function expectRefusal(
  { code, stdout, stderr }: Ending,
  wanted: { code: number; says: RegExp; next: RegExp },
): void {
  expect(stderr).toMatch(wanted.says)
  expect(stderr).toMatch(wanted.next)
  expect(stderr).toMatch(/^lab: /)
  expect(stderr).not.toMatch(/\bat .*\.mjs|fault of vethlab|\[object|undefined|NaN|null|level=/)
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3)
  expect(stdout).toBe('')
  expect(code).toBe(wanted.code)
}

const expectNothingLeft = (person: Person): void => {
  expect(person.processes()).toEqual([])
  expect(existsSync(person.state) ? readdirSync(person.state) : []).toEqual([])
}

/** Gives a file or folder that the test made to the user. */
const give = (path: string): void => {
  if (isRoot) chownSync(path, user.uid, user.uid)
}

/** Runs `lab` as the user, in a mount namespace of the test's own in which real root has run `prepare`. */
const labIn = (prepare: string, ...args: string[]): Promise<Ending> => {
  const space = [
    'unshare',
    '--mount',
    '--propagation',
    'private',
    'sh',
    '-c',
    `set -e\n${prepare}\nexec "$@"`,
    'sh',
  ]
  const variables = Object.entries(user.env).map(([name, value]) => `${name}=${value}`)
  return launch([...space, ...user.prefix, 'env', '-i', ...variables, ...user.command, ...args], process.env)
    .ending
}

describe('wrong words', () => {
  test.each([
    [['start', '99'], /no lab “99”/, /The labs are: .*03/],
    [['run', '../../etc'], /no lab “..\/..\/etc”/, /The labs are: .*03/],
    [['hint', '03', 'nowhere'], /no step “nowhere”/, /1 container/],
    [['hint', '03', '1', '--rung', '9'], /--rung/, /1 to 3/],
    [['stop'], /Which lab/, /lab stop 03/],
  ])('%j', async (args, says, next) => {
    expectRefusal(await user.lab(...args), { code: 2, says, next })
  })

  test.each([
    [['strat', '03'], /start/],
    [['start'], /lab/],
    [['check', '03', '--colour'], /--colour/],
  ])('%j is told by the parser', async (args, says) => {
    const { code, stderr } = await user.lab(...args)
    expect(stderr).toMatch(says)
    expect(stderr).not.toMatch(/\bat .*\.mjs/)
    expect(code).toBe(2)
  })

  test.each(['check', 'shell', 'solve', 'hint'])('%s 03 without a started lab', async (command) => {
    expectRefusal(await user.lab(command, '03'), {
      code: 3,
      says: /Lab 03 is not running/,
      next: /lab start 03/,
    })
  })

  test('--json tells an error as JSON', async () => {
    const { code, stderr, stdout } = await user.lab('check', '03', '--json')
    expect(JSON.parse(stderr)).toMatchObject({
      schemaVersion: 1,
      error: { code: 'lab-not-started', next: 'Start it: lab start 03' },
    })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  })

  test('a reader who goes away breaks nothing: lab run 03 | head -n 1', async () => {
    const pipe = `${[...user.command, 'run', '03'].map(quote).join(' ')} | head -n 2; echo \${PIPESTATUS[0]}`
    const { stdout, stderr } = await user.machine(['bash', '-c', pipe])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/1\. Start a container without a network\n0\n$/)
    expectNothingLeft(user)
  })
})

describe('damaged files', () => {
  const progressFile = (): string => join(user.data, 'progress/03.json')

  test.each(['', '{"schemaVersion":1', '[]', '{"schemaVersion":99}', '\u0000\u0001'])(
    'progress %j is set aside, and the lab goes on',
    async (text) => {
      const folder = join(user.data, 'progress')
      await user.machine(['mkdir', '-p', folder])
      writeFileSync(progressFile(), text)
      give(progressFile())
      const { code, stderr } = await user.lab('status', '03')
      expect(code).toBe(0)
      expect(stderr).toContain('was damaged and begins anew')
      const aside = readdirSync(folder).find((name) => name.includes('damaged')) ?? ''
      expect(readFileSync(join(folder, aside), 'utf8')).toBe(text)
      rmSync(join(folder, aside))
    },
  )

  test('progress that cannot be read or written is told of', async () => {
    const folder = join(user.data, 'progress')
    chmodSync(folder, 0)
    // Root reads everything, so this says something about the user alone.
    expectRefusal(await user.lab('hint', '03', '1'), {
      code: 3,
      says: /progress in lab 03 cannot be/,
      next: /[Mm]end the permissions/,
    })
    chmodSync(folder, 0o700)
  })

  test.each([
    ['id', ''],
    ['id', '../../../etc'],
    ['pid', 'not a number'],
    ['pid', '1'],
    ['pid', '-1'],
    ['maker', '1'],
    ['maker', 'garbage'],
    ['exchange/orders.json', '{'],
    ['config.json', 'garbage'],
  ])('a dead world’s folder whose %s is %j is swept away', async (file, text) => {
    const world = join(user.state, '03')
    await user.machine(['mkdir', '-p', join(world, 'exchange')])
    writeFileSync(join(world, 'id'), 'deadbeef')
    writeFileSync(join(world, file), text)
    expect(await user.lab('status', '03', '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"running":false'),
    })
    expectRefusal(await user.lab('check', '03'), { code: 3, says: /not running/, next: /lab start 03/ })
    expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Nothing was running.\n' })
    expectNothingLeft(user)
  })

  test('garbage among the worlds hinders nobody', async () => {
    const garbage = ['03', 'run-03-', '..garbage', 'a b\nc', '\u001b[31m', '-rf']
    for (const name of garbage) await user.machine(['mkdir', '-p', '--', join(user.state, name)])
    await user.machine([
      'sh',
      '-c',
      'cd "$0" && echo x >file && ln -s /etc link && ln -s nowhere dangling',
      user.state,
    ])
    expect(await user.lab('list')).toMatchObject({ code: 0, stderr: '' })
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(user.state)).toEqual(['03'])
    expect(existsSync('/etc/passwd')).toBe(true)
    expect(await user.lab('stop', '--all')).toMatchObject({ code: 0, stdout: 'Lab 03 has ended.\n' })
    expectNothingLeft(user)
  })

  test('a running lab whose own files are damaged can still be stopped, and is never taken for another process', async () => {
    expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
    const pid = join(user.state, '03/pid')
    writeFileSync(pid, String(process.pid))
    expect(await user.lab('status', '03', '--json')).toMatchObject({
      stdout: expect.stringContaining('"running":true'),
    })
    writeFileSync(pid, '')
    expect(await user.onHost('hostname')).toMatchObject({ code: 0, stdout: 'host1\n' })
    rmSync(pid)
    expect(await user.lab('stop', '03')).toMatchObject({ code: 0, stdout: 'Lab 03 has ended.\n' })
    expectNothingLeft(user)
  })
})

describe('a machine that lacks something', () => {
  test('no user namespaces', async () => {
    // The limit is a namespace's own: one more below it is all that is left, and the lab runs in that one.
    const limited = `echo 1 >/proc/sys/user/max_user_namespaces && exec unshare --user --map-user=${user.uid} --map-group=${user.uid} "$@"`
    const ending = await user.machine([
      ...['unshare', '--user', '--map-root-user', 'sh', '-c', limited, 'sh'],
      ...[...user.command, 'run', '03'],
    ])
    expectRefusal(ending, { code: 3, says: /refuses to start a lab world/, next: /lab doctor/ })
    expectNothingLeft(user)
  })

  test('an XDG_RUNTIME_DIR of more than 100 characters', async () => {
    const deep = join(stage.folder, 'user-run', 'd'.repeat(120))
    const env = { XDG_RUNTIME_DIR: deep }
    expect(await user.labWith({ env }, 'start', '03', '--detach')).toMatchObject({ code: 0, stderr: '' })
    expect(await user.labWith({ env }, 'shell', '03', '--', 'hostname')).toMatchObject({
      code: 0,
      stdout: 'host1\n',
    })
    expect(await user.labWith({ env }, 'stop', '03')).toMatchObject({ code: 0 })
    expect(user.processes()).toEqual([])
  })

  test('a file where the state folder should be', async () => {
    const runtime = join(stage.folder, 'user-run/file')
    writeFileSync(runtime, '')
    expectRefusal(await user.labWith({ env: { XDG_RUNTIME_DIR: runtime } }, 'start', '03'), {
      code: 3,
      says: /folder/,
      next: /Remove|Free|mend/,
    })
  })

  test('a cache that cannot be written to', async () => {
    const cache = join(stage.folder, 'user-run/closed')
    mkdirSync(cache, { mode: 0o500 })
    give(cache)
    expectRefusal(await user.labWith({ env: { XDG_CACHE_HOME: cache } }, 'run', '03'), {
      code: 3,
      says: /Cannot make the folder/,
      next: /permissions/,
    })
    expectNothingLeft(user)
  })
})

describe.runIf(isRoot)('what only root can take from a machine (root only: private mount namespaces)', () => {
  test('no space in the cache', async () => {
    const ending = await labIn(
      `mount -t tmpfs -o size=64k,mode=700,uid=${user.uid} tmpfs ${user.cache}`,
      'run',
      '03',
    )
    expectRefusal(ending, { code: 3, says: /Cannot (make|prepare)|No space/, next: /Free some/ })
    expectNothingLeft(user)
  })

  test('a state folder that belongs to somebody else', async () => {
    const runtime = join(stage.folder, 'foreign')
    mkdirSync(join(runtime, 'vethlab'), { recursive: true })
    for (const mode of [0o700, 0o755]) {
      chmodSync(join(runtime, 'vethlab'), mode)
      const ending = await user.labWith({ env: { XDG_RUNTIME_DIR: runtime } }, 'start', '03', '--detach')
      expectRefusal(ending, {
        code: 3,
        says: /belongs to another user|cannot be read/,
        next: /XDG_RUNTIME_DIR/,
      })
    }
    expectNothingLeft(user)
  })

  test('no subordinate ids', async () => {
    const ending = await labIn('mount --bind /dev/null /etc/subuid', 'run', '03')
    expectRefusal(ending, {
      code: 3,
      says: /\/etc\/subuid gives the user .* no range/,
      next: /usermod --add-subuids/,
    })
    expectNothingLeft(user)
  })

  test.each(['dockerd', 'runc', 'newuidmap'])('no %s', async (program) => {
    const path = execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`], {
      encoding: 'utf8',
    }).trim()
    const ending = await labIn(`mount --bind /dev/null ${path}`, 'run', '03')
    expectRefusal(ending, { code: 3, says: new RegExp(`lacks .*${program}`), next: /lab setup/ })
    expectNothingLeft(user)
  })

  test('an engine that does not start', async () => {
    const fake = join(stage.folder, 'dockerd')
    writeFileSync(
      fake,
      '#!/bin/sh\n[ "$1" != --version ] || exec echo "Docker version 20.10.24, build 0"\necho "the engine is broken" >&2\nexit 1\n',
      { mode: 0o755 },
    )
    const path = execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin command -v dockerd'], {
      encoding: 'utf8',
    }).trim()
    const ending = await labIn(`mount --bind ${fake} ${path}`, 'start', '03', '--detach')
    expectRefusal(ending, {
      code: 3,
      says: /Docker Engine on host1 does not start: .*\n?.*the engine is broken/,
      next: /lab doctor/,
    })
    expectNothingLeft(user)
  })
})
