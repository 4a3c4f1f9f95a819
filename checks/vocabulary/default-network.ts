/** The engine’s default network: which bridge carries it, and which addresses it hands out. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { sameSubnet } from '../../runner/observe/addresses.ts'
import type { DockerNetwork, Link, Snapshot } from '../../runner/observe/snapshot.ts'
import type { Bridge } from './addressing.ts'
import { about, unreadable, type Subject } from './subject.ts'

/** What the engine tells of its default network, as evidence. */
export const inspectDefault: Exhibit = { on: 'engine', command: ['network', 'inspect', 'bridge'] }

/** The option in which `docker network inspect bridge` tells the name of the bridge that carries the network. */
export const bridgeNameOption = 'com.docker.network.bridge.name'

/** The engine's default network in a snapshot, or undefined where there is none. */
export const defaultNetworkOf = ({ networks }: Snapshot): DockerNetwork | undefined =>
  networks.find(({ name, driver }) => name === 'bridge' && driver === 'bridge')

/** The engine's default network, the one called bridge; of a silent engine nothing is said. */
export const theDefaultNetwork: Subject<DockerNetwork> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'networks')
  if (gap) return { finding: gap }
  const network = defaultNetworkOf(snapshot)
  if (network) return { thing: network }
  const names = snapshot.networks.map(({ name }) => name).join(', ')
  return {
    finding: fail(
      'no-default-network',
      'The engine has no default network called bridge.',
      names === '' ? 'no networks' : `networks: ${names}`,
      { on: 'engine', command: ['network', 'ls'] },
    ),
  }
}

/** The engine's default network is carried by this bridge. */
export function carriesTheDefaultNetwork(link: Subject<Link>): Statement {
  return about('the engine’s default network is carried by the bridge', link, (found, view): Finding => {
    const network = theDefaultNetwork(view)
    if ('finding' in network) return network.finding
    const used = network.thing.options[bridgeNameOption]
    if (used === found.name) return pass(`the network bridge uses ${found.name}`, inspectDefault)
    return fail(
      'other-bridge',
      `The engine’s default network uses ${used ?? 'no bridge that it names'}, not ${found.name}.`,
      used ?? 'no bridge',
      inspectDefault,
    )
  })
}

/** The engine's default network hands out addresses of the bridge's network, and the bridge's own as gateway. */
export function handsOutItsAddresses(of: Subject<Bridge>): Statement {
  return about('the engine hands out addresses of the bridge’s network', of, (found, view): Finding => {
    const network = theDefaultNetwork(view)
    if ('finding' in network) return network.finding
    const pools = network.thing.ipam.pools
    const actual = pools.map(({ subnet }) => subnet).join(', ') || 'no pool'
    const pool = pools.find(({ subnet }) => sameSubnet(subnet, found.cidr))
    if (!pool)
      return fail(
        'other-pool',
        `The engine hands out addresses of ${actual}, but ${found.link.name} has ${found.cidr}.`,
        actual,
        inspectDefault,
      )
    // Where the engine names no gateway, it is the bridge's address.
    if (pool.gateway !== null && pool.gateway !== found.address.address)
      return fail(
        'other-gateway',
        `The engine names ${pool.gateway} as the gateway, but ${found.link.name} has ${found.address.address}.`,
        `gateway ${pool.gateway}`,
        inspectDefault,
      )
    return pass(`${actual}, gateway ${found.address.address}`, inspectDefault)
  })
}
