import { createSocket, type Socket } from 'node:dgram'
import { decode, encode, type Packet } from 'dns-packet'
import { outside } from './outside-addresses.ts'

type Names = Readonly<Record<string, string>>

/** What everybody may know. */
export const publicNames: Names = {
  'outside.example': outside.gateway,
  'www.example': outside.website,
  'www.outside.example': outside.website,
  'dns.example': outside.resolver,
}

/** All names of the outside: the public ones, and those of the intranet. */
export const outsideNames: Names = { ...publicNames, ...outside.intranet }

/** Answers A questions for these names and NXDOMAIN for all others, at once, so that nothing waits for a time-out. */
export function answer(message: Buffer, names: Names): Buffer {
  const query = decode(message)
  const question = query.questions?.[0]
  const name = question?.name.toLowerCase() ?? ''
  const address = Object.hasOwn(names, name) ? names[name] : undefined
  const found = address !== undefined && question?.type === 'A'
  const reply: Packet = {
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    // RFC 1035 4.1.1: recursion available, authoritative; response code 3 is NXDOMAIN.
    flags: 0x0480 | (address === undefined ? 3 : 0),
    questions: query.questions ?? [],
    answers: found ? [{ type: 'A', name, ttl: 5, data: address }] : [],
  }
  return encode(reply)
}

const serveAt = (address: string, names: Names): Promise<Socket> => {
  const socket = createSocket('udp4')
  socket.on('message', (message, peer) => {
    try {
      socket.send(answer(message, names), peer.port, peer.address)
    } catch {
      // Not a DNS message: a name server says nothing to that.
    }
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(53, address, () => resolve(socket))
  })
}

/**
 * The outside's two name servers, on UDP port 53: the public one at the resolver's address, and the one of the site at
 * the gateway's, which knows the intranet's names besides.
 */
export const serveNames = (): Promise<Socket[]> =>
  Promise.all([serveAt(outside.resolver, publicNames), serveAt(outside.gateway, outsideNames)])
