import { parseIptables } from '../../runner/observe/parse-iptables.ts'
import type { Container, DockerNetwork, PortRequest, Snapshot } from '../../runner/observe/snapshot.ts'
import { container, endpoint, inodes, namespace, scene, type Scene } from './fixtures.ts'
import { dockerNetwork } from './docker-network-fixtures.ts'

/** `-p 127.0.0.1:8081:80` -> what the engine keeps of it. */
export const request = (text: string): PortRequest => {
  const words = text.split(':')
  const [containerPort = '', hostPort = '', hostAddress = ''] = words.toReversed()
  return {
    containerPort: Number(containerPort),
    protocol: 'tcp',
    hostAddress: hostAddress === '' ? null : hostAddress,
    hostPort: hostPort === '' ? null : Number(hostPort),
  }
}

/** A published port as the engine tells it: `127.0.0.1:8081:80`. */
export const bound = (text: string): Container['publishedPorts'][number] => ({
  ...request(text),
  hostAddress: text.slice(0, text.lastIndexOf(':', text.lastIndexOf(':') - 1)),
})

/** A running web server on the default network: what was asked for, and what was bound. */
export const server = (
  name: string,
  address: string,
  asked: string[],
  ports: string[],
  over: Partial<Container> = {},
): Container =>
  container(name, inodes.spare, {
    id: `${name}-0123456789abcdef`,
    networkMode: 'bridge',
    networks: [endpoint('bridge', { address, prefixLength: 16 })],
    portRequests: asked.map(request),
    publishedPorts: ports.map(bound),
    exposedPorts: ['80/tcp'],
    ...over,
  })

export const defaultNetwork = (hostBinding: string): DockerNetwork =>
  dockerNetwork('bridge', { options: { 'com.docker.network.bridge.host_binding_ipv4': hostBinding } })

/** Lab 08 as it stands when every step is done. `client` publishes nothing; all containers share one namespace here. */
export interface Published08 extends Scene {
  web: Container
  private: Container
  picked: Container
  all: Container
  plain: Container
}

/** The table nat of the host: its chain DOCKER with these rules, counters in front. */
export const natTable = (...rules: string[]): Snapshot['namespaces'][number]['firewall'] => ({
  backend: 'nf_tables',
  tables: parseIptables(['*nat', ':DOCKER - [0:0]', ...rules, 'COMMIT', ''].join('\n')),
  foreignTables: null,
})

export const webRule = (packets: number): string =>
  `[${packets}:60] -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80`

export function published(): Published08 {
  const here = scene()
  const boxes = {
    web: server('web', '172.17.0.2', ['0.0.0.0:8080:80'], ['0.0.0.0:8080:80'], { createdAt: 50 }),
    private: server('private', '172.17.0.4', ['127.0.0.1:8081:80'], ['127.0.0.1:8081:80'], { createdAt: 20 }),
    picked: server('picked', '172.17.0.5', ['203.0.113.10::80'], ['203.0.113.10:32768:80'], {
      createdAt: 30,
    }),
    all: server('all', '172.17.0.6', [], ['127.0.0.1:32769:80', '127.0.0.1:32768:443'], {
      createdAt: 40,
      publishAllPorts: true,
      exposedPorts: ['443/tcp', '80/tcp'],
    }),
    plain: server('plain', '172.17.0.7', ['8082:80'], ['127.0.0.1:8082:80'], { createdAt: 60 }),
  }
  const client = server('client', '172.17.0.3', [], [], { createdAt: 10 })
  here.snapshot.containers = [...Object.values(boxes), client]
  here.snapshot.namespaces = [
    here.host,
    namespace(inodes.spare, { kind: 'container', containerId: client.id }),
  ]
  here.snapshot.networks = [defaultNetwork('127.0.0.1')]
  here.snapshot.listeners = [
    { address: '0.0.0.0', port: 8080, holders: ['dockerd'] },
    { address: '127.0.0.1', port: 8081, holders: ['dockerd'] },
  ]
  here.host.firewall = natTable(webRule(3))
  return { ...here, ...boxes }
}
