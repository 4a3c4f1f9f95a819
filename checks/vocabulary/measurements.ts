/** Files of `iperf3 --json` in /root/results: what was measured, and whether the links have carried as much. */
import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { Link, Measurement, Snapshot } from '../../runner/observe/snapshot.ts'
import { inPlace, showAt, type End } from './link-ends.ts'
import { about, unreadable, type Subject } from './subject.ts'

/** A measurement, and the name of the file that it was kept in. */
export interface Kept extends Measurement {
  name: string
}

/** A measurement, and ends of the cables that its bytes have gone through. */
export interface Way {
  measured: Kept
  ends: End[]
}

/** Bytes; less than this says nothing of a speed. */
export const leastBytes = 2_000_000

const mega = 1_000_000
const megabytes = (bytes: number): string => `${(bytes / mega).toFixed(1)} MB`

/** `bridge: 172.17.0.3 to 172.17.0.2 port 5201, 1894 Mbit/s`. */
export const describeKept = ({ name, from, to, bitsPerSecond }: Kept): string =>
  `${name}: ${from} to ${to.address} port ${to.port}, ${Math.round(bitsPerSecond / mega)} Mbit/s`

/** All measurements of a host that are long enough to say something, the newest first. */
export const keptMeasurements = ({ measurements }: Pick<Snapshot, 'measurements'>): Kept[] =>
  measurements
    .flatMap(({ name, result }) => (result === null ? [] : [{ ...result, name }]))
    .filter(({ receivedBytes }) => receivedBytes >= leastBytes)
    .toSorted((one, other) => other.startedAt - one.startedAt)

const allFiles = ({ measurements }: Snapshot): string =>
  measurements
    .map(({ name, result, problem }) => (result ? describeKept({ ...result, name }) : `${name}: ${problem}`))
    .join('; ') || 'no files'

/** The finding for a measurement that is not there; `what` completes “No file in /root/results holds a measurement …”. */
export const notMeasured = (snapshot: Snapshot, what: string, ...exhibits: Exhibit[]): Finding =>
  unreadable(snapshot, 'measurements', 'measurement') ??
  fail(
    'not-measured',
    `No file in /root/results holds a measurement ${what}, of ${megabytes(leastBytes)} or more.`,
    allFiles(snapshot),
    ...exhibits,
  )

const showCounters = ({ place, link }: End): Exhibit => showAt(place, 'ip', '-s', 'link', 'show', link.name)

/** There is such a measurement. */
export const isMeasured = (expected: string, way: Subject<Way>): Statement =>
  about(expected, way, ({ measured }) => pass(describeKept(measured)))

interface Load {
  bytes: number
  packets: number
}

/** What a link has carried in the direction in which it carried more. */
const loadOf = ({ counters }: Link): Load | undefined =>
  counters === null
    ? undefined
    : {
        bytes: Math.max(counters.rxBytes, counters.txBytes),
        packets: Math.max(counters.rxPackets, counters.txPackets),
      }

const noCounters = (end: End): Finding =>
  cannotRun('no-counters', `The counters of ${inPlace(end)} could not be read.`, showCounters(end))

/** Holds the counters of every end against a claim; the first that falls short is told by `judge`. */
const weigh = ({ ends }: Way, judge: (load: Load, end: End) => Finding | undefined): Finding => {
  for (const end of ends) {
    const load = loadOf(end.link)
    const finding = load ? judge(load, end) : noCounters(end)
    if (finding) return finding
  }
  const told = ends.map((end) => {
    const { bytes = 0, packets = 0 } = loadOf(end.link) ?? {}
    return `${inPlace(end)} has carried ${megabytes(bytes)} in ${packets} packets`
  })
  return pass(told.join(', '), ...ends.map(showCounters))
}

/** The ends of the cables on the way have carried at least as many bytes as the measurement tells of. */
export const wasCarried = (way: Subject<Way>): Statement =>
  about('the links on the way have carried as many bytes as the file tells of', way, (found) =>
    weigh(found, ({ bytes }, end) => {
      const { name, receivedBytes } = found.measured
      if (bytes >= receivedBytes) return undefined
      return fail(
        'carried-less',
        `${name}.json tells of ${megabytes(receivedBytes)}, but ${inPlace(end)} has carried ${megabytes(bytes)} since it was made.`,
        `${inPlace(end)}: ${bytes} bytes`,
        showCounters(end),
      )
    }),
  )

/** The sentences on measurements that do not count; none where there are none. */
const tooShort = ({ measurements }: Snapshot): string =>
  measurements
    .filter(({ result }) => result !== null && result.receivedBytes < leastBytes)
    .map(
      ({ name, result }) =>
        ` ${name}.json does not count: ${megabytes(result?.receivedBytes ?? 0)} have arrived, not ${megabytes(leastBytes)} or more.`,
    )
    .join('')

/** Segments of TCP that a measurement has filled. */
export const segmentsOf = ({ receivedBytes, segmentBytes }: Measurement): number =>
  Math.floor(receivedBytes / segmentBytes)

/**
 * The segments of the measurement have crossed the links as packets of their own, not tens of them as one. Half as many
 * packets as segments are enough: now and then a busy host sends a few together all the same.
 */
export const wentInSinglePackets = (way: Subject<Way>): Statement =>
  about(
    'the links on the way have carried about as many packets as the file tells of segments',
    way,
    (found, { snapshot }) => {
      const notCounted = tooShort(snapshot)
      return weigh(found, ({ packets }, end) => {
        const segments = segmentsOf(found.measured)
        if (2 * packets >= segments) return undefined
        return fail(
          'packets-too-few',
          `${found.measured.name}.json tells of ${segments} segments, but ${inPlace(end)} has carried ${packets} packets since it was made.${notCounted}`,
          `${inPlace(end)}: ${packets} packets`,
          showCounters(end),
        )
      })
    },
  )

/** Every file in the folder is a finished measurement, and there are at least two to compare. */
export const allAreFinished: Statement = {
  expected: 'two or more files in /root/results, each of them a finished measurement',
  judge({ snapshot }): Finding {
    const gap = unreadable(snapshot, 'measurements', 'measurement')
    if (gap) return gap
    const { measurements } = snapshot
    const spoiled = measurements.find(({ result }) => result === null)
    if (spoiled)
      return fail(
        'not-finished',
        `${spoiled.name}.json holds no result. ${spoiled.problem}`,
        allFiles(snapshot),
      )
    if (measurements.length < 2)
      return fail('too-few', 'There is nothing to compare in /root/results.', allFiles(snapshot))
    return pass(allFiles(snapshot))
  },
}
