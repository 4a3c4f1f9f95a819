import { expect, test } from 'vitest'
import {
  address,
  addContainer,
  container,
  defaultRoute,
  endpoint,
  hide,
  link,
  namespace,
  silenceEngine,
  unplug,
  type Scene,
} from '../../checks/vocabulary/fixtures.ts'
import { setRules } from '../../checks/vocabulary/isolation-fixtures.ts'
import type { DockerNetwork, PublishedPort } from '../observe/snapshot.ts'
import { filterRules, thereAndBack } from './fixtures/compare.ts'

const port = (hostAddress: string): PublishedPort => ({
  containerPort: 80,
  protocol: 'tcp',
  hostAddress,
  hostPort: 8080,
})

/** docker run -d -p 8080:80 --name web base, as far as the kernel and the engine tell it. */
const runWeb = (at: Scene): void => {
  const mac = '02:42:ac:11:00:03'
  const eth0 = link(8, 'eth0', {
    mac,
    addresses: [address('172.17.0.3/16')],
    peer: { namespaceInode: at.host.inode, index: 9, name: null },
  })
  const networks = [endpoint('bridge', { address: '172.17.0.3', prefixLength: 16, mac })]
  const publishedPorts = [port('0.0.0.0'), port('::')]
  addContainer(at, 'web', 80, { networkMode: 'bridge', networks, publishedPorts }, eth0)
  at.snapshot.namespaces.at(-1)?.routes.push(defaultRoute('172.17.0.1'))
  const master = { index: 3, name: 'docker0' }
  at.host.links.push(link(9, 'vethc0ffee1', { master, peer: { namespaceInode: 80, index: 8, name: null } }))
  at.snapshot.listeners.push({ address: '0.0.0.0', port: 8080, holders: ['docker-proxy'] })
  const door = '[0:0] -A DOCKER -d 172.17.0.3/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT'
  setRules(at, [...filterRules, door])
}

const web = ({ snapshot }: Scene) => {
  const found = snapshot.containers.find(({ name }) => name === 'web')
  if (!found) throw new Error('nobody has started web')
  return found
}

test('docker run is one line, and docker rm one more', () => {
  const { there, back } = thereAndBack(runWeb)
  expect(there).toEqual({
    says: ['The container web runs, 172.17.0.3 on bridge; port 8080 of the host leads to its port 80.'],
    undo: ['docker rm -f web'],
  })
  expect(back).toEqual({ says: ['The container web is gone.'], undo: [] })
})

test('who writes a rule of his own beside docker run is told of it', () => {
  const { there } = thereAndBack((at) => {
    runWeb(at)
    const rules = at.host.firewall?.tables[0]?.chains.find(({ name }) => name === 'FORWARD')?.rules
    const own = rules?.at(-1)
    if (own)
      rules?.push({
        ...own,
        text: '-A FORWARD -o docker0 -j DROP',
        spec: ['-A', 'FORWARD', '-o', 'docker0', '-j', 'DROP'],
      })
  })
  expect(there.says).toEqual([
    expect.stringContaining('The container web runs'),
    'The chain FORWARD has a new rule, number 5: -o docker0 -j DROP.',
  ])
  expect(there.undo).toEqual(['iptables -D FORWARD -o docker0 -j DROP', 'docker rm -f web'])
})

test('a port that is one for IPv4 and another for IPv6 is told once', () => {
  const { there } = thereAndBack((at) => {
    const publishedPorts = [port('0.0.0.0'), { ...port('::'), hostPort: 8079 }]
    addContainer(at, 'all', 80, { networks: [], publishedPorts })
    // without docker-proxy
    at.snapshot.listeners.push({ address: '::', port: 8079, holders: ['dockerd'] })
  })
  expect(there.says).toEqual([
    'The container all runs, without a network; port 8080 of the host leads to its port 80.',
  ])
})

test('new containers are told from the oldest to the newest', () => {
  const { there } = thereAndBack((at) => {
    addContainer(at, 'second', 81, { createdAt: 9 })
    addContainer(at, 'first', 80, { createdAt: 8 })
  })
  expect(there.says).toEqual([
    'The container first runs, without a network.',
    'The container second runs, without a network.',
  ])
  expect(there.undo).toEqual(['docker rm -f second', 'docker rm -f first'])
})

