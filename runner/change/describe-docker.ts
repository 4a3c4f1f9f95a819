import type { Container, DockerNetwork } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { DockerChange, PortDoor } from './change-docker.ts'
import type { GoneLink } from './change-network.ts'
import { listed, withLinks } from './words.ts'

type Sentences = { [Kind in DockerChange['kind']]: (change: ChangeOf<Kind>) => string }

const whereOf = ({ networkMode, networks }: Container): string => {
  if (networkMode === 'host') return 'in the host’s own network namespace'
  if (networkMode.startsWith('container:')) return 'in another container’s network namespace'
  const connected = networks.filter(({ name }) => name !== 'none')
  if (connected.length === 0) return 'without a network'
  return listed(
    connected.map(({ name, address }) => (address === null ? `on ${name}` : `${address} on ${name}`)),
  )
}

const hostPort = ({ hostAddress, hostPort: port, protocol }: PortDoor): string =>
  `port ${port}${protocol === 'tcp' ? '' : `/${protocol}`} of ${hostAddress ?? 'the host'}`

const doorsText = (doors: readonly PortDoor[]): string => {
  if (doors.length === 0) return ''
  return `; ${listed(doors.map((door) => `${hostPort(door)} leads to its port ${door.containerPort}`))}`
}

const runs = (container: Container, doors: readonly PortDoor[]): string =>
  `${whereOf(container)}${doorsText(doors)}`

const made = ({ container, doors }: ChangeOf<'container-made'>): string => {
  const { name, running, state, exitCode } = container
  if (running) return `The container ${name} runs, ${runs(container, doors)}`
  if (state === 'created') return `There is a new container, ${name}, that has not been started`
  return `There is a new container, ${name}, that has ended${exitCode === null ? '' : ` with exit code ${exitCode}`}`
}

const within =
  ({ name }: Container) =>
  ({ place }: GoneLink['end']): boolean =>
    place.kind === 'container' && place.name === name

const ended = (sentence: string, container: Container, links: readonly GoneLink[]): string =>
  `The container ${container.name} ${sentence}${withLinks(links, within(container))}`

const pools = ({ driver, ipam }: DockerNetwork): string => {
  const words = [...(driver === 'bridge' ? [] : [driver]), ...ipam.pools.map(({ subnet }) => subnet)]
  return words.length === 0 ? '' : ` (${words.join(', ')})`
}

const networkChanged = ({ from, to }: ChangeOf<'network-changed'>): string => {
  const subnets = [from, to].map(({ ipam }) => listed(ipam.pools.map(({ subnet }) => subnet)))
  if (subnets[0] === subnets[1]) return `The Docker network ${to.name} has other settings`
  return `The Docker network ${to.name} has ${subnets[1] || 'no addresses'}; it had ${subnets[0] || 'none'}`
}

const portOf = ({ container, door }: ChangeOf<'port-published' | 'port-unpublished'>): string =>
  `to port ${door.containerPort} of the container ${container.name}`

const capitalPort = (door: PortDoor): string => `P${hostPort(door).slice(1)}`

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)

export const dockerSentences: Sentences = {
  'engine-started': ({ engine }) => `The Docker Engine answers, version ${engine.version}`,
  'engine-restarted': ({ engine }) => `The Docker Engine was started anew, version ${engine.version}`,
  'engine-stopped': ({ links }) =>
    `The Docker Engine no longer answers${withLinks(links, ({ place }) => place.kind === 'container')}`,
  'container-made': made,
  'container-gone': ({ container, links }) => ended('is gone', container, links),
  'container-started': ({ container, doors }) =>
    `The container ${container.name} runs, ${runs(container, doors)}`,
  'container-stopped': ({ container, links }) => ended('no longer runs', container, links),
  'container-restarted': ({ container, doors, links }) =>
    `The container ${container.name} was started anew, ${runs(container, doors)}${withLinks(links, within(container))}`,
  'container-paused': ({ container }) => `The container ${container.name} is paused`,
  'container-unpaused': ({ container }) => `The container ${container.name} goes on`,
  'container-renamed': ({ from, to }) => `The container ${from} is now called ${to}`,
  'port-published': (change) => `${capitalPort(change.door)} leads ${portOf(change)}`,
  'port-unpublished': (change) => `${capitalPort(change.door)} no longer leads ${portOf(change)}`,
  'network-made': ({ network }) => `There is a new Docker network, ${network.name}${pools(network)}`,
  'network-gone': ({ network }) => `The Docker network ${network.name} is gone`,
  'network-changed': networkChanged,
  connected: ({ container, network: { name, address } }) =>
    `The container ${container.name} is connected to ${name}${address === null ? '' : `, as ${address}`}`,
  disconnected: ({ container, network }) =>
    `The container ${container.name} is no longer connected to ${network.name}`,
  readdressed: ({ container, from, to }) =>
    `The container ${container.name} has ${to.address ?? 'no address'} on ${to.name}; it had ${from.address ?? 'none'}`,
  'image-tagged': ({ tag, known }) =>
    known ? `An image that was there has another name, ${tag}` : `There is a new image, ${tag}`,
  'image-untagged': ({ tag, kept }) =>
    kept ? `No image is called ${tag} any more` : `The image ${tag} is gone`,
  'image-retagged': ({ tag }) => `${tag} is another image now`,
  'image-made': ({ id }) => `There is a new image without a name, ${shortId(id)}`,
  'image-gone': ({ id }) => `The image ${shortId(id)}, which had no name, is gone`,
}
