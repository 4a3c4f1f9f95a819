/** Which links are the engine's own doing. */
import type { Container, DockerNetwork, Link, NetworkNamespace, Snapshot } from '../observe/snapshot.ts'

/** The end of a cable that the engine has made for a container on one of its networks. */
export interface EngineEnd {
  container: Container
  /** Name of the network. */
  network: string
}

const endIn = ({ containers }: Snapshot, inode: number, link: Link): EngineEnd | null => {
  for (const container of containers.filter((one) => one.namespaceInode === inode)) {
    const endpoint = container.networks.find(
      ({ mac, address }) =>
        (mac !== null && mac === link.mac) ||
        // all links above one parent have that parent's MAC address, ip-link(8)
        (link.kind === 'ipvlan' && link.addresses.some((one) => one.address === address)),
    )
    if (endpoint) return { container, network: endpoint.name }
  }
  return null
}

/** Which endpoint a link belongs to, whichever of its two ends it is; null for a link of another making. */
export function engineEnd(snapshot: Snapshot, { inode }: NetworkNamespace, link: Link): EngineEnd | null {
  const own = endIn(snapshot, inode, link)
  if (own || link.peer === null) return own
  const { namespaceInode, index } = link.peer
  const there = snapshot.namespaces.find((one) => one.inode === namespaceInode)
  const peer = there?.links.find((one) => one.index === index)
  return there && peer ? endIn(snapshot, there.inode, peer) : null
}

/** Names of the links on the host that the engine makes for a network: its bridge, or the parent of its macvlan. */
export function linksOfNetwork({ id, driver, options }: DockerNetwork): string[] {
  const short = id.slice(0, 12)
  if (driver === 'bridge') return [options['com.docker.network.bridge.name'] ?? `br-${short}`]
  if (driver !== 'macvlan' && driver !== 'ipvlan') return []
  const parent = options['parent']
  // one that is named and does not exist is made when its name says how: eth0.10
  return [`dm-${short}`, `di-${short}`, ...(parent?.includes('.') ? [parent] : [])]
}

/** True when the engine made this link of the host for a network that is in the first list and not in the second. */
export const isOfNetworkOnlyIn = (here: DockerNetwork[], there: DockerNetwork[], name: string): boolean =>
  here.some(({ id, ...rest }) => {
    const keeps = (one: DockerNetwork): boolean => one.id === id || linksOfNetwork(one).includes(name)
    return linksOfNetwork({ id, ...rest }).includes(name) && !there.some(keeps)
  })
