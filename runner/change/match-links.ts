import type { Link, NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import type { NamespacePair } from './match-namespaces.ts'
import { areAllLinksRead, isNamespaceRead } from './readable.ts'

/** A link and the namespace it is in. */
export interface PlacedLink {
  pair: NamespacePair
  namespace: NetworkNamespace
  link: Link
}

/** One link in both snapshots. */
export interface LinkPair {
  before: PlacedLink
  after: PlacedLink
}

export interface MatchedLinks {
  pairs: LinkPair[]
  gone: PlacedLink[]
  made: PlacedLink[]
}

const linksIn = (
  pairs: NamespacePair[],
  side: 'before' | 'after',
  isReadable: (pair: NamespacePair) => boolean,
): PlacedLink[] =>
  pairs.filter(isReadable).flatMap((pair) => {
    const namespace = pair[side]
    return namespace ? namespace.links.map((link) => ({ pair, namespace, link })) : []
  })

/** The other end of a veth, where that is among these. */
export const peerOf = ({ link }: PlacedLink, all: readonly PlacedLink[]): PlacedLink | undefined =>
  all.find((one) => one.namespace.inode === link.peer?.namespaceInode && one.link.index === link.peer.index)

/**
 * Single links and pairs, each once. Of a pair, the end on the host comes first; in one namespace the one with the higher number,
 * for the kernel makes the peer before the link that was asked for.
 */
export function asPairs(all: readonly PlacedLink[]): { one: PlacedLink; peer: PlacedLink | undefined }[] {
  const isFirst = (one: PlacedLink, peer: PlacedLink): boolean => {
    if (one.pair === peer.pair) return one.link.index > peer.link.index
    const order = [one, peer].map(({ namespace }) => (namespace.owner.kind === 'host' ? 0 : 1))
    return order[0] === order[1] ? all.indexOf(one) < all.indexOf(peer) : order[0] === 0
  }
  return all.flatMap((one) => {
    const peer = peerOf(one, all)
    return peer && !isFirst(one, peer) ? [] : [{ one, peer }]
  })
}

type IsSame = (before: PlacedLink, after: PlacedLink) => boolean

/** Takes out of `left` what is the same link, where only one can be meant. */
const take = (left: { gone: PlacedLink[]; made: PlacedLink[] }, isSame: IsSame): LinkPair[] => {
  const found: LinkPair[] = []
  for (const before of left.gone) {
    const candidates = left.made.filter((after) => isSame(before, after))
    const after =
      candidates.length === 1
        ? candidates[0]
        : candidates.find(({ link }) => link.index === before.link.index)
    if (!after) continue
    found.push({ before, after })
    left.made = left.made.filter((one) => one !== after)
  }
  const taken = new Set(found.map(({ before }) => before))
  left.gone = left.gone.filter((one) => !taken.has(one))
  return found
}

const isHere: IsSame = (before, after) =>
  before.pair === after.pair && before.link.rawKind === after.link.rawKind

/** A number stays a link's own while it is in its namespace. */
const sameNumber: IsSame = (before, after) => isHere(before, after) && before.link.index === after.link.index

/** Made again: for a person it is the one that he calls so. */
const sameName: IsSame = (before, after) => isHere(before, after) && before.link.name === after.link.name

/** The kernel ends the links of a namespace that ends: only out of one that lives on can a link have moved. */
const canHaveMoved: IsSame = (before, after) =>
  before.pair !== after.pair && before.pair.after !== null && before.link.rawKind === after.link.rawKind

const sameMac: IsSame = (before, after) =>
  canHaveMoved(before, after) && before.link.mac !== null && before.link.mac === after.link.mac

/**
 * Which link is which in two snapshots: by number in its namespace, by name where it was made again, and by MAC address
 * or the other end of the pair where it has moved to another namespace. What is in only one of them has gone or was
 * made, unless it may be where nothing could be read.
 */
export function matchLinks(before: Snapshot, after: Snapshot, pairs: NamespacePair[]): MatchedLinks {
  const isReadable = (pair: NamespacePair): boolean =>
    (pair.before === null || isNamespaceRead(before, pair.before.inode, 'links')) &&
    (pair.after === null || isNamespaceRead(after, pair.after.inode, 'links'))
  const old = linksIn(pairs, 'before', isReadable)
  const now = linksIn(pairs, 'after', isReadable)
  const left = { gone: old, made: now }
  const stayed = [...take(left, sameNumber), ...take(left, sameName)]
  const samePeer: IsSame = (one, other) => {
    const oldPeer = peerOf(one, old)
    return (
      canHaveMoved(one, other) &&
      oldPeer !== undefined &&
      stayed.some((pair) => pair.before === oldPeer && pair.after === peerOf(other, now))
    )
  }
  const moved = [...take(left, sameMac), ...take(left, samePeer)]
  // a loopback comes and goes with its namespace
  const own = ({ link }: PlacedLink): boolean => link.kind !== 'loopback'
  return {
    pairs: [...stayed, ...moved],
    gone: areAllLinksRead(after) ? left.gone.filter(own) : [],
    made: areAllLinksRead(before) ? left.made.filter(own) : [],
  }
}
