import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCapture } from './parse-capture.ts'

/**
 * What `tcpdump -i wire -s 64 -U -w -` of tcpdump 4.99.3 wrote on the outside of lab 14 while the container 203.0.113.192
 * and the host 203.0.113.10 sent a ping each: the file's header, then a packet a line.
 */
const capture = readFileSync(new URL('fixtures/capture.hex', import.meta.url), 'utf8')
const bytes = Buffer.from(capture.replaceAll('\n', ''), 'hex')
const header = bytes.subarray(0, 24)

const outside = 'ba:af:f5:83:cc:99'
const container = '02:42:cb:00:71:c0'
const host = '52:74:38:12:3e:ce'
const all = 'ff:ff:ff:ff:ff:ff'

describe('what tcpdump has written', () => {
  test('is frames: IPv6, ARP and IPv4', () => {
    const frames = parseCapture(bytes) ?? []
    expect(
      frames.map(({ fromMac, toMac, etherType, source, destination }) => [
        fromMac,
        toMac,
        etherType.toString(16),
        source,
        destination,
      ]),
    ).toEqual([
      [host, '33:33:00:00:00:02', '86dd', null, null],
      [container, all, '806', '203.0.113.192', '203.0.113.1'],
      [outside, container, '806', '203.0.113.1', '203.0.113.192'],
      [container, outside, '800', '203.0.113.192', '203.0.113.1'],
      [outside, container, '800', '203.0.113.1', '203.0.113.192'],
      [host, outside, '800', '203.0.113.10', '203.0.113.1'],
      [outside, all, '800', '203.0.113.1', '203.0.113.255'],
      [outside, all, '806', '203.0.113.1', '203.0.113.192'],
      [container, outside, '806', '203.0.113.192', '203.0.113.1'],
    ])
  })

  test('says that it listens before anything has been heard', () => {
    expect(parseCapture(bytes.subarray(0, 23))).toBeNull()
    expect(parseCapture(header)).toEqual([])
  })

  test('grows by whole packets', () => {
    const counts = Array.from(
      { length: bytes.length + 1 },
      (_, end) => parseCapture(bytes.subarray(0, end))?.length ?? 0,
    )
    expect(counts.toSorted((one, other) => one - other)).toEqual(counts)
    expect(new Set(counts)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  })

  test('is read in the other byte order too', () => {
    const lines = capture
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line, 'hex'))
    const turned = lines.map((line, index) => {
      const words = index === 0 ? [0, 4, 8, 12, 16, 20] : [0, 4, 8, 12]
      const copy = Buffer.from(line)
      for (const at of words) copy.writeUInt32BE(line.readUInt32LE(at), at)
      return copy
    })
    expect(parseCapture(Buffer.concat(turned))).toEqual(parseCapture(bytes))
  })
})

const packet = (frame: Buffer): Buffer => {
  const before = Buffer.alloc(16)
  before.writeUInt32LE(frame.length, 8)
  return Buffer.concat([before, frame])
}

describe('a frame that is too short', () => {
  test('for Ethernet is none', () => {
    expect(parseCapture(Buffer.concat([header, packet(Buffer.alloc(13))]))).toEqual([])
  })

  test('for its addresses has none', () => {
    const frame = Buffer.alloc(33)
    frame.writeUInt16BE(0x0800, 12)
    expect(parseCapture(Buffer.concat([header, packet(frame)]))).toMatchObject([
      { etherType: 0x0800, source: '0.0.0.0', destination: null },
    ])
  })
})

describe('what is no capture of Ethernet', () => {
  test('is refused', () => {
    expect(() => parseCapture(Buffer.from('tcpdump: wire: No such device exists'))).toThrow(
      'did not write a capture',
    )
    const other = Buffer.from(header)
    other.writeUInt32LE(113, 20)
    expect(() => parseCapture(other)).toThrow('link type 113')
  })

  test('whatever packets say of their length, reading ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(parseCapture(Buffer.concat([header, noise]))).toBeInstanceOf(Array)
      }),
    )
  })
})
