import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import type {
  Container,
  DockerNetwork,
  FirewallRule,
  Neighbour,
  NetworkNamespace,
  Snapshot,
} from '../../runner/observe/snapshot.ts'
import { address, container, endpoint, inodes, link, namespace, scene, type Scene } from './fixtures.ts'
import { dockerNetwork, poolOf } from './docker-network-fixtures.ts'

/** Lab 06 as it stands when every step is done. */
export interface WallScene extends Scene {
  web: Container
  client: Container
  stranger: Container
  api: Container
  worker: Container
  inWeb: NetworkNamespace
  bridge: DockerNetwork
  team: DockerNetwork
}

const [inWeb, inClient, inStranger, inApi, inWorker] = [inodes.box, inodes.neighbour, inodes.spare, 80, 90]

const doorRules = [
  '[1:60] -A DOCKER -s 172.17.0.4/32 -d 172.17.0.2/32 -i docker0 -o docker0 -p tcp -m tcp --dport 443 -j ACCEPT',
  '[0:0] -A DOCKER -s 172.17.0.2/32 -d 172.17.0.4/32 -i docker0 -o docker0 -p tcp -m tcp --sport 443 -j ACCEPT',
  '[2:120] -A DOCKER -s 172.17.0.4/32 -d 172.17.0.2/32 -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT',
  '[0:0] -A DOCKER -s 172.17.0.2/32 -d 172.17.0.4/32 -i docker0 -o docker0 -p tcp -m tcp --sport 80 -j ACCEPT',
]

/** What iptables-save says of the host, with an engine of version 20.10. */
export const wall = [
  '[9:900] -A FORWARD -j DOCKER-USER',
  '[4:400] -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '[3:180] -A FORWARD -o docker0 -j DOCKER',
  '[0:0] -A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
  '[5:420] -A FORWARD -i docker0 -o docker0 -j DROP',
  ...doorRules,
  '[0:0] -A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP',
]

/** Gives the host these rules in its table filter. */
export function setRules(at: Scene, rules: string[]): void {
  const chains = ['FORWARD DROP', 'DOCKER -', 'DOCKER-USER -', 'DOCKER-ISOLATION-STAGE-2 -']
  const text = ['*filter', ...chains.map((chain) => `:${chain} [0:0]`), ...rules, 'COMMIT', ''].join('\n')
  at.host.firewall = { backend: 'nf_tables', tables: parseIptables(text), foreignTables: null }
}

/** The same snapshot a moment later: every rule of the table filter that `grows` chooses has counted one more packet. */
export function later(at: Scene, grows: (rule: FirewallRule) => boolean): Snapshot {
  const copy = structuredClone(at.snapshot)
  for (const { firewall } of copy.namespaces)
    for (const { chains } of firewall?.tables ?? [])
      for (const rule of chains.flatMap(({ rules }) => rules)) if (grows(rule)) rule.packets += 1
  return copy
}

export const neighbour = (at: string, mac: string | null, over: Partial<Neighbour> = {}): Neighbour => ({
  address: at,
  mac,
  device: 'eth0',
  state: 'STALE',
  ...over,
})

const network = (name: string, subnet: string, options: Record<string, string>): DockerNetwork =>
  dockerNetwork(name, { ipam: poolOf(subnet), options })

export function wallScene(): WallScene {
  const base = scene()
  const option = 'com.docker.network.bridge'
  const bridge = network('bridge', '172.17.0.0/16', {
    [`${option}.name`]: 'docker0',
    [`${option}.enable_icc`]: 'false',
  })
  const team = network('team', '172.18.0.0/16', {})
  const put = (
    name: string,
    inode: number,
    at: string,
    on: DockerNetwork,
    over: Partial<Container>,
  ): [Container, NetworkNamespace] => {
    const box = container(name, inode, {
      networkMode: on.name,
      networks: [endpoint(on.name, { address: at, prefixLength: 16 })],
      ...over,
    })
    on.containers.push({ containerId: box.id, name, endpointId: '', address: at, mac: null })
    const eth0 = link(4, 'eth0', { addresses: [address(`${at}/16`)] })
    return [box, namespace(inode, { kind: 'container', containerId: box.id }, [eth0])]
  }
  const exposedPorts = ['443/tcp', '80/tcp', '53/udp']
  const hosts = [
    { address: '127.0.0.1', names: ['localhost'] },
    { address: '172.17.0.2', names: ['server', 'id-of-web', 'web'] },
  ]
  const [web, ofWeb] = put('web', inWeb, '172.17.0.2', bridge, { exposedPorts, createdAt: 1 })
  const [stranger, ofStranger] = put('stranger', inStranger, '172.17.0.3', bridge, { createdAt: 2 })
  const linked = { createdAt: 3, links: ['web:server'], hosts }
  const [client, ofClient] = put('client', inClient, '172.17.0.4', bridge, linked)
  const [api, ofApi] = put('api', inApi, '172.18.0.2', team, { exposedPorts, createdAt: 4 })
  const [worker, ofWorker] = put('worker', inWorker, '172.18.0.3', team, { createdAt: 5 })
  ofWeb.neighbours.push(
    neighbour('172.17.0.3', '02:42:ac:11:00:03'),
    neighbour('10.66.66.66', '02:42:ac:11:00:05'),
  )
  Object.assign(base.snapshot, {
    namespaces: [base.host, ofWeb, ofStranger, ofClient, ofApi, ofWorker],
    containers: [worker, api, client, stranger, web],
    networks: [bridge, team],
  })
  const here = { ...base, web, client, stranger, api, worker, inWeb: ofWeb, bridge, team }
  setRules(here, wall)
  return here
}
