import { endianness } from 'node:os'
import { LabError } from '../lab-error.ts'
import type { ListeningAddress } from './snapshot.ts'

/** Where the kernel lists the TCP sockets of a network namespace: proc(5); the second is absent where IPv6 is off. */
export const tcpSocketsPaths = ['/proc/net/tcp', '/proc/net/tcp6'] as const

/** The state LISTEN, include/net/tcp_states.h. */
const listen = '0A'
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** The bytes of an address that the kernel has written as 32-bit numbers in the order of this machine. */
const bytesOf = (hex: string): number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const bytes = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
    return endianness() === 'LE' ? bytes.toReversed() : bytes
  })

/** `0100007F` -> `127.0.0.1`; an IPv4 address in an IPv6 socket is told as what it is. */
const addressOf = (hex: string): string => {
  const bytes = bytesOf(hex)
  if (bytes.length === 4) return bytes.join('.')
  const groups = bytes.flatMap((byte, at) =>
    at % 2 === 0 ? [(byte * 256 + (bytes[at + 1] ?? 0)).toString(16)] : [],
  )
  const short = new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
  return mapped.test(short) ? bytes.slice(12).join('.') : short
}

/** `0: 0100007F:1F90 00000000:0000 0A …` */
const row = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /

/**
 * The TCP sockets that wait for connections, from `PATH:LINE` lines as grep -H prints them; other files' lines are passed
 * over. Throws LabError `no-answer` where /proc/net/tcp is not among them: it always has a line of headings.
 */
export function parseTcpSockets(text: string): ListeningAddress[] {
  const lines = text.split('\n')
  const rowsOf = (path: string): string[] =>
    lines.filter((line) => line.startsWith(`${path}:`)).map((line) => line.slice(path.length + 1))
  if (rowsOf(tcpSocketsPaths[0]).length === 0)
    throw new LabError('cannotRun', 'no-answer', `${tcpSocketsPaths[0]} could not be read.`)
  return tcpSocketsPaths.flatMap(rowsOf).flatMap((line) => {
    const [, address, port, state] = row.exec(line) ?? []
    if (address === undefined || port === undefined || state !== listen) return []
    return [{ address: addressOf(address), port: Number.parseInt(port, 16) }]
  })
}