test('an engine that starts on another bridge takes its rules about docker0 away', () => {
  const { back } = thereAndBack(
    (at) => {
      silenceEngine(at)
      setRules(at, filterRules)
    },
    (at) => {
      at.snapshot.networks = []
      setRules(at, filterRules.slice(0, 1))
    },
  )
  expect(back).toEqual({
    says: ['The Docker Engine answers, version 20.10.24.'],
    undo: ['service docker stop'],
  })
})

test('a container that stops or starts, and one that was started anew', () => {
  const stop = (at: Scene): void => {
    Object.assign(web(at), {
      running: false,
      state: 'exited',
      namespaceInode: null,
      hostPid: null,
      exitCode: 0,
    })
    at.snapshot.namespaces = at.snapshot.namespaces.filter(({ inode }) => inode !== 80)
    unplug(at.host, 'vethc0ffee1')
    at.snapshot.listeners = []
    setRules(at, filterRules)
  }
  const { there, back } = thereAndBack(stop, runWeb)
  expect(there).toEqual({ says: ['The container web no longer runs.'], undo: ['docker start web'] })
  expect(back).toEqual({
    says: ['The container web runs, 172.17.0.3 on bridge; port 8080 of the host leads to its port 80.'],
    undo: ['docker stop -t 1 web'],
  })
  const again = thereAndBack((at) => Object.assign(web(at), { startedAt: 2 }), runWeb)
  expect(again.there.undo).toEqual([])
  expect(again.there.says).toEqual([
    'The container web was started anew, 172.17.0.3 on bridge; port 8080 of the host leads to its port 80.',
  ])
})

test('a container takes along the cable that somebody has plugged into it', () => {
  const { there } = thereAndBack(({ snapshot, host, box }) => {
    snapshot.containers = snapshot.containers.filter((one) => one !== box)
    snapshot.namespaces = snapshot.namespaces.filter(({ inode }) => inode !== 50)
    unplug(host, 'A')
    Object.assign(snapshot.entries[0] ?? {}, { inode: null, alive: false, dangling: true })
  })
  expect(there).toEqual({
    says: [
      'The container box is gone, and the link A is gone with it.',
      '/var/run/netns/450 now leads nowhere.',
    ],
    undo: [],
  })
})

test('a container with --rm is gone as soon as it has ended', () => {
  const { there } = thereAndBack(
    (at) => Object.assign(web(at), { running: false, state: 'removing' }),
    (at) => {
      runWeb(at)
      web(at).autoRemove = true
    },
  )
  expect(there.says).toEqual(['The container web is gone.'])
})

test.each([
  ['created', { state: 'created' }, 'There is a new container, job, that has not been started.'],
  [
    'ended',
    { state: 'exited', exitCode: 3 },
    'There is a new container, job, that has ended with exit code 3.',
  ],
])('a container that is only %s', (_, over, sentence) => {
  const { there } = thereAndBack((at) =>
    at.snapshot.containers.push(container('job', null, { running: false, ...over })),
  )
  expect(there).toEqual({ says: [sentence], undo: ['docker rm -f job'] })
})

test.each([
  ['host', 'in the host’s own network namespace'],
  ['container:abc', 'in another container’s network namespace'],
  ['none', 'without a network'],
])('a container with --net=%s', (networkMode, words) => {
  const { there } = thereAndBack((at) =>
    at.snapshot.containers.push(container('side', null, { networkMode, networks: [] })),
  )
  expect(there.says).toEqual([`The container side runs, ${words}.`])
})

test('a container is renamed, paused, and has other ports and addresses', () => {
  const { there, back } = thereAndBack((at) => {
    const one = web(at)
    Object.assign(one, { name: 'shop', state: 'paused', publishedPorts: [] })
    Object.assign(one.networks[0] ?? {}, { address: '172.17.0.9' })
    at.snapshot.listeners = []
  }, runWeb)
  expect(there.says.slice(0, 4)).toEqual([
    'The container web is now called shop.',
    'The container shop is paused.',
    'The container shop has 172.17.0.9 on bridge; it had 172.17.0.3.',
    'Port 8080 of the host no longer leads to port 80 of the container shop.',
  ])
  expect(there.undo).toEqual(['docker unpause shop', 'docker rename shop web'])
  expect(back.says).toContain('Port 8080 of the host leads to port 80 of the container web.')
  expect(back.undo).toEqual(['docker pause web', 'docker rename web shop'])
})

