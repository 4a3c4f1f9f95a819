import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { schemaErrors } from './schema.ts'
import { openStage, type Person, type Stage } from './stage.ts'

let stage: Stage
let user: Person
beforeAll(async () => {
  stage = await openStage()
  ;({ user } = stage)
})
afterAll(() => stage.close())

interface Check {
  id: string
  status: string
  diagnosis: { code: string; text: string } | null
  evidence: { command: string; output: string }[]
}
interface Report {
  status: string
  steps: { id: string; status: string; checks: Check[] }[]
}

const check = async (): Promise<Report> => {
  const { code, stdout, stderr } = await user.lab('check', '03', '--json')
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  const report = JSON.parse(stdout) as Report
  expect(schemaErrors('check', report)).toEqual([])
  return report
}

const checkOf = (report: Report, id: string): Check => {
  const found = report.steps.flatMap(({ checks }) => checks).find((one) => one.id === id)
  if (!found) throw new Error(`the report has no check ${id}`)
  return found
}

const does = async (script: string): Promise<string> => {
  const { code, stdout, stderr } = await user.onHost(`set -e; ${script}`)
  expect({ script, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

/** Everything that a terminal or a reader of JSON must never be given raw, but for the line feed. */
const control = /[^\P{Cc}\n]/u

const pid = `pid=$(docker inspect -f '{{.State.Pid}}' box)`

/** What a student has done so far, what fails then, and words of the one sentence that says so. */
const states: [does: string, id: string, code: string, says: RegExp][] = [
  ['true', 'container.runs', 'no-container', /^No running container has network mode none\.$/],
  [
    'docker run -d --rm --net=none --name box base sleep 1000',
    'name.reach',
    'not-within-reach',
    /Nothing in \/var\/run\/netns leads to the namespace of box/,
  ],
  [
    `${pid}; mkdir -p /var/run/netns; ln -s /proc/$pid/ns/net /var/run/netns/$pid`,
    'cable.pair',
    'no-veth-pair',
    /No veth pair made by hand/,
  ],
  [
    'ip link add A type veth peer name B',
    'bridge.port',
    'no-bridge',
    /^A is on the host but is a port of no bridge\.$|^B is on the host but is a port of no bridge\.$/,
  ],
  ['brctl addif docker0 A', 'bridge.up', 'host-end-down', /^A, the end on the host, is down\.$/],
  ['ip link set A up', 'inside.there', 'end-on-host', /^B is still on the host, not in box\.$/],
  [
    `${pid}; ip link set B netns $pid`,
    'inside.name',
    'wrong-name',
    /^The end in box is called B, not eth0\.$/,
  ],
  [
    `${pid}; ip netns exec $pid ip link set dev B name eth0`,
    'inside.up',
    'container-end-down',
    /^eth0 in box is down\.$/,
  ],
  [
    `${pid}; ip netns exec $pid ip link set eth0 up`,
    'address.network',
    'no-address',
    /No interface of box has an IPv4 address/,
  ],
  [
    `${pid}; ip netns exec $pid ip addr add 172.17.42.99/32 dev eth0`,
    'address.mask',
    'wrong-mask',
    /172\.17\.42\.99\/32 has the prefix length 32, but docker0 has 16/,
  ],
  [
    `${pid}; ip netns exec $pid ip addr del 172.17.42.99/32 dev eth0; ip netns exec $pid ip addr add 172.17.0.1/16 dev eth0`,
    'address.free',
    'address-taken',
    /172\.17\.0\.1 is taken: docker0 of the host has it too/,
  ],
  [
    `${pid}; ip netns exec $pid ip addr del 172.17.0.1/16 dev eth0; ip netns exec $pid ip addr add 172.17.42.99/16 dev eth0`,
    'route.default',
    'no-default-route',
    /^box has no default route\.$/,
  ],
  [
    `${pid}; ip netns exec $pid ip route add default via 172.17.0.9`,
    'route.default',
    'wrong-gateway',
    /leads via 172\.17\.0\.9 dev eth0, not to 172\.17\.0\.1/,
  ],
  [
    `${pid}; ip netns exec $pid ip route replace default via 172.17.0.1`,
    'ping.neighbour',
    'no-neighbour',
    /No other container with an ordinary network runs/,
  ],
  [
    'docker run -d --name neighbour base sleep 1000; sysctl -qw net.ipv4.ip_forward=0',
    'ping.outside',
    'unreachable',
    /^the outside \(8\.8\.8\.8\) does not answer a ping from box\.$/i,
  ],
  [
    'sysctl -qw net.ipv4.ip_forward=1',
    'exit.ended',
    'none-ended',
    /No container that was started with --net=none has ended yet/,
  ],
]

test('each half-wired state is named in one sentence, and its evidence can be typed', async () => {
  expect(await user.lab('start', '03', '--detach')).toMatchObject({ code: 0 })
  for (const [script, id, code, says] of states) {
    await does(script)
    const found = checkOf(await check(), id)
    expect(found, `after: ${script}`).toMatchObject({
      status: 'fail',
      diagnosis: { code, text: expect.stringMatching(says) },
    })
    expect(found.diagnosis?.text).not.toMatch(control)
    expect(found.evidence).not.toEqual([])
    for (const { command, output } of found.evidence) expectSameKind(await user.onHost(command), output)
  }
  await does('docker run --rm --net=none base true; ln -s /proc/4194304/ns/net /var/run/netns/gone')
  expect(checkOf(await check(), 'exit.clean')).toMatchObject({
    status: 'fail',
    diagnosis: { text: expect.stringContaining('gone') },
  })
  await does('rm /var/run/netns/gone')
  expect(await user.lab('check', '03')).toMatchObject({ code: 0 })
})

/** Numbers move (times, ages, counters, lifetimes); the words of what is shown do not. */
const wordsOf = (text: string): string[] =>
  [...new Set(text.match(/[A-Za-z_]{3,}/g) ?? [])].filter(
    (word) => !/^(seconds?|minutes?|ago|Less|than|About|DELAY|REACHABLE|STALE)$/.test(word),
  )

const expectSameKind = ({ stdout, stderr }: { stdout: string; stderr: string }, output: string): void => {
  const typed = wordsOf(`${stdout}${stderr}`)
  for (const word of wordsOf(output))
    expect(typed, `evidence: ${output}\ntyped: ${stdout}${stderr}`).toContain(word)
}

describe('hostile names', () => {
  beforeEach(async () => {
    await user.lab('reset', '03')
  })

  /** Every command that shows something of the host: nothing of it may steer a terminal, and no JSON string either. */
  const expectHarmless = async (): Promise<Report> => {
    for (const args of [
      ['check', '03'],
      ['check', '03', '--evidence'],
      ['status', '03'],
      ['hint', '03'],
      ['ask', '03', 'peer-index', '1'],
    ]) {
      const { stdout, stderr } = await user.lab(...args)
      expect(`${args.join(' ')}: ${stdout}${stderr}`).not.toMatch(control)
      expect(stderr).not.toMatch(/\bat .*\.mjs/)
    }
    const { stdout } = await user.lab('check', '03', '--json')
    const strings: string[] = []
    const report = JSON.parse(stdout, (_, value: unknown) => {
      if (typeof value === 'string') strings.push(value)
      return value
    }) as Report
    expect(strings.filter((text) => control.test(text))).toEqual([])
    return report
  }

  test('interfaces called like commands and escape sequences', async () => {
    await does(`docker run -d --rm --net=none --name box base sleep 1000
      for name in '$(reboot)' '\`id\`' ';reboot;' '-rf' '"q"' "'q'" $'a\\e[31mb' $'\\a\\r\\x9b1m' $'\\u202egnp' '<b>&amp;' '%s%n' '../../x'; do
        ip link add "$name" type dummy || ip link add name "$name" type dummy || true
      done
      ip link add $'v\\e]0;x' type veth peer name '$(reboot)x'`)
    const report = await expectHarmless()
    expect(checkOf(report, 'bridge.port')).toMatchObject({
      status: 'fail',
      diagnosis: { text: expect.stringMatching(/x1b|reboot/) },
    })
    expect(await does('uptime >/dev/null; echo here')).toBe('here\n')
  })

  test('the student’s own cable has such names: the evidence is still one command, quoted', async () => {
    await does(`docker run -d --rm --net=none --name box base sleep 1000
      ip link add '$(reboot)' type veth peer name ';id;'`)
    const { evidence } = checkOf(await expectHarmless(), 'bridge.port')
    const [first] = evidence
    expect(first?.command).toMatch(/'(\$\(reboot\)|;id;)'/)
    expectSameKind(await user.onHost(String(first?.command)), String(first?.output))
  })

  test('containers with every character that a name may have, and outputs that steer', async () => {
    const name = `a.-_${'Z'.repeat(200)}`
    await does(`docker run -d --rm --net=none --name ${name} --hostname h --label $'x=\\e[2J' base sleep 1000
      mkdir -p /var/run/netns; touch $'/var/run/netns/\\e[2J' '/var/run/netns/$(id)'; ln -s /proc/4194304/ns/net $'/var/run/netns/\\e[31mgone\\n'`)
    const report = await expectHarmless()
    expect(checkOf(report, 'container.runs').status).toBe('pass')
    expect(checkOf(report, 'name.reach').diagnosis?.text).toContain(name)
    await does('docker run --rm --net=none base true')
    expect(checkOf(await expectHarmless(), 'exit.clean').diagnosis?.text).toContain('\\x1b[31mgone\\n')
  })

  test('a host whose own tools are replaced deceives nobody', async () => {
    await does(`docker run -d --rm --net=none --name box base sleep 1000
      for tool in ip docker ping nsenter bridge iptables; do
        printf '#!/bin/sh\\nprintf "\\\\033[31mall is well\\\\n"\\n' >/opt/vethlab/bin/$tool; chmod 755 /opt/vethlab/bin/$tool
      done
      echo /tmp/evil.so >/etc/ld.so.preload`)
    const report = await expectHarmless()
    expect(JSON.stringify(report)).not.toContain('all is well')
    expect(checkOf(report, 'container.runs').status).toBe('pass')
    expect(checkOf(report, 'cable.pair').status).toBe('fail')
  })
})
