import { createSocket, type Socket } from 'node:dgram'
import { decode, encode, type Packet } from 'dns-packet'
import { outside } from './outside-addresses.ts'

/** The outside's name service: these names and nothing else. */
export const outsideNames: Record<string, string> = {
  'outside.example': outside.gateway,
  'www.example': outside.website,
  'www.outside.example': outside.website,
  'dns.example': outside.resolver,
}

/** Answers A questions for the outside's names and NXDOMAIN for all others, at once, so that nothing waits for a time-out. */
function answer(message: Buffer): Buffer {
  const query = decode(message)
  const question = query.questions?.[0]
  const name = question?.name.toLowerCase() ?? ''
  const address = outsideNames[name]
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

/** The outside's name server on UDP port 53 of the resolver's address. */
export function serveNames(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (message, peer) => {
    try {
      socket.send(answer(message), peer.port, peer.address)
    } catch {
      // Not a DNS message: a name server says nothing to that.
    }
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(53, outside.resolver, () => resolve(socket))
  })
}
