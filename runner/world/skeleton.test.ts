import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LabError } from '../lab-error.ts'
import { inOtherProcesses } from './fixtures/other-process.ts'
import { makeSkeleton, realUsrFolders } from './skeleton.ts'

let root = ''
const at = (...parts: string[]): string => join(root, ...parts)
const put = (path: string, text = 'machine'): void => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vethlab-skeleton-'))
  const secret = [
    'shadow',
    'gshadow',
    'machine-id',
    'ssh/ssh_host_rsa_key',
    'sudoers',
    'apt/auth.conf',
    'ssl/private/key',
  ]
  for (const name of secret) put(at('machine/etc', name), 'SECRET')
  put(at('machine/etc/passwd'), 'ada:x:1000:1000:SECRET:/home/ada:/bin/bash\n')
  put(at('machine/etc/group'), 'SECRET:x:1000:\n')
  put(at('machine/etc/hosts'), '10.0.0.1 SECRET\n')
  put(at('machine/etc/resolv.conf'), 'nameserver 10.0.0.1 # SECRET\n')
  put(at('machine/etc/services'), 'http 80/tcp\n')
  put(at('machine/etc/ssl/openssl.cnf'), 'config\n')
  put(at('machine/etc/iproute2/rt_tables'), '254 main\n')
  put(at('machine/root/.ssh/id_rsa'), 'SECRET')
  symlinkSync('../usr/lib/os-release', at('machine/etc/os-release'))
  put(at('machine/usr/lib/os-release'), 'ID=debian\n')
  mkdirSync(at('machine/usr/bin'))
  symlinkSync('usr/bin', at('machine/bin'))
  mkdirSync(at('machine/lib64'))
  put(at('runtime/agent.mjs'), 'agent\n')
  put(at('runtime/host-files/bin/sudo'), '#!/bin/sh\n')
  chmodSync(at('runtime/host-files/bin/sudo'), 0o755)
})
afterEach(() => rmSync(root, { recursive: true }))

const places = (): [string, string, string] => [at('cache'), at('runtime'), at('machine')]
const make = (): string => makeSkeleton(...places())

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    yield path
    if (lstatSync(path).isDirectory()) yield* files(path)
  }
}

describe('a world’s root folder', () => {
  test('has mount points, the machine’s links into /usr, and our own files', () => {
    const made = make()
    for (const name of ['dev', 'proc', 'sys', 'usr', 'tmp', 'run', 'root', 'hosts', 'opt/images', 'opt/.sys'])
      expect([name, ...readdirSync(join(made, name))]).toEqual([name])
    expect(readlinkSync(join(made, 'bin'))).toBe('usr/bin')
    expect(lstatSync(join(made, 'lib64')).isDirectory()).toBe(true)
    expect(existsSync(join(made, 'sbin'))).toBe(false)
    expect(readlinkSync(join(made, 'var/run'))).toBe('/run')
    expect(readFileSync(join(made, 'opt/vethlab/agent.mjs'), 'utf8')).toBe('agent\n')
    expect(lstatSync(join(made, 'opt/vethlab/host-files/bin/sudo')).mode & 0o777).toBe(0o755)
  })

  test('has of the machine’s /etc what tools need', () => {
    const made = make()
    expect(readFileSync(join(made, 'etc/services'), 'utf8')).toBe('http 80/tcp\n')
    expect(readFileSync(join(made, 'etc/iproute2/rt_tables'), 'utf8')).toBe('254 main\n')
    expect(readlinkSync(join(made, 'etc/os-release'))).toBe('../usr/lib/os-release')
    expect(readdirSync(join(made, 'etc/ssl'))).toEqual(['openssl.cnf'])
  })

  test('has nothing of users, keys, networks and identity', () => {
    const made = make()
    const told = [...files(made)].filter(
      (path) => lstatSync(path).isFile() && readFileSync(path, 'utf8').includes('SECRET'),
    )
    expect(told).toEqual([])
    expect(readdirSync(join(made, 'etc')).sort()).toEqual(
      [
        'group',
        'hosts',
        'iproute2',
        'nsswitch.conf',
        'os-release',
        'passwd',
        'resolv.conf',
        'services',
        'ssl',
      ].sort(),
    )
    expect(readFileSync(join(made, 'etc/passwd'), 'utf8')).not.toContain('ada')
  })

  test('is made once', () => {
    const made = make()
    const before = lstatSync(made).ino
    expect(make()).toBe(made)
    expect(lstatSync(made).ino).toBe(before)
    expect(readdirSync(at('cache'))).toHaveLength(1)
  })

  test.each([
    ['a file of ours', () => put(at('runtime/agent.mjs'), 'new agent\n')],
    ['a file of ours, by its time alone', () => utimesSync(at('runtime/agent.mjs'), 5, 5)],
    ['a new file of ours', () => put(at('runtime/more.mjs'))],
    ['a file of /etc that is copied', () => put(at('machine/etc/services'), 'ssh 22/tcp and more\n')],
    ['its mode', () => chmodSync(at('runtime/host-files/bin/sudo'), 0o644)],
  ])('is another when %s changes', (_, change) => {
    const before = make()
    change()
    const after = make()
    expect(after).not.toBe(before)
    expect(existsSync(before)).toBe(true)
  })

  test('is the same when a file of /etc changes that is not copied', () => {
    const before = make()
    put(at('machine/etc/shadow'), 'SECRET and more')
    expect(make()).toBe(before)
  })

  test('is made though a command was killed in the middle, and another has its process id now', () => {
    const made = make()
    const draft = `${made}.${process.pid}.new`
    rmSync(made, { recursive: true })
    mkdirSync(join(draft, 'var'), { recursive: true })
    symlinkSync('/run', join(draft, 'var/run'))
    expect(make()).toBe(made)
    expect(readdirSync(at('cache'))).toHaveLength(1)
  })

  test('that cannot be made is an error with a next step, and leaves nothing half', () => {
    put(at('cache'), 'a file in the way')
    expect(make).toThrow(LabError)
    expect(make).toThrow(expect.objectContaining({ kind: 'cannotRun', code: 'cache-unwritable' }))
  })
})

describe('in processes of their own', () => {
  test('several makers at once come to the same folder, whole, and leave no draft', async () => {
    const start = await inOtherProcesses(root, 'skeleton', 'makeSkeleton')
    for (let index = 0; index < 300; index++) put(at(`runtime/many/${index}`), String(index))
    const made = await Promise.all(['022', '022', '022'].map((umask) => start(umask, ...places())))
    expect(new Set(made).size).toBe(1)
    expect(readdirSync(at('cache')).map((name) => at('cache', name))).toEqual([made[0]])
    expect(readdirSync(join(made[0] ?? '', 'opt/vethlab/many'))).toHaveLength(300)
  })

  test('it can be read by the world’s other users, though the umask is 077', async () => {
    const start = await inOtherProcesses(root, 'skeleton', 'makeSkeleton')
    const made = await start('077', ...places())
    const closed = [...files(made)].filter((path) => {
      const found = lstatSync(path)
      if (found.isSymbolicLink()) return false
      return (found.mode & (found.isDirectory() ? 0o005 : 0o004)) !== (found.isDirectory() ? 0o005 : 0o004)
    })
    expect(closed).toEqual([])
    expect(lstatSync(made).mode & 0o777).toBe(0o755)
  })
})

test('folders beside /usr that are no links are found', () => {
  expect(realUsrFolders(at('machine'))).toEqual(['lib64'])
})
