/** One Ethernet frame, as far as a check needs it. */
export interface Frame {
  /** MAC addresses of sender and receiver, `02:42:cb:00:71:c0`. */
  fromMac: string
  toMac: string
  /** 0x0800 is IPv4, 0x0806 is ARP (RFC 7042). */
  etherType: number
  /** IPv4 addresses of sender and receiver; of a question by ARP, who asks and who is asked for. Null where it has none. */
  source: string | null
  destination: string | null
}

/** Lengths of what stands before the packets, and before each of them: pcap-savefile(5). */
const fileHeader = 24
const packetHeader = 16
/** In the byte order of the machine that writes; times in microseconds or nanoseconds. */
const magics = [0xa1b2c3d4, 0xa1b23c4d]
/** LINKTYPE_ETHERNET. */
const ethernet = 1

/** Reads 32 bits at an offset. */
type ReadWord = (at: number) => number

/** The byte order is told by the first word. */
const wordsOf = (bytes: Buffer): ReadWord => {
  const orders: ReadWord[] = [(at) => bytes.readUInt32LE(at), (at) => bytes.readUInt32BE(at)]
  const word = orders.find((read) => magics.includes(read(0)))
  if (!word) throw new Error('tcpdump did not write a capture')
  const linkType = word(20) & 0xffff
  if (linkType !== ethernet) throw new Error(`tcpdump hears no Ethernet there, but link type ${linkType}`)
  return word
}

const macAt = (frame: Buffer, at: number): string =>
  [...frame.subarray(at, at + 6)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')

/** Null where the frame has been cut before it. */
const addressAt = (frame: Buffer, at: number): string | null =>
  frame.length < at + 4 ? null : frame.subarray(at, at + 4).join('.')

/** Where the two addresses stand, behind the 14 bytes of Ethernet: RFC 791 (IPv4), RFC 826 (ARP for IPv4). */
const addressesAt: Record<number, { source: number; destination: number }> = {
  0x0800: { source: 26, destination: 30 },
  0x0806: { source: 28, destination: 38 },
}

const readFrame = (frame: Buffer): Frame[] => {
  if (frame.length < 14) return []
  const etherType = frame.readUInt16BE(12)
  const at = addressesAt[etherType]
  return [
    {
      toMac: macAt(frame, 0),
      fromMac: macAt(frame, 6),
      etherType,
      source: at ? addressAt(frame, at.source) : null,
      destination: at ? addressAt(frame, at.destination) : null,
    },
  ]
}

/**
 * Reads what `tcpdump -w -` has written so far (pcap-savefile(5)), whole packets only, oldest first. Null before it has
 * written its header, which it does as soon as it listens. Throws Error when it is something else than Ethernet's.
 */
export function parseCapture(bytes: Buffer): Frame[] | null {
  if (bytes.length < fileHeader) return null
  const word = wordsOf(bytes)
  const frames: Frame[] = []
  let at = fileHeader
  while (at + packetHeader <= bytes.length) {
    const next = at + packetHeader + word(at + 8)
    if (next > bytes.length) break
    frames.push(...readFrame(bytes.subarray(at + packetHeader, next)))
    at = next
  }
  return frames
}
