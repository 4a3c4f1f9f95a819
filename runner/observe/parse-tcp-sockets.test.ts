import { endianness } from 'node:os'
import { expect, it } from 'vitest'
import { parseTcpSockets } from './parse-tcp-sockets.ts'

/** As a machine of the other byte order would have it, where this one is of the other. */
const word = (text: string): string => {
  const bigEndian = text.toUpperCase()
  return endianness() === 'BE' ? bigEndian : (bigEndian.match(/../g) ?? []).toReversed().join('')
}

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
const socket = (words: string[], port: string, state: string): string =>
  `   0: ${words.map(word).join('')}:${port} ${words.map(() => '00000000').join('')}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 9 1`
const file = (path: string, ...rows: string[]): string =>
  [heading, ...rows].map((row) => `${path}:${row}\n`).join('')
const tcp = (...rows: string[]): string => file('/proc/net/tcp', ...rows)

it('reads who listens, by IPv4 and by IPv6', () => {
  const text =
    tcp(socket(['7f000001'], '1F90', '0A'), socket(['00000000'], '0050', '0A')) +
    file(
      '/proc/net/tcp6',
      socket(['00000000', '00000000', '00000000', '00000000'], '0050', '0A'),
      socket(['00000000', '00000000', '00000000', '00000001'], '1F91', '0A'),
      socket(['00000000', '00000000', '0000ffff', 'ac110002'], '1F92', '0A'),
    )
  expect(parseTcpSockets(text)).toEqual([
    { address: '127.0.0.1', port: 8080 },
    { address: '0.0.0.0', port: 80 },
    { address: '::', port: 80 },
    { address: '::1', port: 8081 },
    { address: '172.17.0.2', port: 8082 },
  ])
})

it('leaves out connections, and lines of other files', () => {
  const text = `${tcp(socket(['7f000001'], '1F90', '01'))}${file('/proc/net/udp', socket(['7f000001'], '0035', '0A'))}`
  expect(parseTcpSockets(text)).toEqual([])
})

it('tells nobody listening from nothing read', () => {
  expect(parseTcpSockets(tcp())).toEqual([])
  expect(() => parseTcpSockets('/proc/sys/net/ipv4/ip_forward:1\n')).toThrow(
    '/proc/net/tcp could not be read',
  )
})
