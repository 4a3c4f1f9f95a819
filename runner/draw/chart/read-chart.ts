import type { Snapshot } from '../../observe/snapshot.ts'

/** One measurement, as a bar. */
export interface Bar {
  /** Of its file, without `.json`. */
  name: string
  from: string
  to: string
  port: number
  bitsPerSecond: number
  /** That had arrived. */
  bytes: number
  /** In a segment of TCP. */
  segmentBytes: number
  retransmits: number
  /** Milliseconds since the epoch. */
  startedAt: number
}

export interface Chart {
  /** In the order in which they were measured. */
  bars: Bar[]
  /** Files that hold no result, and what they hold instead. */
  spoiled: { name: string; problem: string }[]
  /** What could not be read, for a person. */
  unreadable: string[]
}

/** What was measured on a host, ready to be drawn. */
export function readChart({ measurements, unreadable }: Snapshot): Chart {
  const bars = measurements.flatMap(({ name, result }): Bar[] =>
    result === null
      ? []
      : [
          {
            name,
            from: result.from,
            to: result.to.address,
            port: result.to.port,
            bitsPerSecond: result.bitsPerSecond,
            bytes: result.receivedBytes,
            segmentBytes: result.segmentBytes,
            retransmits: result.retransmits,
            startedAt: result.startedAt,
          },
        ],
  )
  return {
    bars: bars.toSorted((one, other) => one.startedAt - other.startedAt),
    spoiled: measurements.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }])),
    unreadable: unreadable
      .filter(({ part }) => /^measurements?\b/.test(part))
      .map(({ part, reason }) => `${part}: ${reason}`),
  }
}
