import type { DockerNetwork, NetworkNamespace } from '../../runner/observe/snapshot.ts'
import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import {
  address,
  addContainer,
  container,
  defaultRoute,
  endpoint,
  link,
  scene,
  type Scene,
} from './fixtures.ts'
import { dockerNetwork, poolOf } from './docker-network-fixtures.ts'

const userNetwork = (
  name: string,
  subnet: string,
  gateway: string | null,
  over: Partial<DockerNetwork> = {},
): DockerNetwork =>
  dockerNetwork(name, { id: name.padEnd(12, '0').padEnd(64, 'f'), ipam: poolOf(subnet, gateway), ...over })

/** Connects a container of the scene to a network: endpoint on either side, and an interface inside. */
export function connect(to: Scene, name: string, network: DockerNetwork, ip: string): void {
  const box = to.snapshot.containers.find((one) => one.name === name)
  const inside = to.snapshot.namespaces.find(({ inode }) => inode === box?.namespaceInode)
  if (!box || !inside) throw new Error(`the scene has no container ${name}`)
  const endpointId = `${network.name}-${name}`
  box.networks.push(
    endpoint(network.name, { networkId: network.id, endpointId, address: ip, prefixLength: 16 }),
  )
  network.containers.push({ containerId: box.id, name, endpointId, address: ip, mac: null })
  inside.links.push(
    link(100 + inside.links.length, `eth${inside.links.length - 1}`, { addresses: [address(`${ip}/16`)] }),
  )
}

/** Takes a container off a network, its interface too. */
export function disconnect(from: Scene, name: string, network: DockerNetwork): void {
  const box = from.snapshot.containers.find((one) => one.name === name)
  const ip = box?.networks.find(({ networkId }) => networkId === network.id)?.address
  if (!box || ip === undefined) throw new Error(`${name} is not on ${network.name}`)
  box.networks = box.networks.filter(({ networkId }) => networkId !== network.id)
  network.containers = network.containers.filter(({ containerId }) => containerId !== box.id)
  const inside = namespaceOf(from, name)
  inside.links = inside.links.filter(({ addresses }) => !addresses.some((one) => one.address === ip))
}

export function namespaceOf(at: Scene, name: string): NetworkNamespace {
  const inode = at.snapshot.containers.find((one) => one.name === name)?.namespaceInode
  const found = at.snapshot.namespaces.find((one) => one.inode === inode)
  if (!found) throw new Error(`the scene has no namespace of ${name}`)
  return found
}

/** Lab 12 when it is done. */
export interface Scene12 extends Scene {
  green: DockerNetwork
  blue: DockerNetwork
  vault: DockerNetwork
}

const greenBridge = 'br-green0000000'
const blueBridge = 'br-blue00000000'

/** What the engine's isolation rules look like, with so many packets dropped on the way to green. */
export const isolationRules = (dropped: number, ...before: string[]): string =>
  [
    '*raw',
    ':PREROUTING ACCEPT [0:0]',
    'COMMIT',
    '*filter',
    ':FORWARD DROP [0:0]',
    ...['DOCKER', 'DOCKER-USER', 'STAGE-1', 'STAGE-2'].map((chain) => `:${chain} - [0:0]`),
    ...before,
    `[9:9] -A STAGE-1 -i ${blueBridge} ! -o ${blueBridge} -j STAGE-2`,
    `[${dropped}:9] -A STAGE-2 -o ${greenBridge} -j DROP`,
    `[7:9] -A STAGE-2 -o ${blueBridge} -j DROP`,
    'COMMIT',
    '',
  ].join('\n')

export function filterWith(at: Scene, text: string): void {
  at.host.firewall = { backend: 'nf_tables', tables: parseIptables(text), foreignTables: null }
}

export function userNetworkScene(): Scene12 {
  const here = scene()
  here.snapshot.containers = []
  const green = userNetwork('green', '172.18.0.0/16', '172.18.0.1')
  const blue = userNetwork('blue', '10.0.0.0/24', null)
  const vault = userNetwork('vault', '172.19.0.0/16', '172.19.0.1', { internal: true })
  here.snapshot.networks = [
    userNetwork('bridge', '172.17.0.0/16', '172.17.0.1'),
    userNetwork('docker_gwbridge', '172.21.0.0/16', null),
    userNetwork('host', '0.0.0.0/0', null, { driver: 'host' }),
    blue,
    green,
    vault,
  ]
  const bridges: [string, string][] = [
    [greenBridge, '172.18.0.1/16'],
    [blueBridge, '10.0.0.1/24'],
  ]
  for (const [index, [name, cidr]] of bridges.entries())
    here.host.links.push(link(30 + index, name, { kind: 'bridge', addresses: [address(cidr)] }))
  const people: [string, string, [DockerNetwork, string][]][] = [
    ['web', 'green', [[green, '172.18.0.2']]],
    ['ann', 'green', [[blue, '10.0.0.4']]],
    ['bob', 'blue', [[blue, '10.0.0.2']]],
    [
      'hub',
      'green',
      [
        [green, '172.18.0.4'],
        [blue, '10.0.0.3'],
        [vault, '172.19.0.3'],
      ],
    ],
    ['safe', 'vault', [[vault, '172.19.0.2']]],
  ]
  for (const [index, [name, networkMode, networks]] of people.entries()) {
    const createdAt = 1_000_000 + index
    addContainer(here, name, 200 + index, { networkMode, networks: [], createdAt })
    for (const [network, ip] of networks) connect(here, name, network, ip)
  }
  const web = here.snapshot.containers.find(({ name }) => name === 'web') ?? container('web', null)
  web.exposedPorts = ['443/tcp', '80/tcp', '53/udp']
  namespaceOf(here, 'hub').routes.push(defaultRoute('10.0.0.1', { device: 'eth1' }))
  filterWith(here, isolationRules(3))
  return { ...here, green, blue, vault }
}
