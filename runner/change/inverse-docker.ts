import type { Container, ContainerNetwork, DockerNetwork } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { DockerChange } from './change-docker.ts'
import type { Command } from './command.ts'

type Inverses = { [Kind in DockerChange['kind']]: (change: ChangeOf<Kind>) => Command[] | null }

const named = ({ name, id }: Container): string => name || id

/** Made by the engine itself, and refused by it under these names. */
const isPredefined = ({ name, scope }: Pick<DockerNetwork, 'name' | 'scope'>): boolean =>
  scope !== 'local' || ['bridge', 'host', 'none'].includes(name)

const makeNetwork = (network: DockerNetwork): Command[] | null => {
  if (isPredefined(network)) return null
  const { name, driver, internal, attachable, ipv6, ipam, options, labels } = network
  const pools = ipam.pools.flatMap(({ subnet, gateway, range }) => [
    '--subnet',
    subnet,
    ...(gateway === null ? [] : ['--gateway', gateway]),
    ...(range === null ? [] : ['--ip-range', range]),
  ])
  const pairs = (flag: string, values: Record<string, string>): string[] =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`])
  return [
    [
      'docker',
      'network',
      'create',
      ...(driver === 'bridge' ? [] : ['--driver', driver]),
      ...pools,
      ...(internal ? ['--internal'] : []),
      ...(attachable ? ['--attachable'] : []),
      ...(ipv6 ? ['--ipv6'] : []),
      ...pairs('--opt', options),
      ...pairs('--label', labels),
      name,
    ],
  ]
}

/** Names that the engine gives by itself: the beginning of the id, and the container's own. */
const isOwnAlias = ({ id, name, hostname }: Container, alias: string): boolean =>
  id.startsWith(alias) || alias === name || alias === hostname

const connect = (container: Container, { name, wanted, aliases }: ContainerNetwork): Command[] => [
  [
    'docker',
    'network',
    'connect',
    ...(wanted.address === null ? [] : ['--ip', wanted.address]),
    ...(wanted.address6 === null ? [] : ['--ip6', wanted.address6]),
    ...aliases.filter((alias) => !isOwnAlias(container, alias)).flatMap((alias) => ['--alias', alias]),
    name,
    named(container),
  ],
]

/** Seconds that a program in a container has to end by itself: a shell does not, and is killed then. */
const patience = '1'

const none = (): null => null

export const dockerInverses: Inverses = {
  'engine-started': () => [['service', 'docker', 'stop']],
  'engine-restarted': none,
  'engine-stopped': () => [['service', 'docker', 'start']],
  'container-made': ({ container }) => [['docker', 'rm', '-f', named(container)]],
  'container-gone': none,
  // with --rm, to stop it would be to remove it
  'container-started': ({ container }) =>
    container.autoRemove ? null : [['docker', 'stop', '-t', patience, named(container)]],
  'container-stopped': ({ container }) => [['docker', 'start', named(container)]],
  'container-restarted': none,
  'container-paused': ({ container }) => [['docker', 'unpause', named(container)]],
  'container-unpaused': ({ container }) => [['docker', 'pause', named(container)]],
  'container-renamed': ({ from, to }) => [['docker', 'rename', to, from]],
  'port-published': none,
  'port-unpublished': none,
  'network-made': ({ network }) =>
    isPredefined(network) ? null : [['docker', 'network', 'rm', network.name]],
  'network-gone': ({ network }) => makeNetwork(network),
  'network-changed': none,
  connected: ({ container, network }) => [
    ['docker', 'network', 'disconnect', network.name, named(container)],
  ],
  disconnected: ({ container, network }) => connect(container, network),
  readdressed: none,
  'image-tagged': ({ tag }) => [['docker', 'rmi', tag]],
  'image-untagged': ({ tag, id, kept }) => (kept ? [['docker', 'tag', id, tag]] : null),
  'image-retagged': ({ tag, from, kept }) => (kept ? [['docker', 'tag', from, tag]] : null),
  'image-made': ({ id }) => [['docker', 'rmi', id]],
  'image-gone': none,
}
