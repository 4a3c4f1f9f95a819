import type { NamespaceEntry, Snapshot } from '../observe/snapshot.ts'
import type { Change } from './change.ts'
import type { Comparison } from './comparison.ts'
import type { LostLinks } from './lost-links.ts'
import type { NamespacePair } from './match-namespaces.ts'
import type { Place } from './place.ts'
import { isRead } from './readable.ts'

const pairAt = (
  namespaces: NamespacePair[],
  side: 'before' | 'after',
  { inode }: NamespaceEntry,
): NamespacePair | undefined =>
  inode === null ? undefined : namespaces.find((pair) => pair[side]?.inode === inode)

const isWritten = (one: NamespaceEntry, other: NamespaceEntry): boolean =>
  one.kind === other.kind && one.target === other.target

/** The same name, and nothing was written anew: it leads where it led, or somewhere else by now. */
const compareKept = ({ namespaces }: Comparison, old: NamespaceEntry, entry: NamespaceEntry): Change[] => {
  const from = pairAt(namespaces, 'before', old)
  const to = pairAt(namespaces, 'after', entry)
  if (old.alive === entry.alive && from === to) return []
  return [{ kind: 'entry-leads', entry, leadsTo: to?.place ?? null }]
}

const entryMade = ({ namespaces }: Comparison, entry: NamespaceEntry): Change => {
  const pair = pairAt(namespaces, 'after', entry)
  const makesNamespace = entry.kind === 'mount' && pair?.before === null && pair.place.kind === 'namespace'
  return { kind: 'entry-made', entry, leadsTo: pair?.place ?? null, makesNamespace }
}

const entryGone = ({ namespaces }: Comparison, entry: NamespaceEntry, lost: LostLinks): Change => {
  const pair = pairAt(namespaces, 'before', entry)
  const place: Place | null = pair?.place ?? null
  const tookNamespace = entry.kind === 'mount' && pair?.after === null && pair.place.kind === 'namespace'
  const loopback = pair?.before?.links.find(({ kind }) => kind === 'loopback')
  return {
    kind: 'entry-gone',
    entry,
    place,
    tookNamespace,
    loopbackUp: loopback?.up ?? false,
    links: tookNamespace ? lost.take((namespace) => namespace === pair) : [],
  }
}

const isCertain = (snapshot: Snapshot, { name }: NamespaceEntry): boolean => isRead(snapshot, `entry ${name}`)

/** What has changed in /var/run/netns, with the namespaces that came and went by that. */
export function compareEntries(comparison: Comparison, lost: LostLinks): Change[] {
  const { before, after } = comparison
  if (!isRead(before, 'entries') || !isRead(after, 'entries')) return []
  const kept = (old: NamespaceEntry): NamespaceEntry | undefined =>
    after.entries.find((entry) => entry.name === old.name && isWritten(old, entry))
  const gone = before.entries.filter((old) => !kept(old) && isCertain(after, old))
  const made = after.entries.filter(
    (entry) =>
      isCertain(before, entry) &&
      !before.entries.some((old) => old.name === entry.name && isWritten(old, entry)),
  )
  return [
    ...gone.map((entry) => entryGone(comparison, entry, lost)),
    ...made.map((entry) => entryMade(comparison, entry)),
    ...before.entries.flatMap((old) => {
      const entry = kept(old)
      return entry ? compareKept(comparison, old, entry) : []
    }),
  ]
}

/** Namespaces that a process alone holds, as unshare(1) makes them: without a name and without a container. */
export function compareNameless({ before, after, namespaces }: Comparison, lost: LostLinks): Change[] {
  const isNameless = ({ place }: NamespacePair): boolean => place.kind === 'namespace' && place.name === ''
  // without an engine nobody knows which of them are containers
  if (before.engine === null || after.engine === null) return []
  return namespaces.filter(isNameless).flatMap((pair): Change[] => {
    if (pair.before === null) return [{ kind: 'namespace-made', place: pair.place }]
    if (pair.after !== null) return []
    const links = lost.take((namespace) => namespace === pair)
    return [{ kind: 'namespace-gone', place: pair.place, links }]
  })
}
