/** The ways that a measurement can have gone: by a bridge, by a cable, by a published port, to the outside. */
import type { Finding } from '../../runner/judge/check.ts'
import type { Snapshot } from '../../runner/observe/snapshot.ts'
import { outside } from '../../runner/world/outside-addresses.ts'
import { dockerPs } from './containers.ts'
import { handMade, ipv4, placeOf, type End } from './link-ends.ts'
import { keptMeasurements, notMeasured, segmentsOf, type Kept, type Way } from './measurements.ts'
import { dockerPorts, everyAddress, isLoopback, publishedPorts, uplinkAddress } from './publishing.ts'
import { hidden, unreadable, type Found, type Subject } from './subject.ts'

/** Every end with this address: in a running container, or on the host. */
const endsWith = (snapshot: Snapshot, address: string): End[] =>
  snapshot.namespaces
    .flatMap((namespace) => placeOf(snapshot, namespace))
    .flatMap((place) =>
      place.namespace.links
        .filter((link) => link.kind !== 'loopback' && ipv4(link).some((one) => one.address === address))
        .map((link): End => ({ place, link })),
    )

/** The names of the engine's networks on which a container has this address. */
const networksOf = ({ place: { box } }: End, address: string): string[] =>
  (box?.container.networks ?? []).filter((one) => one.address === address).map(({ name }) => name)

/** Both ends are containers of one of the engine's networks. */
const acrossBridge = (snapshot: Snapshot, measured: Kept): Way[] => {
  const { from, to } = measured
  return endsWith(snapshot, from).flatMap((near) =>
    endsWith(snapshot, to.address)
      .filter((far) => far.place.name !== near.place.name)
      .filter((far) =>
        networksOf(near, from).some((network) => networksOf(far, to.address).includes(network)),
      )
      .map((far): Way => ({ measured, ends: [near, far] })),
  )
}

const has = ({ link }: End, address: string): boolean => ipv4(link).some((one) => one.address === address)

/** Both addresses are those of the two ends of one cable made by hand, each in a container of its own. */
const acrossCable = (snapshot: Snapshot, measured: Kept): Way[] =>
  handMade(snapshot)
    .filter(([one, other]) => one.place.box !== null && other.place.box !== null && one.place !== other.place)
    .flatMap(([one, other]): [End, End][] => [
      [one, other],
      [other, one],
    ])
    .filter(([near, far]) => has(near, measured.from) && has(far, measured.to.address))
    .map((ends): Way => ({ measured, ends }))

const isHosts = (snapshot: Snapshot, address: string): boolean =>
  isLoopback(address) || endsWith(snapshot, address).some(({ place }) => place.box === null)

/** From the host to a published port of its own; the end is that of the container behind it. */
const acrossPort = (snapshot: Snapshot, measured: Kept): Way[] => {
  const { from, to } = measured
  if (!isHosts(snapshot, from) || !isHosts(snapshot, to.address)) return []
  return publishedPorts(snapshot)
    .filter(
      ({ hostPort, hostAddress }) =>
        hostPort === to.port && (hostAddress === everyAddress || hostAddress === to.address),
    )
    .flatMap(({ box }) => box.container.networks.flatMap(({ address }) => address ?? []))
    .flatMap((address) => endsWith(snapshot, address))
    .map((end): Way => ({ measured, ends: [end] }))
}

/** Bytes of the longest packet that a cable of the host carries: only its loopback takes longer ones. */
const longestPacket = ({ namespaces }: Snapshot): number =>
  Math.max(
    ...namespaces
      .filter(({ owner }) => owner.kind === 'host')
      .flatMap(({ links }) => links.filter(({ kind }) => kind !== 'loopback'))
      .map(({ mtu }) => mtu),
  )

/** The far end of the connection was on the host's loopback. */
const endedOnHost = (snapshot: Snapshot, { measured }: Way): boolean =>
  measured.segmentBytes > longestPacket(snapshot)

const theOutsides: readonly string[] = [outside.gateway, outside.resolver, outside.website]

