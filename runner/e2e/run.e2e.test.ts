import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Person, type Stage } from './stage.ts'
import { schemaErrors } from './schema.ts'

const isRoot = process.getuid?.() === 0
const people = isRoot ? (['root', 'user'] as const) : (['user'] as const)

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const person = (name: 'root' | 'user'): Person => (name === 'root' ? stage.root : undefined) ?? stage.user

/** The commands as the document has them, in this order; numbers are process ids. */
const documented = [
  '$ sudo docker run -i -t -d --rm --net=none --name box base /bin/bash',
  "$ sudo docker inspect -f '{{.State.Pid}}' box",
  '$ sudo mkdir -p /var/run/netns',
  '$ sudo ln -s /proc/N/ns/net /var/run/netns/N',
  '$ ip addr show docker0',
  '$ sudo ip link add A type veth peer name B',
  '$ sudo brctl addif docker0 A',
  '$ sudo ip link set A up',
  '$ sudo ip link set B netns N',
  '$ sudo ip netns exec N ip link set dev B name eth0',
  '$ sudo ip netns exec N ip link set eth0 up',
  '$ sudo ip netns exec N ip addr add 172.17.42.99/16 dev eth0',
  '$ sudo ip netns exec N ip route add default via 172.17.0.1',
  '$ sudo docker exec box ping -c 1 8.8.8.8',
]

const commandsIn = (printed: string): string[] =>
  printed
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.replaceAll(/(?<=\/proc\/|netns |exec |\/netns\/)\d+/g, 'N'))

describe.each(people)('lab run 03 as %s', (name) => {
  test('plays the document’s commands, passes every check and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await person(name).lab('run', '03')
    expect(stderr).toBe('')
    expect(stdout).toContain('17 of 17 checks pass; 17 of 17 points.')
    expect(code).toBe(0)
    const commands = commandsIn(stdout)
    expect(
      commands
        .filter((line) => documented.includes(line))
        .filter((line, index, all) => all.indexOf(line) === index),
    ).toEqual(documented)
    expect(stdout).toContain('64 bytes from 8.8.8.8')
    expect(person(name).processes()).toEqual([])
  })

  test('--json prints one report, as its schema says', async () => {
    const { code, stdout, stderr } = await person(name).lab('run', '03', '--json')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ schemaVersion: 1, lab: '03', status: 'pass', points: 17, maxPoints: 17 })
    expect(report.steps.flatMap((step: { checks: unknown[] }) => step.checks)).toHaveLength(17)
    expect(schemaErrors('check', report)).toEqual([])
  })

  test.each(['nsenter', 'direct'])('the other right way “%s” passes too', async (variant) => {
    const { code, stdout } = await person(name).lab('run', '03', '--variant', variant)
    expect(stdout).toContain('17 of 17 checks pass')
    expect(code).toBe(0)
  })
})

test('the user needs no XDG_RUNTIME_DIR', async () => {
  const { user } = stage
  const { code, stderr } = await user.labWith({ env: { XDG_RUNTIME_DIR: undefined } }, 'run', '03')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(user.processes()).toEqual([])
})

test('a variant that the lab does not have is named together with those it has', async () => {
  const { code, stderr } = await stage.user.lab('run', '03', '--variant', 'other')
  expect(stderr).toContain('no variant “other”')
  expect(stderr).toContain('nsenter, direct')
  expect(code).toBe(2)
})

test.runIf(isRoot)(
  'root’s world takes no ids that /etc/subuid gives to somebody else (root only)',
  async () => {
    const { root, user, folder } = stage
    if (!root) throw new Error('these tests run as root')
    const given = `${folder}/given-ids`
    writeFileSync(given, `${user.env['USER']}:100000:65536\n`)
    const script = 'mount --bind "$0" /etc/subuid; mount --bind "$0" /etc/subgid; exec "$@"'
    const started = await root.machine([
      'unshare',
      '--mount',
      'sh',
      '-c',
      script,
      given,
      ...root.command,
      'start',
      '03',
      '--detach',
    ])
    expect(started).toMatchObject({ code: 0, stderr: '' })
    const [, first, size] = readFileSync(`/proc/${root.init()}/uid_map`, 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number)
    await root.lab('stop', '03')
    expect(size).toBe(65_536)
    expect(Math.abs(Number(first) - 100_000)).toBeGreaterThanOrEqual(65_536)
  },
)

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends lab run as it ends any program, after its world is gone',
  async (signal) => {
    const { user } = stage
    const { child, ending } = user.launch(['run', '03'])
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    child.kill(signal)
    await ending
    expect(child.signalCode).toBe(signal)
    expect(user.processes()).toEqual([])
    expect(existsSync(user.state) ? readdirSync(user.state) : []).toEqual([])
  },
)
