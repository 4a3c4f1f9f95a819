import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type Ending } from './lab-cli.ts'
import { expectNothingLeft, expectRefusal } from './refusal.ts'
import { openStage, type Person, type Stage } from './stage.ts'

const isRoot = process.getuid?.() === 0

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterAll(() => stage.close())

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

describe('a machine that lacks something', () => {
  test('no user namespaces', async () => {
    // The limit is a namespace's own: one more below it is all that is left, and the lab runs in that one.
    const limited = `echo 1 >/proc/sys/user/max_user_namespaces && exec unshare --user --map-user=${user.uid} --map-group=${user.uid} "$@"`
    const below = ['unshare', '--user', '--map-root-user', 'sh', '-c', limited, 'sh']
    const ending = await user.machine([...below, ...user.command, 'run', '03'])
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
      says: /Docker Engine on host1 does not start:[\s\S]*the engine is broken/,
      next: /lab doctor/,
    })
    expectNothingLeft(user)
  })
})
