import { describe, expect, test } from 'vitest'
import { parseMeasurement } from './parse-measurement.ts'

/** What `iperf3 -c 172.17.0.2 -t 1 --json` of iperf 3.12 printed, without what is not read. */
const printed = () => ({
  start: {
    connected: [
      {
        socket: 5,
        local_host: '172.17.0.3',
        local_port: 52620,
        remote_host: '172.17.0.2',
        remote_port: 5201,
      },
    ],
    timestamp: { time: 'Sun, 22 Nov 2026 09:28:39 GMT', timesecs: 1795339719 },
    cookie: '455wo77qqz3hvjs4l6pwcj6fpn3ployievia',
    tcp_mss_default: 1448,
    test_start: { protocol: 'TCP' },
  },
  end: {
    sum_sent: { seconds: 1.002908, bytes: 240386048, retransmits: 2 },
    sum_received: { seconds: 1.007353, bytes: 238485128, bits_per_second: 1893954774.5427871 },
  },
})
const parse = (value: unknown): ReturnType<typeof parseMeasurement> => parseMeasurement(JSON.stringify(value))

test('a measurement is who called whom, how long a segment is, and what has arrived', () => {
  expect(parse(printed())).toEqual({
    problem: null,
    result: {
      cookie: '455wo77qqz3hvjs4l6pwcj6fpn3ployievia',
      startedAt: 1795339719000,
      from: '172.17.0.3',
      to: { address: '172.17.0.2', port: 5201 },
      segmentBytes: 1448,
      receivedBytes: 238485128,
      bitsPerSecond: 1893954774.5427871,
      retransmits: 2,
    },
  })
})

describe('is none', () => {
  const changed = (change: (from: ReturnType<typeof printed>) => unknown): unknown => {
    const value = printed()
    change(value)
    return value
  }

  test('when iperf3 has failed, and says why', () => {
    expect(parse({ start: {}, end: {}, error: 'unable to connect to server' })).toEqual({
      result: null,
      problem: 'iperf3 says: unable to connect to server',
    })
  })

  test.each<[string, string]>([
    ['an empty file', ''],
    ['half a file', JSON.stringify(printed()).slice(0, 200)],
    ['a person’s output', '[  5]   0.00-1.00   sec   192 MBytes  1.61 Gbits/sec'],
    ['null', 'null'],
    ['a list', '[]'],
    ['UDP, which has other sums', JSON.stringify(changed((one) => Object.assign(one, { end: { sum: {} } })))],
    ['no connection', JSON.stringify(changed((one) => Object.assign(one.start, { connected: [] })))],
    [
      'nothing that arrived',
      JSON.stringify(changed((one) => Object.assign(one.end.sum_received, { bytes: 0 }))),
    ],
    ['no segment', JSON.stringify(changed((one) => Object.assign(one.start, { tcp_mss_default: 0 })))],
  ])('for %s', (_, text) => {
    expect(parseMeasurement(text)).toEqual({
      result: null,
      problem: 'It holds no finished TCP measurement of iperf3 --json.',
    })
  })
})
