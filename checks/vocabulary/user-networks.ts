/** Bridge networks that somebody has made with `docker network create`, and who runs on them. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import { namespacePath, type View } from '../../runner/judge/view.ts'
import { contains, parseCidr } from '../../runner/observe/addresses.ts'
import type { DockerNetwork, Snapshot } from '../../runner/observe/snapshot.ts'
import { bridge, type Bridge } from './addressing.ts'
import type { Inhabited } from './containers.ts'
import { bridgeNameOption } from './default-network.ts'
import type { Target } from './reach.ts'
import { about, unreadable, type Found, type Subject } from './subject.ts'

/** All networks of the host’s engine, as evidence. */
export const dockerNetworks: Exhibit = { on: 'engine', command: ['network', 'ls'] }
const inspect = (...names: [string, ...string[]]): Exhibit => ({
  on: 'engine',
  command: ['network', 'inspect', ...names],
})

/** A running container on a network, and its IPv4 address there. */
export interface Member {
  box: Inhabited
  network: DockerNetwork
  address: string
}

/** The networks that the engine makes for itself. */
const enginesOwn = ['bridge', 'docker_gwbridge']

/** Bridge networks that are not the engine's own, when all that is said of networks and containers could be read. */
export const userNetworks: Subject<DockerNetwork[]> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'networks', 'containers', 'container', 'namespaces', 'namespace')
  if (gap) return { finding: gap }
  return {
    thing: snapshot.networks.filter(({ driver, name }) => driver === 'bridge' && !enginesOwn.includes(name)),
  }
}

/** Running containers with an IPv4 address on the network, oldest first. */
export const membersOf = (snapshot: Snapshot, network: DockerNetwork): Member[] =>
  network.containers
    .flatMap(({ containerId, address }) => {
      const container = snapshot.containers.find(({ id, running }) => running && id === containerId)
      const namespace = snapshot.namespaces.find(({ inode }) => inode === container?.namespaceInode)
      return container && namespace && address !== null
        ? [{ box: { container, namespace }, network, address }]
        : []
    })
    .sort((one, other) => (one.box.container.createdAt ?? 0) - (other.box.container.createdAt ?? 0))

/** True when the container has an endpoint on the network. */
export const isOn = ({ container }: Inhabited, network: DockerNetwork): boolean =>
  container.networks.some(({ networkId, name }) => networkId === network.id || name === network.name)

/** The pools from which the engine serves a network without --subnet, and how long a prefix it gives (moby, ipamutils). */
const enginesPools: [pool: string, prefixLength: number][] = [
  ['172.16.0.0/12', 16],
  ['192.168.0.0/16', 20],
]

const isEnginesChoice = ({ ipam: { pools } }: DockerNetwork): boolean =>
  pools.some(({ subnet }) => {
    const cidr = parseCidr(subnet)
    return enginesPools.some(
      ([pool, prefixLength]) => cidr?.prefixLength === prefixLength && contains(pool, cidr.address),
    )
  })

const describe = ({ name, internal, ipam: { pools } }: DockerNetwork): string =>
  `${name} ${pools.map(({ subnet }) => subnet).join(', ')}${internal ? ' (internal)' : ''}`

/** What bridge networks there are besides the engine's own, in words. */
export const describeNetworks = (networks: DockerNetwork[]): string =>
  networks.map(describe).join('; ') || 'no bridge network but the default one'

const mostPeopled = (snapshot: Snapshot, networks: DockerNetwork[]): DockerNetwork | undefined => {
  const count = (network: DockerNetwork): number => membersOf(snapshot, network).length
  return networks.reduce<DockerNetwork | undefined>(
    (best, next) => (best && count(best) >= count(next) ? best : next),
    undefined,
  )
}

const theNetwork =
  (fits: (network: DockerNetwork) => boolean, code: string, text: string): Subject<DockerNetwork> =>
  (view) => {
    const networks = userNetworks(view)
    if ('finding' in networks) return networks
    const found = mostPeopled(
      view.snapshot,
      networks.thing.filter((network) => !network.internal && fits(network)),
    )
    if (found) return { thing: found }
    return { finding: fail(code, text, describeNetworks(networks.thing), dockerNetworks) }
  }

/** A network with a subnet as the engine chooses them; the one with most containers, never an internal one. */
export const theEnginesChoice: Subject<DockerNetwork> = theNetwork(
  isEnginesChoice,
  'no-engines-choice',
  'The engine has no bridge network of yours with a subnet from its own pools.',
)

