import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Frame } from '../observe/parse-capture.ts'
import { outside } from '../world/outside-addresses.ts'

/** UDP port of a datagram that nobody answers: RFC 863. */
const discard = 9

/**
 * A datagram from the outside to all on the wire. Frames come to a listener in their order: who has heard the mark has
 * heard all that went over the wire before it.
 */
export interface EndMark {
  /** For tcpdump, pcap-filter(7): this mark and no other's. */
  filter: string
  isMark: (frame: Frame) => boolean
  send: () => Promise<void>
  close: () => void
}

/** Makes a mark; rejects when the outside has no wire to send on. */
export async function openEndMark(
  from: string = outside.gateway,
  to: string = outside.broadcast,
): Promise<EndMark> {
  const socket = createSocket('udp4')
  socket.bind(0, from)
  await once(socket, 'listening')
  socket.setBroadcast(true)
  return {
    filter: `udp and src host ${from} and src port ${socket.address().port} and dst host ${to} and dst port ${discard}`,
    isMark: ({ source, destination }) => source === from && destination === to,
    send: () =>
      new Promise((resolve, reject) => {
        socket.send('', discard, to, (error) => (error ? reject(error) : resolve()))
      }),
    close: () => socket.close(),
  }
}
