import type { Snapshot } from '../observe/snapshot.ts'

const has = ({ unreadable }: Snapshot, part: string): boolean => unreadable.some((one) => one.part === part)

/** True when this part of the host was read whole: only then absence from the snapshot is absence from the host. */
export const isRead = (snapshot: Snapshot, part: string): boolean => !has(snapshot, part)

/** The same for all of these parts, in both snapshots. */
export const areRead = (snapshots: Snapshot[], ...parts: string[]): boolean =>
  snapshots.every((snapshot) => parts.every((part) => isRead(snapshot, part)))

type NamespacePart = 'links' | 'routes' | 'rules' | 'firewall' | 'sysctls'

/** True when this part of one namespace was read. */
export const isNamespaceRead = (snapshot: Snapshot, inode: number, part: NamespacePart): boolean =>
  !has(snapshot, `namespace ${inode}`) && !has(snapshot, `namespace ${inode} ${part}`)

/** True when every namespace of the host, and all links in them, were read: a link that is not there is nowhere. */
export const areAllLinksRead = (snapshot: Snapshot): boolean =>
  isRead(snapshot, 'namespaces') &&
  snapshot.unreadable.every(({ part }) => !/^namespace \d+( links)?$/.test(part))

/**
 * True when an engine answers; false when none can be reached; null when one is there and was too slow to say
 * (docker-client.ts), which is no evidence of either.
 */
export function engineAnswers({ engine, unreadable }: Snapshot): boolean | null {
  if (engine !== null) return true
  const reason = unreadable.find(({ part }) => part === 'engine')?.reason ?? ''
  return / in time\.?$/.test(reason) ? null : false
}
