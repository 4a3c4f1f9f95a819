import type { DockerNetwork, Link } from '../../runner/observe/snapshot.ts'
import { address, link, scene, unplug, type Scene } from './fixtures.ts'
import { dockerNetwork, poolOf } from './docker-network-fixtures.ts'

/** The network `bridge`, carried by this bridge. */
export const defaultNetwork = (bridgeName: string, subnet: string, gateway: string | null): DockerNetwork =>
  dockerNetwork('bridge', {
    ipam: poolOf(subnet, gateway),
    options: { 'com.docker.network.bridge.name': bridgeName },
  })

/** Gives the host one more bridge. */
export const addBridge = ({ host }: Scene, index: number, name: string, ...addresses: string[]): Link => {
  const added = link(index, name, {
    kind: 'bridge',
    rawKind: 'bridge',
    addresses: addresses.map((text) => address(text)),
  })
  host.links.push(added)
  return added
}

/** A host as it is at first: docker0 carries the default network. */
export const docker0Scene = (): Scene => {
  const here = scene()
  here.snapshot.networks = [defaultNetwork('docker0', '172.17.0.0/16', null)]
  return here
}

export interface BridgeScene extends Scene {
  bridge0: Link
  network: DockerNetwork
}

/** Lab 05 as it stands when every step is done: the neighbour is the container on bridge0. */
export function ownBridgeScene(): BridgeScene {
  const here = scene()
  unplug(here.host, 'docker0')
  const bridge0 = addBridge(here, 20, 'bridge0', '192.168.5.1/24')
  here.veth.master = { index: 20, name: 'bridge0' }
  bridge0.mac = here.veth.mac
  const network = defaultNetwork('bridge0', '192.168.5.0/24', '192.168.5.1')
  here.snapshot.networks = [network]
  return { ...here, bridge0, network }
}