/** From a container to the outside; the bytes have gone through the container's cable and the host's uplink. */
const acrossUplink = (snapshot: Snapshot, measured: Kept): Way[] => {
  if (!theOutsides.includes(measured.to.address)) return []
  const uplinks = endsWith(snapshot, uplinkAddress(snapshot) ?? '')
  return endsWith(snapshot, measured.from)
    .filter(({ place }) => place.box !== null)
    .map((near): Way => ({ measured, ends: [near, ...uplinks] }))
}

type Finder = (snapshot: Snapshot, measured: Kept) => Way[]

const allWays = (snapshot: Snapshot, find: Finder): Way[] =>
  keptMeasurements(snapshot).flatMap((measured) => find(snapshot, measured))

/** Why a container, or one of its addresses, may be there although it was not found. */
const unseen = (snapshot: Snapshot): Finding | undefined =>
  unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces', 'peers') ??
  hidden(snapshot, 'any', 'links', 'peers')

const first = (snapshot: Snapshot, ways: Way[], what: string, exhibit = dockerPs): Found<Way> => {
  const [way] = ways
  return way ? { thing: way } : { finding: unseen(snapshot) ?? notMeasured(snapshot, what, exhibit) }
}

const longestThenFastest = ({ measured: one }: Way, { measured: other }: Way): number =>
  other.segmentBytes - one.segmentBytes || other.bitsPerSecond - one.bitsPerSecond

/** From one container to another by the bridge that both are plugged into; of several the one with the longest segments, then the fastest. */
export const byTheBridge: Subject<Way> = ({ snapshot }) =>
  first(
    snapshot,
    allWays(snapshot, acrossBridge).toSorted(longestThenFastest),
    'from one container to another by their bridge',
  )

/** From one container to another by a cable made by hand between the two; the newest. */
export const byTheCable: Subject<Way> = ({ snapshot }) =>
  first(
    snapshot,
    allWays(snapshot, acrossCable),
    'from one container to another by a cable made by hand between the two',
  )

/** From the host to a published port, the packets rewritten by the kernel on their way to the container; the newest. */
export const byTheKernel: Subject<Way> = ({ snapshot }) =>
  first(
    snapshot,
    allWays(snapshot, acrossPort).filter((way) => !endedOnHost(snapshot, way)),
    'from the host to a published port, answered by the container itself',
    dockerPorts,
  )

/** From the host to a published port, the connection taken on the host's loopback, by a proxy; the newest. */
export const byTheProxy: Subject<Way> = ({ snapshot }) =>
  first(
    snapshot,
    allWays(snapshot, acrossPort).filter((way) => endedOnHost(snapshot, way)),
    'from the host to a published port, answered by a program on the host',
    dockerPorts,
  )

/** From a container to the outside; the newest. */
export const toTheOutside: Subject<Way> = ({ snapshot }) =>
  first(snapshot, allWays(snapshot, acrossUplink), 'from a container to the outside')

/** By the bridge once more, with segments at most half as long as the longest that was measured there; the newest. */
export const withShortSegments: Subject<Way> = (view) => {
  const longest = byTheBridge(view)
  if ('finding' in longest) return longest
  const { segmentBytes, name } = longest.thing.measured
  const short = allWays(view.snapshot, acrossBridge).filter(
    ({ measured }) => measured.segmentBytes * 2 <= segmentBytes,
  )
  return first(
    view.snapshot,
    short,
    `by the bridge with segments half as long as the ${segmentBytes} bytes of ${name}.json, or shorter`,
  )
}

/** Of all that has gone by the bridge, what was cut into the fewest segments: where packets may have been enough. */
export const withTheFewestSegments: Subject<Way> = ({ snapshot }) =>
  first(
    snapshot,
    allWays(snapshot, acrossBridge).toSorted(
      (one, other) => segmentsOf(one.measured) - segmentsOf(other.measured),
    ),
    'from one container to another by their bridge',
  )

/** The five ways with a host’s own measurements, the fastest first; or why one of them is not known. */
export const fastestFirst: Subject<Kept[]> = (view) => {
  const measured: Kept[] = []
  for (const way of [byTheBridge, byTheCable, byTheKernel, byTheProxy, toTheOutside]) {
    const found = way(view)
    if ('finding' in found) return found
    measured.push(found.thing.measured)
  }
  return { thing: measured.toSorted((one, other) => other.bitsPerSecond - one.bitsPerSecond) }
}
