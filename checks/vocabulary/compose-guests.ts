/** Services of Compose projects on networks that were there before: `external`, in a file’s own words. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { DockerNetwork } from '../../runner/observe/snapshot.ts'
import {
  among,
  inhabit,
  isPluggedIn,
  label,
  named,
  ownNetworks,
  showMembers,
  showNetwork,
  type Meeting,
  type ProjectMember,
} from './compose.ts'
import { about, hidden, type Subject } from './subject.ts'

const networkLs: Exhibit = { on: 'engine', command: ['network', 'ls'] }

/** Services on networks that Compose has not made; first those whose project has made the fewest itself. */
const borrowed = (
  all: readonly ProjectMember[],
  { snapshot }: View,
): { guest: ProjectMember; network: DockerNetwork }[] =>
  all
    .flatMap((guest) =>
      snapshot.networks
        .filter((network) => label(network, 'project') === undefined && network.name !== 'bridge')
        .filter(({ driver }) => driver !== 'host' && driver !== 'null')
        .filter((network) => isPluggedIn(guest.box, network))
        .map((network) => ({ guest, network })),
    )
    .toSorted(
      (one, other) =>
        ownNetworks(snapshot, one.guest.project).length - ownNetworks(snapshot, other.guest.project).length,
    )

/** A service on a network that was there before its project; rather of a project that has made none itself. */
export const theForeignGuest: Subject<{ guest: ProjectMember; network: DockerNetwork }> = among(
  (all, view) => borrowed(all, view)[0],
  (all) =>
    fail(
      'nothing-borrowed',
      'No service of a Compose project runs on a network that Compose has not made.',
      named(all),
      showMembers,
    ),
)

/** A service runs on a network that Compose has not made. */
export const isAGuest = (): Statement =>
  about('a service on a network that was there before its project', theForeignGuest, ({ guest, network }) =>
    pass(`${guest.service} of ${guest.project} on ${network.name}`, showNetwork(network)),
  )

/** The guest's project has no default network of its own. */
export const hasNoDefault = (): Statement =>
  about(
    'a project without a default network of its own',
    theForeignGuest,
    ({ guest }, { snapshot }): Finding => {
      const { project } = guest
      const own = ownNetworks(snapshot, project)
      const made = own.find((network) => label(network, 'network') === 'default')
      if (!made) return pass(`${project} has no default network`, networkLs)
      return fail(
        'default-made',
        `Compose has made the network ${made.name} for ${project}.`,
        own.map(({ name }) => name).join(', '),
        networkLs,
      )
    },
  )

/** The guest, and a container on the same network that is none of Compose's. */
export const theGuestAndANative: Subject<Meeting> = (view) => {
  const found = theForeignGuest(view)
  if ('finding' in found) return found
  const { guest, network } = found.thing
  const { snapshot } = view
  const native = snapshot.containers
    .filter((container) => label(container, 'project') === undefined)
    .flatMap((container) => inhabit(snapshot, container))
    .find((box) => isPluggedIn(box, network))
  if (native) return { thing: { network, one: guest.box, other: native } }
  return {
    finding:
      hidden(snapshot, 'any') ??
      fail(
        'no-native',
        `No container that was made without Compose runs on ${network.name}.`,
        network.containers.map(({ name }) => name).join(', '),
        showNetwork(network),
      ),
  }
}
