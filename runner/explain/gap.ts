import type { Neighbour, NetworkNamespace } from '../observe/snapshot.ts'
import { showBridge, showLink, showNeighbours } from './commands.ts'
import { farDown, type Obstacle } from './obstacles.ts'
import { isLocal } from './route.ts'
import {
  allNamespaces,
  bridgeOf,
  farEnd,
  parentOf,
  placeOf,
  inPlace,
  spotName,
  type Spot,
  type Terrain,
} from './terrain.ts'

const sameLink = (one: Spot | undefined, other: Spot | undefined): boolean =>
  one !== undefined && one.namespace.inode === other?.namespace.inode && one.link.index === other.link.index

/** The links, beyond the asker's own, that have an address. */
export const holdersOf = (terrain: Terrain, address: string, { inode }: NetworkNamespace): Spot[] =>
  allNamespaces(terrain)
    .filter((namespace) => namespace.inode !== inode && isLocal(namespace, address))
    .flatMap((namespace) =>
      namespace.links
        .filter(({ addresses }) => addresses.some((one) => one.address === address))
        .map((link) => ({ namespace, link })),
    )

/** How a link hangs on bridges: it is one, or its cable ends at a port of one, or at a link that is a port of none. */
interface Side {
  /** The other end of the cable; null for a bridge. */
  end: Spot | null
  bridge: Spot | undefined
  /** Of the bridge, or where it would have to be. */
  namespace: NetworkNamespace
}

function sideOf(terrain: Terrain, spot: Spot): Side | undefined {
  if (spot.link.kind === 'bridge') return { end: null, bridge: spot, namespace: spot.namespace }
  const end = farEnd(terrain, spot)
  return end && { end, bridge: bridgeOf(end), namespace: end.namespace }
}

const unplugged = (terrain: Terrain, end: Spot, bridge: Spot, cable: Spot): Obstacle => ({
  namespace: end.namespace,
  looked: 'bridge',
  thing: end.link.name,
  found: `${end.link.name}, the other end of ${spotName(terrain, cable)}, is a port of no bridge, and so not of ${bridge.link.name}.`,
  commands: [...showLink(terrain, end), ...showBridge(terrain, bridge)],
})

/** Two links that hang on two bridges; of a bridge that asks, or is asked for, its own name says enough. */
const otherBridge = (terrain: Terrain, hanging: Spot, is: Spot, other: Spot, wanted: Spot): Obstacle => ({
  namespace: is.namespace,
  looked: 'bridge',
  thing: is.link.name,
  found: `${spotName(terrain, hanging)} hangs on the bridge ${is.link.name}, ${
    other.link.kind === 'bridge'
      ? `not on ${wanted.link.name}`
      : `but ${spotName(terrain, other)} on ${wanted.link.name}`
  }: nothing passes from one to the other.`,
  commands: [...showBridge(terrain, is), ...showBridge(terrain, wanted)],
})

/** Both are on one link, of which one is a macvlan and the other is the link itself. */
function parentAndChild(terrain: Terrain, from: Spot, holder: Spot): Obstacle | null {
  const [child, parent] = sameLink(parentOf(terrain, holder), from)
    ? [holder, from]
    : [from, parentOf(terrain, from)]
  const related = sameLink(parent, from) || parent?.namespace.inode === holder.namespace.inode
  if (!parent || !related) return null
  return {
    namespace: from.namespace,
    looked: 'link',
    thing: from.link.name,
    found: `${spotName(terrain, child)} is a ${child.link.kind} on ${spotName(terrain, parent)}, and such a link and the one below it never hear each other.`,
    commands: showNeighbours(terrain, from),
  }
}

/** Why no way leads from a link to another one that has the address, as far as a plug is the cause. */
function wrongPlug(terrain: Terrain, from: Spot, holder: Spot): Obstacle | null {
  const [near, far] = [sideOf(terrain, from), sideOf(terrain, holder)]
  if (!near || !far || near.namespace.inode !== far.namespace.inode) return null
  if (!near.bridge) return near.end && far.bridge ? unplugged(terrain, near.end, far.bridge, from) : null
  if (!far.bridge) return far.end && unplugged(terrain, far.end, near.bridge, holder)
  if (sameLink(near.bridge, far.bridge)) return null
  return near.end
    ? otherBridge(terrain, from, near.bridge, holder, far.bridge)
    : otherBridge(terrain, holder, far.bridge, from, near.bridge)
}

const entryWords = (entry: Neighbour | undefined): string =>
  entry ? ` (the neighbour table says ${entry.state})` : ''

function nobody(terrain: Terrain, from: Spot, address: string, holder: Spot | undefined): Obstacle {
  const entry = from.namespace.neighbours.find(
    (one) => one.address === address && one.device === from.link.name,
  )
  const elsewhere = holder ? `; it is the address of ${spotName(terrain, holder)}, which hangs elsewhere` : ''
  return {
    namespace: from.namespace,
    looked: 'neighbour',
    thing: address,
    found: `Nobody on the wire of ${from.link.name} has the address ${address}${entryWords(entry)}${elsewhere}.`,
    commands: showNeighbours(terrain, from),
  }
}

/** Why nothing that hangs on the same wire as a link has an address. */
export function explainGap(terrain: Terrain, from: Spot, address: string): Obstacle {
  const end = farEnd(terrain, from)
  if (end && !end.link.up) return farDown(terrain, from, end)
  const holders = holdersOf(terrain, address, from.namespace)
  for (const holder of holders) {
    const found = parentAndChild(terrain, from, holder) ?? wrongPlug(terrain, from, holder)
    if (found) return found
  }
  if (from.link.kind === 'dummy')
    return {
      namespace: from.namespace,
      looked: 'link',
      thing: from.link.name,
      found: `${from.link.name} is a dummy ${inPlace(placeOf(terrain, from.namespace))}: it leads nowhere.`,
      commands: showLink(terrain, from),
    }
  return nobody(terrain, from, address, holders[0])
}