/** A network with a subnet that the engine would not have chosen; the one with most containers, never an internal one. */
export const thePersonsChoice: Subject<DockerNetwork> = theNetwork(
  (network) => !isEnginesChoice(network) && network.ipam.pools.length > 0,
  'no-persons-choice',
  'Every bridge network that the engine has is in the pools that it serves itself from.',
)

const both = (view: View): Found<[DockerNetwork, DockerNetwork]> => {
  const [one, other] = [theEnginesChoice(view), thePersonsChoice(view)]
  if ('finding' in one) return one
  return 'finding' in other ? other : { thing: [one.thing, other.thing] }
}

/** There is a network of the engine's choice and one of a person's, neither of them internal. */
export const areThere = (): Statement =>
  about('two bridge networks: one with a subnet from the engine’s pools, one with another', both, (found) =>
    pass(describeNetworks(found), dockerNetworks),
  )

/** The bridge of a network: `br-` and the beginning of its id, unless an option names another. */
export const bridgeNameOf = ({ id, options }: DockerNetwork): string =>
  options[bridgeNameOption] ?? `br-${id.slice(0, 12)}`

/** The bridge on the host that carries a network, with its IPv4 address. */
export const bridgeOf =
  (of: Subject<DockerNetwork>): Subject<Bridge> =>
  (view) => {
    const found = of(view)
    return 'finding' in found ? found : bridge(bridgeNameOf(found.thing))(view)
  }

const judgeBridge = (network: DockerNetwork, view: View): Finding => {
  const found = bridgeOf(() => ({ thing: network }))(view)
  if ('finding' in found) return found.finding
  const { link, address, cidr } = found.thing
  const exhibits: Exhibit[] = [
    inspect(network.name),
    { on: 'host', command: ['ip', 'addr', 'show', link.name] },
  ]
  const pool = network.ipam.pools.find(({ subnet }) => contains(subnet, address.address))
  // Where the engine names no gateway, it is the bridge's address.
  if (pool && (pool.gateway ?? address.address) === address.address)
    return pass(`${network.name}: ${link.name} with ${cidr}`, ...exhibits)
  return fail(
    'other-address',
    `${link.name}, the bridge of the network ${network.name}, does not have the gateway’s address.`,
    `it has ${cidr}; the network is ${describe(network)}`,
    ...exhibits,
  )
}

/** Each of the two networks has its bridge on the host, and the bridge has the gateway's address. */
export const haveTheirBridges = (): Statement =>
  about('for each network a bridge on the host, with the gateway’s address', both, (networks, view) => {
    const findings = networks.map((network) => judgeBridge(network, view))
    const actual = findings.map((finding) => finding.actual).join('; ')
    return (
      findings.find(({ status }) => status !== 'pass') ??
      pass(actual, ...findings.flatMap(({ exhibits }) => exhibits))
    )
  })

/** The two networks with everybody on them: the engine's choice first. */
export const theTwoNetworks: Subject<{ network: DockerNetwork; members: Member[] }[]> = (view) => {
  const found = both(view)
  if ('finding' in found) return found
  return {
    thing: found.thing.map((network) => ({ network, members: membersOf(view.snapshot, network) })),
  }
}

/** A member by its address on the network. */
export const addressOf =
  (of: Subject<Member>): Subject<Target> =>
  (view) => {
    const found = of(view)
    if ('finding' in found) return found
    const { box, address } = found.thing
    const netns = address.includes(':') ? null : namespacePath(box.namespace)
    return { thing: { name: `the container ${box.container.name}`, address, netns } }
  }

/** The gateway of the network that a member is on: the bridge's address. */
export const gatewayOfMember =
  (of: Subject<Member>): Subject<Target> =>
  (view) => {
    const member = of(view)
    if ('finding' in member) return member
    const found = bridgeOf(() => ({ thing: member.thing.network }))(view)
    if ('finding' in found) return found
    return { thing: { name: found.thing.link.name, address: found.thing.address.address } }
  }

/** The member runs. `expected` says which one was asked for. */
export const isMember = (of: Subject<Member>, expected: string): Statement =>
  about(expected, of, ({ box, network, address }) =>
    pass(`${box.container.name} (${address}) on ${network.name}`, inspect(network.name)),
  )
