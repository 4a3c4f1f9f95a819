import type { LocalLink } from './parse-links.ts'
import type { Link, RemoteLink } from './snapshot.ts'

/** What one namespace knows by itself. */
export interface LocalNamespace {
  inode: number
  links: LocalLink[]
  /** Namespace id -> inode; null when the ids could not be read. */
  netnsIds: Map<number, number> | null
}

/** The inode a link's lower end is in, as the kernel says it; null when it does not say or nobody knows that id. */
const kernelAnswer = (namespace: LocalNamespace, link: LocalLink): number | null => {
  if (!link.lower) return null
  if (link.lower.netnsId === null) return namespace.inode
  return namespace.netnsIds?.get(link.lower.netnsId) ?? null
}

/** Without ids: the one veth elsewhere that points back at this link, and that the kernel does not place differently. */
const onlyAnswer = (all: LocalNamespace[], namespace: LocalNamespace, link: LocalLink): number | null => {
  if (namespace.netnsIds !== null || link.kind !== 'veth') return null
  const candidates = all.filter(
    (other) =>
      other.inode !== namespace.inode &&
      other.links.some((candidate) => {
        if (candidate.kind !== 'veth' || candidate.index !== link.lower?.index) return false
        const answer = kernelAnswer(other, candidate)
        return candidate.lower?.index === link.index && (answer === null || answer === namespace.inode)
      }),
  )
  return candidates.length === 1 ? (candidates[0]?.inode ?? null) : null
}

const findLower = (all: LocalNamespace[], namespace: LocalNamespace, link: LocalLink): RemoteLink | null => {
  if (!link.lower) return null
  const { index } = link.lower
  const namespaceInode = kernelAnswer(namespace, link) ?? onlyAnswer(all, namespace, link)
  const there = all.find(({ inode }) => inode === namespaceInode)
  const name = there?.links.find((candidate) => candidate.index === index)?.name ?? null
  return { namespaceInode, index, name }
}

/** The link as a snapshot tells it: the other end of a veth, or the link below a macvlan, in whichever namespace it is. */
export function placeLink(all: LocalNamespace[], namespace: LocalNamespace, local: LocalLink): Link {
  const { lower, ...link } = local
  const remote = lower && findLower(all, namespace, local)
  const isVeth = link.kind === 'veth'
  return { ...link, peer: isVeth ? remote : null, parent: isVeth ? null : remote }
}
