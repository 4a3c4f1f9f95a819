import type { NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import { placeOf, type Place } from './place.ts'
import { areRead } from './readable.ts'

/** One network namespace in both snapshots; null where it was not there. */
export type NamespacePair = {
  /** As it is after, or else as it was before. */
  place: Place
} & (
  | { before: NetworkNamespace; after: NetworkNamespace }
  | { before: NetworkNamespace; after: null }
  | { before: null; after: NetworkNamespace }
)

/** False for a container that ended and was started again in between. */
const isSameRun = (before: Snapshot, after: Snapshot, containerId: string): boolean => {
  const [old, now] = [before, after].map(({ containers }) => containers.find(({ id }) => id === containerId))
  return old === undefined || now === undefined || old.startedAt === now.startedAt
}

const entryNames = ({ entries }: Snapshot, inode: number): string[] =>
  entries.filter((one) => one.alive && one.inode === inode).map(({ name }) => name)

/** A link of the same number and MAC address: it is the same one, and so is the namespace that it is in. */
const sharesLink = (one: NetworkNamespace, other: NetworkNamespace): boolean =>
  one.links.some(
    ({ index, mac, kind }) =>
      kind !== 'loopback' && other.links.some((link) => link.index === index && link.mac === mac),
  )

/** The kernel gives an inode away again: a number alone does not say that it is the same namespace. */
const isSame = (
  before: Snapshot,
  after: Snapshot,
  namespace: NetworkNamespace,
  found: NetworkNamespace,
): boolean => {
  const { inode, owner: old, pid } = namespace
  const { owner } = found
  if (old.kind === 'host' || owner.kind === 'host') return old.kind === owner.kind
  if (old.kind === 'container' && owner.kind === 'container')
    return old.containerId === owner.containerId && isSameRun(before, after, owner.containerId)
  if (sharesLink(namespace, found) || (pid !== null && pid === found.pid)) return true
  const oldNames = entryNames(before, inode)
  const names = entryNames(after, inode)
  if (oldNames.length > 0 && names.length > 0) return oldNames.some((name) => names.includes(name))
  return old.kind === owner.kind
}

/** One that was made again under its name, as `ip netns add` does after `ip netns del`. */
const hasName = (namespace: NetworkNamespace, name: string | undefined): boolean =>
  name !== undefined && namespace.owner.kind === 'other' && namespace.owner.name === name

const findAgain = (
  before: Snapshot,
  after: Snapshot,
  old: NetworkNamespace,
): NetworkNamespace | undefined => {
  const same = after.namespaces.find(
    (one) => (one.inode === old.inode || one.owner.kind === 'host') && isSame(before, after, old, one),
  )
  if (same || old.owner.kind !== 'other') return same
  const { name } = old.owner
  const isTaken = (inode: number): boolean => before.namespaces.some((one) => one.inode === inode)
  return after.namespaces.find((one) => hasName(one, name) && !isTaken(one.inode))
}

/** False for one that is missing from a snapshot because it could not be read. */
const isCertain = (snapshot: Snapshot, { inode }: NetworkNamespace): boolean =>
  areRead([snapshot], 'namespaces', `namespace ${inode}`)

/**
 * The namespaces of two snapshots, each once, in the order of the first; new ones come last. One that only one of the
 * snapshots could read is left out.
 */
export function matchNamespaces(before: Snapshot, after: Snapshot): NamespacePair[] {
  const kept = before.namespaces.map((old): NamespacePair => {
    const found = findAgain(before, after, old)
    if (found) return { before: old, after: found, place: placeOf(after, found) }
    return { before: old, after: null, place: placeOf(before, old) }
  })
  const known = new Set(kept.map((pair) => pair.after))
  const added = after.namespaces
    .filter((one) => !known.has(one) && isCertain(before, one))
    .map((one): NamespacePair => ({ before: null, after: one, place: placeOf(after, one) }))
  return [...kept.filter((pair) => pair.after !== null || isCertain(after, pair.before)), ...added]
}
