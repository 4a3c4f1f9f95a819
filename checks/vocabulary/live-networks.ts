/** A running container that has been taken from one network to another, and its interfaces. */

import { fail, pass, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Container, ContainerNetwork } from '../../runner/observe/snapshot.ts'
import { cables, dockerPs, inside, type Inhabited } from './containers.ts'
import { about, hidden, type Subject } from './subject.ts'
import { membersOf, userNetworks } from './user-networks.ts'

const isEndpointOf = (networkMode: string, { name, networkId }: ContainerNetwork): boolean =>
  networkMode === name || networkId.startsWith(networkMode)

/** The network that it was started on is none of its networks any more. */
const hasLeft = ({ networkMode, networks }: Container): boolean =>
  !['none', 'host'].includes(networkMode) &&
  !networkMode.startsWith('container:') &&
  !networks.some((endpoint) => isEndpointOf(networkMode, endpoint))

const whereabouts = ({ name, networkMode, networks }: Container): string =>
  `${name} (started on ${networkMode}, now on ${networks.map((endpoint) => endpoint.name).join(', ') || 'none'})`

/** A running container that was started on one network and is on another one, of a student's, instead; the oldest. */
export const theMoved: Subject<Inhabited> = (view) => {
  const networks = userNetworks(view)
  if ('finding' in networks) return networks
  const boxes = networks.thing.flatMap((network) => membersOf(view.snapshot, network)).map(({ box }) => box)
  const moved = boxes.find(({ container }) => hasLeft(container))
  if (moved) return { thing: moved }
  const running = view.snapshot.containers.filter((one) => one.running)
  return {
    finding: fail(
      'not-moved',
      'Every running container is on the network that it was started on, or on none of yours.',
      running.map(whereabouts).join('; ') || 'no container runs',
      dockerPs,
    ),
  }
}

/** A running container has left its network for another one. */
export const hasMoved = (): Statement =>
  about('a running container on another network than the one it was started on', theMoved, ({ container }) =>
    pass(whereabouts(container), dockerPs),
  )

/** The container has one interface for each of its networks, up and with the engine's address, and no other. */
export function hasACableForEachNetwork(of: Subject<Inhabited>): Statement {
  return about(
    'an interface for each of the container’s networks, with its address there, and none besides',
    of,
    (box, { snapshot }): Finding => {
      const { container, namespace } = box
      const gap = hidden(snapshot, namespace.inode, 'links')
      if (gap) return gap
      const exhibit = inside(box, 'ip', '-4', 'addr')
      const links = cables(namespace)
      const addressesOf = (one: (typeof links)[number]): string[] =>
        one.addresses.map(({ address }) => address)
      const actual = links.map((one) => `${one.name} ${addressesOf(one).join(', ')}`).join('; ') || 'none'
      for (const { name, address } of container.networks) {
        const link = links.find((one) => address !== null && addressesOf(one).includes(address))
        const wanted = `${address ?? 'an address'} on the network ${name}`
        if (!link)
          return fail('no-interface', `${container.name} has no interface with ${wanted}.`, actual, exhibit)
        if (!link.up)
          return fail(
            'interface-down',
            `${link.name} of ${container.name}, for ${wanted}, is down.`,
            actual,
            exhibit,
          )
      }
      const known = container.networks.map(({ address }) => address)
      const left = links.find((one) => !addressesOf(one).some((address) => known.includes(address)))
      if (left)
        return fail(
          'interface-left',
          `${left.name} of ${container.name} belongs to none of its networks.`,
          actual,
          exhibit,
        )
      return pass(actual, exhibit)
    },
  )
}
