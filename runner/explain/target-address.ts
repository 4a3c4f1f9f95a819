import { contains } from '../observe/addresses.ts'
import type { NetworkNamespace, Snapshot } from '../observe/snapshot.ts'
import { outside as known } from '../world/outside-addresses.ts'
import { addressesOf } from './addresses.ts'
import type { Terrain } from './terrain.ts'
import { endOf, waysFrom } from './wire.ts'

/** Addresses in networks in which the one who asks is, too. */
const inReach = (from: NetworkNamespace, candidates: readonly string[]): string[] => {
  const ours = from.links.flatMap(({ kind, addresses }) =>
    kind === 'loopback'
      ? []
      : addresses.flatMap(({ family, address, prefixLength }) =>
          family === 4 ? [`${address}/${prefixLength}`] : [],
        ),
  )
  const peers = from.links.flatMap(({ addresses }) => addresses.flatMap(({ peer }) => peer ?? []))
  return candidates.filter((one) => peers.includes(one) || ours.some((cidr) => contains(cidr, one)))
}

/** Addresses on links to which a cable of the asker's leads. */
const byCable = (terrain: Terrain, from: NetworkNamespace, { inode }: NetworkNamespace): string[] =>
  from.links
    .flatMap((link) => waysFrom(terrain, { namespace: from, link }))
    .map(endOf)
    .filter(({ namespace }) => namespace.inode === inode)
    .flatMap(({ link }) => link.addresses.flatMap(({ family, address }) => (family === 4 ? [address] : [])))

const routed = ({ routes }: NetworkNamespace, candidates: readonly string[]): string[] =>
  candidates.filter((one) =>
    routes.some(({ destination, gateway }) => destination === `${one}/32` || gateway === one),
  )

const inSharedNetwork = (
  { containers }: Snapshot,
  from: NetworkNamespace,
  to: NetworkNamespace,
): string[] => {
  const networksOf = ({ inode }: NetworkNamespace) =>
    containers.filter(({ namespaceInode }) => namespaceInode === inode).flatMap(({ networks }) => networks)
  const ours = new Set(networksOf(from).map(({ networkId }) => networkId))
  return networksOf(to).flatMap(({ networkId, address }) =>
    ours.has(networkId) && address !== null ? [address] : [],
  )
}

/** A host is called by the address of a bridge from inside, and by the one towards the outside else. */
const ofBridges = ({ links }: NetworkNamespace): string[] =>
  addressesOf({ links: links.filter(({ kind }) => kind === 'bridge') })

/** The address by which a place is called from another one, where it has several; null where it has none. */
export function addressFor(
  terrain: Terrain,
  from: NetworkNamespace,
  to: NetworkNamespace,
  port: number | null,
): string | null {
  if (to.inode === terrain.outside.inode) return port === null ? known.resolver : known.website
  const candidates = addressesOf(to)
  const isFromOutside = from.inode === terrain.outside.inode
  const [first] = [
    ...inSharedNetwork(terrain.snapshot, from, to),
    ...routed(from, candidates),
    ...inReach(from, candidates),
    ...byCable(terrain, from, to),
    ...(isFromOutside ? [] : ofBridges(to)),
    ...candidates,
  ]
  return first ?? null
}
