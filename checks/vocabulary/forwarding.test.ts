import { describe, expect, test } from 'vitest'
import { hide, inodes, scene, type Scene } from './fixtures.ts'
import { look, verdict, viewOf } from './looking-fixtures.ts'
import { forwards, hasRefusedToForward, packetsRefused } from './forwarding.ts'

const host = (over: Partial<Pick<Scene['host'], 'sysctls' | 'ipCounters'>>): Scene => {
  const here = scene()
  Object.assign(here.host, over)
  return here
}
const switched = (value: string): Scene => host({ sysctls: { 'net.ipv4.ip_forward': value } })
const counted = (IpInAddrErrors: number): Scene => host({ ipCounters: { IpInAddrErrors } })

describe('forwarding', () => {
  test('is on, or off', async () => {
    expect(await verdict(forwards(), switched('1'))).toBe('pass')
    expect(await look(forwards(), switched('0'))).toMatchObject({
      status: 'fail',
      actual: 'net.ipv4.ip_forward is 0',
      diagnosis: { code: 'not-forwarding' },
      exhibits: [{ on: 'host', command: ['sysctl', 'net.ipv4.ip_forward'] }],
    })
  })

  test.each(['', ' sysctls'])('that was not read is not off: namespace%s', async (part) => {
    const here = switched('0')
    hide(here, `namespace ${inodes.host}${part}`)
    expect(await verdict(forwards(), here)).toBe('cannot-run unreadable')
  })

  test('that the kernel does not tell is not off either', async () => {
    expect(await verdict(forwards(), host({ sysctls: {} }))).toBe('cannot-run unreadable')
  })

  test('is judged though other parts of the host were not read', async () => {
    const here = switched('1')
    hide(here, `namespace ${inodes.host} firewall`, `namespace ${inodes.box}`)
    expect(await verdict(forwards(), here)).toBe('pass')
  })
})

describe('a refusal', () => {
  test('has been counted, or not', async () => {
    expect(await look(hasRefusedToForward(), counted(2))).toMatchObject({
      status: 'pass',
      actual: '2 packets refused',
    })
    expect(await verdict(hasRefusedToForward(), counted(0))).toBe('fail never-refused')
  })

  test('that could not be read is neither', async () => {
    expect(await verdict(hasRefusedToForward(), host({ ipCounters: {} }))).toBe('cannot-run unreadable')
    const here = counted(2)
    hide(here, `namespace ${inodes.host}`)
    expect(await verdict(hasRefusedToForward(), here)).toBe('cannot-run unreadable')
    expect(packetsRefused(viewOf(here))).toBeNull()
  })

  test('is told as a number', () => {
    expect(packetsRefused(viewOf(counted(7)))).toBe(7)
    expect(packetsRefused(viewOf(counted(0)))).toBe(0)
  })
})
