import { fieldsOf, listOf, numberOr, requireNumber, requireText, textOrNull } from './shape.ts'
import type { Measurement } from './snapshot.ts'

/** What a file of results holds: a measurement, or a sentence that says why it is none. */
export type ParsedMeasurement = { result: Measurement; problem: null } | { result: null; problem: string }

const none = (problem: string): ParsedMeasurement => ({ result: null, problem })

const milliseconds = 1000

const positive = (value: unknown, what: string): number => {
  const number = numberOr(value, 0)
  if (number > 0) return number
  throw new TypeError(`${what} is not a positive number`)
}

const measurementOf = (text: string): Measurement => {
  const whole = fieldsOf(JSON.parse(text), 'the file')
  const start = fieldsOf(whole['start'], 'start')
  const end = fieldsOf(whole['end'], 'end')
  const [first] = listOf(start['connected'], 'connected')
  const connected = fieldsOf(first, 'connected')
  const received = fieldsOf(end['sum_received'], 'sum_received')
  const sent = fieldsOf(end['sum_sent'], 'sum_sent')
  const time = fieldsOf(start['timestamp'], 'timestamp')
  return {
    cookie: requireText(start['cookie'], 'cookie'),
    startedAt: requireNumber(time['timesecs'], 'timesecs') * milliseconds,
    from: requireText(connected['local_host'], 'local_host'),
    to: {
      address: requireText(connected['remote_host'], 'remote_host'),
      port: requireNumber(connected['remote_port'], 'remote_port'),
    },
    segmentBytes: positive(start['tcp_mss_default'] ?? start['tcp_mss'], 'tcp_mss_default'),
    receivedBytes: positive(received['bytes'], 'bytes'),
    bitsPerSecond: positive(received['bits_per_second'], 'bits_per_second'),
    retransmits: numberOr(sent['retransmits'], 0),
  }
}

/** iperf3 writes an object with this member when it fails. */
const errorOf = (text: string): string | null => {
  try {
    return textOrNull(fieldsOf(JSON.parse(text), 'the file')['error'])
  } catch {
    return null // not an object at all: the other sentence says so
  }
}

/** Reads what `iperf3 --json` of a client printed; never throws, for the file is a student's to fill. */
export function parseMeasurement(text: string): ParsedMeasurement {
  const error = errorOf(text)
  if (error !== null) return none(`iperf3 says: ${error}`)
  try {
    return { result: measurementOf(text), problem: null }
  } catch {
    return none('It holds no finished TCP measurement of iperf3 --json.')
  }
}
