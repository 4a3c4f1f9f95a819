import type { Snapshot } from '../../observe/snapshot.ts'
import type { Placed } from './read-topology.ts'
import { outsideId, type Cable } from './topology.ts'

/** True for an end that the engine made for a container on one of its networks. */
const isOfEngine = ({ containers }: Snapshot, { namespace, link }: Placed): boolean =>
  containers.some(
    ({ namespaceInode, networks }) =>
      namespaceInode === namespace.inode && networks.some(({ mac }) => mac !== null && mac === link.mac),
  )

/** The cables of a picture, each once, in the order of their first ends. */
export function readCables(snapshot: Snapshot, all: readonly Placed[]): Cable[] {
  return all.flatMap((end, position): Cable[] => {
    const { peer } = end.link
    if (peer === null) return []
    const known = snapshot.namespaces.some(({ inode }) => inode === peer.namespaceInode)
    // The host's own cable ends in the world around it, which no snapshot shows.
    if (!known && peer.namespaceInode !== null && end.kind === 'host')
      return [{ ends: [end.id, outsideId], madeBy: 'lab' }]
    const far = all.findIndex(
      ({ namespace, link }) => namespace.inode === peer.namespaceInode && link.index === peer.index,
    )
    const other = all[far]
    if (other === undefined || far <= position) return []
    const ofEngine = isOfEngine(snapshot, end) || isOfEngine(snapshot, other)
    return [{ ends: [end.id, other.id], madeBy: ofEngine ? 'docker' : 'hand' }]
  })
}
