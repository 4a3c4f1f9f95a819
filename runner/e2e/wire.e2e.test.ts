import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckReport, LabReport } from '../judge/verdict.ts'
import { openStage, type Person, type Stage } from './stage.ts'
import { waitUntil } from './wait-until.ts'

const isRoot = process.getuid?.() === 0
const people = isRoot ? (['root', 'user'] as const) : (['user'] as const)

let stage: Stage
beforeAll(async () => {
  stage = await openStage(['14-macvlan-ipvlan'])
})
afterAll(() => stage.close())

const person = (name: 'root' | 'user'): Person => (name === 'root' ? stage.root : undefined) ?? stage.user

const checkIn = (report: string, id: string): CheckReport => {
  const { steps } = JSON.parse(report) as LabReport
  const found = steps.flatMap(({ checks }) => checks).find((one) => one.id === id)
  if (!found) throw new Error(`the report has no check ${id}`)
  return found
}

describe.each(people)('what comes over the wire, heard on the outside by tcpdump, as %s', (name) => {
  const onHost = async (script: string): Promise<string> => {
    const { code, stdout, stderr } = await person(name).lab('shell', '14', '--', 'bash', '-ec', script)
    expect({ script, code, stderr }).toMatchObject({ code: 0 })
    return stdout.trim()
  }
  const own = async (): Promise<CheckReport> =>
    checkIn((await person(name).lab('check', '14', '--json')).stdout, 'mac.own')
  const inWeb = `nsenter -t $(docker inspect -f '{{.State.Pid}}' web) -n`
  let mac: { web: string; host: string }

  beforeAll(async () => {
    const { code, stderr } = await person(name).lab('goto', '14', 'mac', '--detach')
    if (code !== 0) throw new Error(stderr)
    const link = await onHost(`${inWeb} ip -br link show eth0; ip -br link show eth0`)
    const [web, host] = [...link.matchAll(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g)].map(([found]) => found)
    mac = { web: web ?? '', host: host ?? '' }
  })

  test('is a container’s own MAC address; tcpdump is gone when the check is', async () => {
    expect(mac.web).not.toBe(mac.host)
    expect(await own()).toMatchObject({
      status: 'pass',
      actual: `frames with the sender 203.0.113.192 come from ${mac.web} (eth0 of web)`,
    })
    await waitUntil('tcpdump has ended', () =>
      person(name)
        .processes()
        .every(({ command }) => !command.includes('tcpdump')),
    )
  })

  test('is both its own and the host’s when both have the address', async () => {
    await onHost('ip addr add 203.0.113.192/32 dev eth0')
    const found = await own()
    await onHost('ip addr del 203.0.113.192/32 dev eth0')
    expect(found).toMatchObject({ status: 'fail', diagnosis: { code: 'mac-of-the-parent' } })
    expect(found.actual).toContain(`${mac.host} (eth0 of host1)`)
  })

  test('is the host’s when the host answers for a container that keeps silent', async () => {
    await onHost(
      `docker network connect bridge web; ${inWeb} ip link set eth0 arp off
      ip route add 203.0.113.192/32 dev docker0
      sysctl -w net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0`,
    )
    expect(await own()).toMatchObject({
      status: 'fail',
      actual: `from ${mac.host} (eth0 of host1)`,
      diagnosis: {
        code: 'mac-of-the-parent',
        text: `Frames with the sender 203.0.113.192 come from ${mac.host} (eth0 of host1); only web should send them, from ${mac.web}.`,
      },
    })
  })

  test('is nothing when nobody answers', async () => {
    await onHost('sysctl -w net.ipv4.conf.eth0.proxy_arp=0')
    expect(await own()).toMatchObject({ status: 'fail', diagnosis: { code: 'not-on-the-wire' } })
  })
})

test.runIf(isRoot)('without tcpdump the check cannot run, and fails nobody (root only)', async () => {
  const { root } = stage
  if (!root) throw new Error('these tests run as root')
  await root.lab('stop', '--all')
  const tcpdump = execFileSync('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin command -v tcpdump'], {
    encoding: 'utf8',
  }).trim()
  const hide = ['unshare', '--mount', 'sh', '-c', 'mount --bind /dev/null "$0"; exec "$@"', tcpdump]
  const { stdout } = await root.machine([...hide, ...root.command, 'run', '14', '--json'])
  expect(checkIn(stdout, 'mac.own')).toMatchObject({
    status: 'cannot-run',
    diagnosis: {
      code: 'cannot-listen',
      text: expect.stringMatching(/could not listen on the wire: .*tcpdump/),
    },
  })
  expect(checkIn(stdout, 'container.ping').status).toBe('pass')
})