const team = (id: string, over: Partial<DockerNetwork> = {}): DockerNetwork => ({
  id: id.repeat(64),
  name: 'team',
  driver: 'bridge',
  scope: 'local',
  internal: true,
  attachable: false,
  ipv6: false,
  ipam: { driver: 'default', pools: [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1', range: null }] },
  options: { 'com.docker.network.bridge.enable_icc': 'false' },
  labels: { of: 'mine' },
  containers: [],
  ...over,
})

const makeTeam =
  (id: string) =>
  (at: Scene): void => {
    const bridge = `br-${id.repeat(12)}`
    at.snapshot.networks.push(team(id))
    at.host.links.push(
      link(id === 'a' ? 30 : 40, bridge, {
        kind: 'bridge',
        rawKind: 'bridge',
        addresses: [address('172.18.0.1/16')],
      }),
    )
    const rules = [`[0:0] -A FORWARD -o ${bridge} -j DOCKER`, `[0:0] -A FORWARD -i ${bridge} -j ACCEPT`]
    setRules(at, [...filterRules.slice(1), ...rules, ...filterRules.slice(0, 1)])
  }

test('a Docker network is one line, whatever the engine writes for it', () => {
  const { there, back } = thereAndBack(makeTeam('a'))
  expect(there).toEqual({
    says: ['There is a new Docker network, team (172.18.0.0/16).'],
    undo: ['docker network rm team'],
  })
  expect(back).toEqual({
    says: ['The Docker network team is gone.'],
    undo: [
      'docker network create --subnet 172.18.0.0/16 --gateway 172.18.0.1 --internal --opt com.docker.network.bridge.enable_icc=false --label of=mine team',
    ],
  })
})

test('a Docker network that was made again is the same to whoever calls it by its name', () => {
  const { there } = thereAndBack((at) => {
    at.snapshot.networks.pop()
    unplug(at.host, 'br-aaaaaaaaaaaa')
    makeTeam('b')(at)
  }, makeTeam('a'))
  expect(there).toEqual({ says: [], undo: [] })
})

test('a Docker network that has another subnet, or is of another kind', () => {
  const pools = [{ subnet: '10.5.0.0/16', gateway: null, range: null }]
  const { there } = thereAndBack(
    ({ snapshot }) => {
      snapshot.networks = [
        ...snapshot.networks.slice(0, -1),
        team('a', { ipam: { driver: 'default', pools } }),
        team('c', { name: 'lan', driver: 'macvlan', ipam: { driver: 'default', pools: [] }, options: {} }),
      ]
    },
    ({ snapshot }) => void snapshot.networks.push(team('a')),
  )
  expect(there.says).toEqual([
    'The Docker network team has 10.5.0.0/16; it had 172.18.0.0/16.',
    'There is a new Docker network, lan (macvlan).',
  ])
})

test('a container is plugged into a network, and out of it, and its routes are the engine’s', () => {
  const prepare = (at: Scene): void => {
    makeTeam('a')(at)
    runWeb(at)
  }
  const { there, back } = thereAndBack((at) => {
    const wanted = { address: '172.18.0.7', address6: null }
    const more = { address: '172.18.0.7', mac: '02:42:ac:12:00:07', aliases: ['shop', 'id-of-web'], wanted }
    web(at).networks.push(endpoint('team', more))
    const inside = at.snapshot.namespaces.find(({ inode }) => inode === 80)
    inside?.links.push(link(31, 'eth1', { mac: '02:42:ac:12:00:07', addresses: [address('172.18.0.7/16')] }))
    if (inside) inside.routes = [defaultRoute('172.18.0.1', { device: 'eth1' })]
  }, prepare)
  expect(there).toEqual({
    says: ['The container web is connected to team, as 172.18.0.7.'],
    undo: ['docker network disconnect team web'],
  })
  expect(back).toEqual({
    says: ['The container web is no longer connected to team.'],
    undo: ['docker network connect --ip 172.18.0.7 --alias shop team web'],
  })
})

test('the engine’s own cable that somebody has torn out is told', () => {
  const { there } = thereAndBack((at) => {
    unplug(at.host, 'vethc0ffee1')
    const inside = at.snapshot.namespaces.find(({ inode }) => inode === 80)
    if (inside) unplug(inside, 'eth0')
  }, runWeb)
  expect(there.says).toEqual(['vethc0ffee1 is gone, and its other end eth0 in the container web with it.'])
})

test('the engine stops, and what nobody can ask it about any more is no change', () => {
  const { there, back } = thereAndBack((at) => {
    silenceEngine(at)
    at.snapshot.namespaces = at.snapshot.namespaces.filter(({ inode }) => inode === at.host.inode)
    for (const name of ['A', 'veth1a2b3c']) unplug(at.host, name)
    at.snapshot.entries = []
  })
  expect(there.says).toEqual([
    'The Docker Engine no longer answers, and the link A is gone with it.',
    '/var/run/netns/450 is gone.',
  ])
  expect(there.undo).toEqual(['ln -s /proc/450/ns/net /var/run/netns/450', 'service docker start'])
  expect(back.says[0]).toBe('The Docker Engine answers, version 20.10.24.')
  expect(back.undo.at(-1)).toBe('service docker stop')
})

test('an engine that is only slow has not stopped', () => {
  const { there, back } = thereAndBack(({ snapshot }) => {
    Object.assign(snapshot, { engine: null, containers: [], networks: [], images: [] })
    const reason = 'The Docker Engine did not answer /_ping in time.'
    snapshot.unreadable = [{ part: 'engine', reason }]
    for (const part of ['containers', 'networks', 'images'])
      snapshot.unreadable.push({ part, reason: 'No engine answers.' })
    for (const one of snapshot.namespaces) if (one.owner.kind === 'container') one.owner = { kind: 'other' }
  })
  expect(there).toEqual({ says: [], undo: [] })
  expect(back).toEqual({ says: [], undo: [] })
})

test('the engine was started anew: its own network is another one, and its rules are no news', () => {
  const { there } = thereAndBack(
    (at) => {
      at.snapshot.networks = at.snapshot.networks.map((one) => ({ ...one, id: 'another' }))
      setRules(at, filterRules)
      at.host.sysctls['net.ipv4.ip_forward'] = '1'
    },
    (at) => {
      setRules(at, [])
      at.host.sysctls['net.ipv4.ip_forward'] = '0'
    },
  )
  expect(there).toEqual({ says: ['The Docker Engine was started anew, version 20.10.24.'], undo: [] })
})

test.each(['containers', 'container id-of-web', 'networks', 'images'])(
  'what could not be read of the %s is no change',
  (part) => {
    const { there, back } = thereAndBack((at) => {
      hide(at, part)
      if (part === 'networks') at.snapshot.networks = []
      if (part === 'images') at.snapshot.images = []
      if (!part.startsWith('container')) return
      at.snapshot.containers = at.snapshot.containers.filter(({ name }) => name !== 'web')
      for (const one of at.snapshot.namespaces)
        if (one.inode === 80)
          Object.assign(one, namespace(80, { kind: 'other' }, one.links.slice(1)), { routes: one.routes })
    }, runWeb)
    expect(there).toEqual({ says: [], undo: [] })
    expect(back).toEqual({ says: [], undo: [] })
  },
)

test('images: new, gone, with another name, and without one', () => {
  const image = (id: string, ...tags: string[]) => ({
    id: `sha256:${id.repeat(64)}`,
    tags,
    size: 1,
    createdAt: null,
    madeBy: null,
    newestLayerSize: null,
  })
  const { there, back } = thereAndBack(
    ({ snapshot }) => {
      snapshot.images = [image('a', 'web:2'), image('b', 'web:1'), image('c'), image('d', 'new:1')]
    },
    ({ snapshot }) => {
      snapshot.images = [image('a', 'web:1'), image('b', 'old:1'), image('e', 'gone:1')]
    },
  )
  expect(there.says).toEqual([
    'No image is called old:1 any more.',
    'The image gone:1 is gone.',
    'An image that was there has another name, web:2.',
    'web:1 is another image now.',
    'There is a new image, new:1.',
    'There is a new image without a name, cccccccccccc.',
  ])
  expect(there.undo).toEqual([
    `docker rmi sha256:${'c'.repeat(64)}`,
    'docker rmi new:1',
    `docker tag sha256:${'a'.repeat(64)} web:1`,
    'docker rmi web:2',
    `docker tag sha256:${'b'.repeat(64)} old:1`,
  ])
  expect(back.says).toContain('The image cccccccccccc, which had no name, is gone.')
})

test('a namespace that outlives its container keeps what is in it', () => {
  const { there } = thereAndBack(({ snapshot, inBox }) => {
    snapshot.containers = snapshot.containers.filter(({ name }) => name !== 'box')
    Object.assign(inBox, { owner: { kind: 'other', name: 'mine' }, pid: null })
    snapshot.entries = [{ name: 'mine', kind: 'mount', inode: inBox.inode, alive: true, dangling: false }]
  })
  expect(there.says).toEqual([
    'The container box is gone.',
    '/var/run/netns/450 is gone.',
    '/var/run/netns/mine leads to the network namespace mine.',
  ])
})
