import { describe, expect, test } from 'vitest'
import { pingWords, probes, readArping, readPing } from './probes.ts'

const ended = (exitCode: number, stdout: string, stderr = '') => readPing({ exitCode, stdout, stderr })

describe('the words of a ping', () => {
  test('are one echo of the usual size', () => {
    expect(pingWords('8.8.8.8').join(' ')).toBe('ping -n -c 1 -W 1 8.8.8.8')
  })

  test('count the headers of a packet that nobody may divide', () => {
    expect(pingWords('8.8.8.8', 1400).join(' ')).toBe('ping -n -c 1 -W 1 -M do -s 1372 8.8.8.8')
  })
})

describe('what ping prints', () => {
  test('is an answer', () => {
    const stdout =
      '1380 bytes from 8.8.8.8: icmp_seq=1 ttl=63\n\n1 packets transmitted, 1 received, 0% packet loss'
    expect(ended(0, stdout)).toEqual({
      reached: true,
      detail: '1 packets transmitted, 1 received, 0% packet loss',
    })
  })

  test('is silence', () => {
    expect(ended(1, '1 packets transmitted, 0 received, 100% packet loss, time 0ms')).toEqual({
      reached: false,
      detail: '1 packets transmitted, 0 received, 100% packet loss, time 0ms',
    })
  })

  test.each([
    [1, '', 'ping: local error: message too long, mtu=1400', 'local error: message too long, mtu=1400'],
    [
      1,
      'From 192.168.1.5 icmp_seq=1 Frag needed and DF set (mtu = 1400)',
      '',
      'From 192.168.1.5 icmp_seq=1 Frag needed and DF set (mtu = 1400)',
    ],
    [
      1,
      'From 172.17.0.2 icmp_seq=1 Destination Host Unreachable',
      '',
      'From 172.17.0.2 icmp_seq=1 Destination Host Unreachable',
    ],
    [2, '', 'ping: connect: Network is unreachable', 'connect: Network is unreachable'],
    [2, '', 'ping: connect: Invalid argument', 'connect: Invalid argument'],
    [
      2,
      '',
      'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
      'Do you want to ping broadcast? Then -b. If not, check your local firewall rules',
    ],
  ])('is a refusal: exit code %i, %s%s', (exitCode, stdout, stderr, detail) => {
    expect(ended(exitCode, `${stdout}\n1 packets transmitted, 0 received, +1 errors`, stderr)).toEqual({
      reached: false,
      detail,
    })
  })

  test('says that the probe itself could not be made', () => {
    expect(ended(2, '', 'ping: invalid argument: ‘-5’')).toEqual({
      reached: null,
      detail: 'ping: invalid argument: ‘-5’',
    })
    expect(ended(127, '')).toEqual({ reached: null, detail: 'ping ended with 127' })
    const noWay = 'nsenter: cannot open /proc/1021/ns/net: No such file or directory'
    expect(ended(1, '', noWay)).toEqual({ reached: null, detail: noWay })
  })
})

test('pings that this namespace has answered are counted; those of one that has gone cannot be', async () => {
  expect(await probes.echoReplies('/proc/self/ns/net')).toBeGreaterThanOrEqual(0)
  expect(await probes.echoReplies('/proc/4194304/ns/net')).toBeNull()
})

describe('a question by ARP', () => {
  test.each([
    [0, '', { reached: true, detail: 'answered' }],
    [1, '', { reached: false, detail: 'no answer' }],
    [
      2,
      'arping: Device wire not available.\n',
      { reached: null, detail: 'arping: Device wire not available.' },
    ],
    [127, '', { reached: null, detail: 'arping ended with 127' }],
  ])('whose program ends with %i', (exitCode, stderr, result) => {
    expect(readArping({ exitCode, stderr })).toEqual(result)
  })
})
