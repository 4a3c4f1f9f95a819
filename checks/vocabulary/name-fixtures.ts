import type { Container, HostsEntry } from '../../runner/observe/snapshot.ts'
import { addContainer, endpoint, scene, type Scene } from './fixtures.ts'
import { resolveBy } from './looking-fixtures.ts'
import type { Probes } from '../../runner/judge/view.ts'
import { dockerNetwork } from './docker-network-fixtures.ts'

const publicServer = '8.8.8.8'
const siteServer = '203.0.113.1'

/** What every name server of these scenes knows. */
const served = {
  'wiki.intranet.example': '198.51.100.21',
  'www.example': '198.51.100.80',
  'outside.example': '203.0.113.1',
  app: '172.18.0.3',
}

/** Name servers that know these names and no others, and web servers that say whose they are. */
export const answering = (
  names: Record<string, string> = served,
  pages: Record<string, string> = {},
): Probes => ({
  ping: () => Promise.resolve({ reached: false, detail: 'nobody pings here' }),
  echoReplies: () => Promise.resolve(null),
  connect: (_, address) => {
    const said = pages[address] ?? 'I am box\n'
    return Promise.resolve({ reached: true, detail: 'connected', said })
  },
  resolve: (from, name, files) => {
    // Names of containers are known to the engine's own server alone.
    const { app: _app, ...others } = names
    const own = files.resolver.nameservers.includes('127.0.0.11')
    return resolveBy(own ? names : others)(from, name, files)
  },
  whoHas: () => Promise.resolve({ reached: false, detail: 'nobody asks here' }),
})

/** What the engine writes into the /etc/hosts of a container. */
const hostsOf = (address: string, ...names: string[]): HostsEntry[] => [
  { address: '127.0.0.1', names: ['localhost'] },
  { address, names },
]

const image = (id: string, ...tags: string[]) => ({
  id,
  tags,
  size: 1,
  createdAt: null,
  madeBy: null,
  newestLayerSize: null,
})

/** Lab 10 when it is done. */
export interface NameScene extends Scene {
  named: Container
  client: Container
  tester: Container
  web: Container
  caller: Container
  copy: Container
  db: Container
  app: Container
}

export function nameScene(): NameScene {
  const here = scene()
  here.snapshot.containers = []
  here.snapshot.networks = [dockerNetwork('bridge'), dockerNetwork('lan')]
  here.snapshot.images = [image('sha256:0', 'base:latest'), image('sha256:9', 'kept:latest')]
  let age = 0
  const put = (name: string, address: string, over: Partial<Container> = {}): Container => {
    age += 1
    const mode = over.networkMode ?? 'bridge'
    addContainer(here, name, 100 + age, {
      id: `${age}`.padStart(12, '0').padEnd(64, '0'),
      hostname: `${age}`.padStart(12, '0'),
      networkMode: mode,
      networks: [endpoint(mode, { address })],
      createdAt: age,
      startedAt: age,
      hostnameFile: over.hostname ?? `${age}`.padStart(12, '0'),
      hosts: hostsOf(address, `${age}`.padStart(12, '0')),
      resolver: { nameservers: [publicServer], search: [], options: [] },
      ...over,
    })
    return here.snapshot.containers.at(-1) as Container
  }
  const named = put('box', '172.17.0.2', {
    hostname: 'shop.example',
    hosts: [
      ...hostsOf('172.17.0.2', 'shop.example', 'shop'),
      { address: '198.51.100.22', names: ['archive'] },
    ],
    startedAt: 20,
    finishedAt: 19,
  })
  const client = put('client', '172.17.0.3', {
    resolver: { nameservers: [siteServer], search: ['intranet.example'], options: [] },
  })
  const tester = put('tester', '172.17.0.4', {
    extraHosts: [
      { name: 'library', address: '198.51.100.80' },
      { name: 'www.example', address: '203.0.113.1' },
    ],
    hosts: [
      ...hostsOf('172.17.0.4', '000000000003'),
      { address: '198.51.100.80', names: ['library'] },
      { address: '203.0.113.1', names: ['www.example'] },
    ],
  })
  const web = put('web', '172.17.0.7', { startedAt: 10, finishedAt: 9 })
  const caller = put('caller', '172.17.0.6', {
    links: ['web:backend'],
    hosts: [
      ...hostsOf('172.17.0.6', '000000000005'),
      { address: '172.17.0.7', names: ['backend', '000000000004', 'web'] },
    ],
  })
  const copy = put('copy', '172.17.0.8', { image: 'kept', imageId: 'sha256:9' })
  const inner = { nameservers: ['127.0.0.11'], search: [], options: ['ndots:0'] }
  const db = put('db', '172.18.0.2', { networkMode: 'lan', resolver: inner })
  const app = put('app', '172.18.0.3', { networkMode: 'lan', resolver: inner })
  return { ...here, named, client, tester, web, caller, copy, db, app }
}
