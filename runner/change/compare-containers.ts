import type { Container, ContainerNetwork, PublishedPort, Snapshot } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { GoneLink } from './change-network.ts'
import type { PortDoor } from './change-docker.ts'
import type { Comparison } from './comparison.ts'
import type { LostLinks } from './lost-links.ts'
import { areRead } from './readable.ts'

const anyAddress = new Set(['0.0.0.0', '::', ''])

/** For IPv6 the engine opens the same door once more, maybe by another number. */
const isSecond = (
  ports: readonly PublishedPort[],
  { hostAddress, containerPort, protocol }: PublishedPort,
): boolean =>
  hostAddress === '::' &&
  ports.some(
    (one) =>
      one.hostAddress === '0.0.0.0' && one.containerPort === containerPort && one.protocol === protocol,
  )

/** The published ports of a running container, by a text that is the same for the same. */
const doorsOf = ({ running, publishedPorts }: Container): Map<string, PortDoor> =>
  new Map(
    publishedPorts.flatMap((port): [string, PortDoor][] => {
      const { hostAddress, hostPort, containerPort, protocol } = port
      if (!running || hostPort === null || isSecond(publishedPorts, port)) return []
      const door = {
        hostAddress: anyAddress.has(hostAddress) ? null : hostAddress,
        hostPort,
        containerPort,
        protocol,
      }
      return [[JSON.stringify(door), door]]
    }),
  )

/** With --rm, the engine is about to remove it: it is gone, only not for long enough. */
const isLeaving = ({ autoRemove, running, state }: Container): boolean =>
  autoRemove && !running && state !== 'created'

/** Oldest first: the engine lists the newest first. */
const present = ({ containers }: Snapshot): Container[] =>
  containers
    .filter((one) => !isLeaving(one))
    .sort((one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0))

type Both = { before: Container; after: Container }

const compareRun = ({ before, after }: Both, links: GoneLink[]): Change[] => {
  const doors = [...doorsOf(after).values()]
  if (!before.running && after.running) return [{ kind: 'container-started', container: after, doors }]
  if (before.running && !after.running) return [{ kind: 'container-stopped', container: after, links }]
  if (after.running && before.startedAt !== after.startedAt)
    return [{ kind: 'container-restarted', container: after, doors, links }]
  if (before.state === after.state || !after.running) return []
  if (after.state === 'paused') return [{ kind: 'container-paused', container: after }]
  return before.state === 'paused' ? [{ kind: 'container-unpaused', container: after }] : []
}

const comparePorts = ({ before, after }: Both): Change[] => {
  const [old, now] = [doorsOf(before), doorsOf(after)]
  const missing = (doors: Map<string, PortDoor>, others: Map<string, PortDoor>): PortDoor[] =>
    [...doors].filter(([key]) => !others.has(key)).map(([, door]) => door)
  return [
    ...missing(old, now).map((door): Change => ({ kind: 'port-unpublished', container: after, door })),
    ...missing(now, old).map((door): Change => ({ kind: 'port-published', container: after, door })),
  ]
}

const findNetwork = ({ networks }: Container, wanted: ContainerNetwork): ContainerNetwork | undefined =>
  networks.find(({ name }) => name === wanted.name)

const compareConnections = ({ before, after }: Both): Change[] => [
  ...before.networks
    .filter((network) => !findNetwork(after, network))
    .map((network): Change => ({ kind: 'disconnected', container: after, network })),
  ...after.networks
    .filter((network) => !findNetwork(before, network))
    .map((network): Change => ({ kind: 'connected', container: after, network })),
]

const compareAddresses = ({ before, after }: Both): Change[] =>
  after.networks.flatMap((to): Change[] => {
    const from = findNetwork(before, to)
    if (!from || from.address === to.address) return []
    return [{ kind: 'readdressed', container: after, from, to }]
  })

const compareBoth = (both: Both, links: GoneLink[]): Change[] => {
  const { before, after } = both
  const renamed: Change[] =
    before.name === after.name ? [] : [{ kind: 'container-renamed', from: before.name, to: after.name }]
  const run = compareRun(both, links)
  const isSameRun = before.running && after.running && before.startedAt === after.startedAt
  return [
    ...renamed,
    ...compareConnections(both),
    ...run,
    // another run has other ports and addresses, and is told with them
    ...(isSameRun ? [...compareAddresses(both), ...comparePorts(both)] : []),
  ]
}

/** What has changed about containers. Empty where either snapshot could not read them. */
export function compareContainers({ before, after }: Comparison, lost: LostLinks): Change[] {
  if (!areRead([before, after], 'engine', 'containers')) return []
  const linksOf = ({ id }: Container): GoneLink[] =>
    lost.take(({ before: old }) => old?.owner.kind === 'container' && old.owner.containerId === id)
  const wasRead = (snapshot: Snapshot, { id }: Container): boolean => areRead([snapshot], `container ${id}`)
  const [old, now] = [present(before), present(after)]
  const gone = old.filter((one) => !now.some(({ id }) => id === one.id) && wasRead(after, one))
  const made = now.filter((one) => !old.some(({ id }) => id === one.id) && wasRead(before, one))
  return [
    ...gone.map((container): Change => ({ kind: 'container-gone', container, links: linksOf(container) })),
    ...now.flatMap((container) => {
      const was = old.find(({ id }) => id === container.id)
      if (!was || !wasRead(before, was) || !wasRead(after, container)) return []
      const ended = was.running && (!container.running || was.startedAt !== container.startedAt)
      return compareBoth({ before: was, after: container }, ended ? linksOf(container) : [])
    }),
    ...made.map((container): Change => ({
      kind: 'container-made',
      container,
      doors: [...doorsOf(container).values()],
    })),
  ]
}
