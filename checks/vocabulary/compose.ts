/** Projects of Docker Compose: their services, the networks they have made, and those they have borrowed. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { Container, ContainerNetwork, DockerNetwork, Snapshot } from '../../runner/observe/snapshot.ts'
import type { Inhabited } from './containers.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** Compose writes these labels on what it makes, in version 1 and 2 alike. */
export const label = (of: { labels: Record<string, string> }, word: string): string | undefined =>
  of.labels[`com.docker.compose.${word}`]

/** A running container of a project's service. */
export interface ProjectMember {
  project: string
  service: string
  box: Inhabited
}

/** Two running containers on one network. */
export interface Meeting {
  network: DockerNetwork
  one: Inhabited
  other: Inhabited
}

/** All running containers with their projects and services, as evidence. */
export const showMembers: Exhibit = {
  on: 'engine',
  command: [
    'ps',
    '--format',
    'table {{.Names}}\\t{{.Label "com.docker.compose.project"}}\\t{{.Label "com.docker.compose.service"}}\\t{{.Networks}}',
  ],
}

/** How to see who is on a network, and under which addresses. */
export const showNetwork = ({ name }: DockerNetwork): Exhibit => ({
  on: 'engine',
  command: ['network', 'inspect', name],
})

/** The container with its namespace, if it runs. */
export const inhabit = ({ namespaces }: Snapshot, container: Container): Inhabited[] => {
  const namespace = namespaces.find(({ inode }) => inode === container.namespaceInode)
  return container.running && namespace ? [{ container, namespace }] : []
}

const toMember = (snapshot: Snapshot, container: Container): ProjectMember[] => {
  const [project, service] = [label(container, 'project'), label(container, 'service')]
  // `docker-compose run` makes containers beside a service's own.
  if (project === undefined || service === undefined || label(container, 'oneoff') === 'True') return []
  return inhabit(snapshot, container).map((box) => ({ project, service, box }))
}

const age = ({ box }: ProjectMember): number => box.container.createdAt ?? 0

/** All running containers of Compose projects, oldest first; it fails where there is none. */
export const theMembers: Subject<ProjectMember[]> = ({ snapshot }) => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'networks', 'namespaces')
  if (gap) return { finding: gap }
  const found = snapshot.containers.flatMap((container) => toMember(snapshot, container))
  if (found.length > 0) return { thing: found.toSorted((one, other) => age(one) - age(other)) }
  const names = snapshot.containers.map(({ name }) => name).join(', ')
  return {
    finding:
      hidden(snapshot, 'any') ??
      fail('no-project', 'No container of a Compose project runs.', names || 'no container', showMembers),
  }
}

/** A container's endpoint in a network, or undefined. */
export const endpointIn = ({ container }: Inhabited, { id }: DockerNetwork): ContainerNetwork | undefined =>
  container.networks.find(({ networkId }) => networkId === id)

/** True when the container is connected to the network. */
export const isPluggedIn = (box: Inhabited, network: DockerNetwork): boolean =>
  endpointIn(box, network) !== undefined

/** The networks that Compose has made for a project. */
export const ownNetworks = ({ networks }: Snapshot, project: string): DockerNetwork[] =>
  networks.filter((network) => label(network, 'project') === project)

/** Where they all are: `shop_web_1 on shop_default`. */
export const named = (all: readonly ProjectMember[]): string =>
  all
    .map(({ box: { container } }) => {
      const networks = container.networks.map(({ name }) => name).join(' and ')
      return `${container.name} on ${networks || 'no network'}`
    })
    .join('; ')

/** What follows from the members of projects, or `otherwise` a finding made of them. */
export const among =
  <Thing>(
    choose: (all: ProjectMember[], view: View) => Thing | undefined,
    otherwise: (all: ProjectMember[], view: View) => Finding,
  ): Subject<Thing> =>
  (view): Found<Thing> => {
    const all = theMembers(view)
    if ('finding' in all) return all
    const thing = choose(all.thing, view)
    if (thing !== undefined) return { thing }
    return { finding: hidden(view.snapshot, 'any') ?? otherwise(all.thing, view) }
  }

const together = (all: readonly ProjectMember[], network: DockerNetwork): Meeting[] => {
  const there = all.filter(({ box }) => isPluggedIn(box, network))
  const [one] = there
  const other = there.find(({ service }) => service !== one?.service)
  return one && other ? [{ network, one: one.box, other: other.box }] : []
}

/** Two services of one project that meet on its default network, the one that Compose makes when a file names none. */
export const theDefaultOfAProject: Subject<Meeting> = among(
  (all, { snapshot }) =>
    snapshot.networks
      .filter((network) => label(network, 'network') === 'default')
      .flatMap((network) =>
        together(
          all.filter(({ project }) => project === label(network, 'project')),
          network,
        ),
      )[0],
  (all) =>
    fail(
      'no-default-network',
      'On no default network of a Compose project do two services run.',
      named(all),
      showMembers,
    ),
)

/** Two containers meet on a network; `expected` says which. */
export const areOn = (meeting: Subject<Meeting>, expected: string): Statement =>
  about(expected, meeting, ({ network, one, other }) =>
    pass(`${one.container.name} and ${other.container.name} on ${network.name}`, showNetwork(network)),
  )

/** The first of the two that meet. */
export const oneWhoMeets =
  (meeting: Subject<Meeting>): Subject<Inhabited> =>
  (view) => {
    const found = meeting(view)
    return 'finding' in found ? found : { thing: found.thing.one }
  }

/** The second of the two, by the address that the engine has given it on their network. */
export const theOtherThere =
  (meeting: Subject<Meeting>, family: 4 | 6 = 4): Subject<Target> =>
  (view) => {
    const found = meeting(view)
    if ('finding' in found) return found
    const { other, network } = found.thing
    const endpoint = endpointIn(other, network)
    const address = family === 4 ? endpoint?.address : endpoint?.address6
    const name = `the container ${other.container.name}`
    if (address) return { thing: { name, address } }
    const what = `no IPv${family} address on ${network.name}`
    return {
      finding: fail('no-address', `${other.container.name} has ${what}.`, what, showNetwork(network)),
    }
  }
