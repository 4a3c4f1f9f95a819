/** What a student has measured and kept: iperf3(1)'s own words, from `iperf3 --json`. */

/** A measurement of one TCP connection. */
export interface Measurement {
  /** iperf3's own random name of this run: a copy of a file has the same. */
  cookie: string
  /** Milliseconds since the epoch, whole seconds. */
  startedAt: number
  /** Where the client was, and what it called. */
  from: string
  to: { address: string; port: number }
  /** Bytes in a segment that fills a packet (tcp_mss_default). */
  segmentBytes: number
  /** Bytes that had arrived when it ended; what was sent may still have lain in a buffer. */
  receivedBytes: number
  /** Of what had arrived. */
  bitsPerSecond: number
  /** Segments sent again. */
  retransmits: number
}

/** A file of /root/results on a host. */
export interface MeasurementFile {
  /** Of the file, without `.json`. */
  name: string
  /** Null where the file holds no finished measurement of TCP. */
  result: Measurement | null
  /** What is in the file instead, in a sentence; null where there is a result. */
  problem: string | null
}
