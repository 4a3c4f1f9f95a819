/** The names by which the engine’s own name server knows a container on a network. */

import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { DockerNetwork } from '../../runner/observe/snapshot.ts'
import {
  among,
  endpointIn,
  isPluggedIn,
  label,
  named,
  showMembers,
  showNetwork,
  type Meeting,
  type ProjectMember,
} from './compose.ts'
import type { Inhabited } from './containers.ts'
import { about, type Subject } from './subject.ts'

const aliasesOn = (box: Inhabited, network: DockerNetwork): string[] =>
  endpointIn(box, network)?.aliases ?? []

/** Both containers are known on their network by the names of their services. */
export const areKnownByTheirServices = (meeting: Subject<Meeting>): Statement =>
  about('two containers that are known by the names of their services', meeting, (found): Finding => {
    const { network, one, other } = found
    const exhibit = showNetwork(network)
    const nameless = [one, other].find((box) => {
      const service = label(box.container, 'service')
      return service !== undefined && ![box.container.name, ...aliasesOn(box, network)].includes(service)
    })
    const services = [one, other].map(({ container }) => label(container, 'service')).join(' and ')
    if (!nameless) return pass(`${services} on ${network.name}`, exhibit)
    return fail(
      'nameless',
      `On ${network.name} ${nameless.container.name} is not known by the name of its service.`,
      `known as ${aliasesOn(nameless, network).join(', ') || nameless.container.name}`,
      exhibit,
    )
  })

/** A name that a service has beside its own, and one who may use it. */
export interface Alias {
  name: string
  owner: ProjectMember
  hearer: ProjectMember
  network: DockerNetwork
}

/** The names that every container of a service has without asking, its number among them: `db`, `db_1`, `shop-db-1`. */
const isPlain = ({ service, box: { container } }: ProjectMember, name: string): boolean =>
  [service, container.name, container.hostname].includes(name) ||
  (/^[0-9a-f]{12,64}$/.test(name) && container.id.startsWith(name)) ||
  (name.startsWith(service) && /^[_-]\d+$/.test(name.slice(service.length)))

/** Names that all on the network may use. */
const given = (owner: ProjectMember, network: DockerNetwork): string[] =>
  aliasesOn(owner.box, network).filter((name) => !isPlain(owner, name))

/** Names that the hearer alone has for the owner, by a link. */
const linked = (owner: ProjectMember, hearer: ProjectMember, network: DockerNetwork): string[] =>
  (endpointIn(hearer.box, network)?.links ?? []).flatMap((link) => {
    const [target, name = ''] = link.split(':')
    return target === owner.box.container.name && !isPlain(owner, name) ? [name] : []
  })

const between = (owner: ProjectMember, hearer: ProjectMember, networks: readonly DockerNetwork[]): Alias[] =>
  networks
    .filter((network) => isPluggedIn(owner.box, network) && isPluggedIn(hearer.box, network))
    .flatMap((network) =>
      [...given(owner, network), ...linked(owner, hearer, network)].map((name) => ({
        name,
        owner,
        hearer,
        network,
      })),
    )

/** A service's second name, on a network on which another service can use it. */
export const theAlias: Subject<Alias> = among(
  (all, { snapshot }) =>
    all.flatMap((owner) =>
      all
        .filter(({ service, project }) => project === owner.project && service !== owner.service)
        .flatMap((hearer) => between(owner, hearer, snapshot.networks)),
    )[0],
  (all) =>
    fail(
      'no-alias',
      'No service has a second name on a network on which another one could use it.',
      named(all),
      showMembers,
    ),
)

/** A service has a second name where another one can use it. */
export const hasASecondName = (): Statement =>
  about('a second name of a service, where another one can use it', theAlias, (found) =>
    pass(
      `${found.owner.service} is ${found.name} on ${found.network.name}, for ${found.hearer.service} too`,
      showNetwork(found.network),
    ),
  )

/** Nobody else on that network answers to the second name. */
export const isTheOnlyOneOfThatName = (): Statement =>
  about('a second name that nobody else has', theAlias, ({ name, owner, network }, { snapshot }): Finding => {
    const exhibit = showNetwork(network)
    const rival = snapshot.containers.find((container) => {
      const endpoint = container.networks.find(({ networkId }) => networkId === network.id)
      const isOwn =
        label(container, 'service') === owner.service && label(container, 'project') === owner.project
      return (
        container.running &&
        !isOwn &&
        [container.name, ...(endpoint?.aliases ?? [])].includes(name) &&
        endpoint
      )
    })
    if (!rival) return pass(`${name} on ${network.name} is ${owner.service} alone`, exhibit)
    return fail(
      'name-shared',
      `On ${network.name} ${rival.name} is known as ${name} too.`,
      `${owner.box.container.name} and ${rival.name}`,
      exhibit,
    )
  })
