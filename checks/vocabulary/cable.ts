/** A veth pair made by hand between the host and one container. */

import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { View } from '../../runner/judge/view.ts'
import type { Link, NetworkNamespace, Snapshot } from '../../runner/observe/snapshot.ts'
import { cables, inside, theHost, type Inhabited } from './containers.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** A veth pair made by hand, seen from the host: it may still lie there with both ends, or have one elsewhere. */
export interface Cable {
  box: Inhabited
  host: NetworkNamespace
  hostEnd: Link
  farEnd: Link | undefined
  farIn: 'container' | 'host' | 'elsewhere'
}

const hostLinks: Exhibit = { on: 'host', command: ['ip', 'link'] }

/** True for the pair that the engine itself made for a container on one of its networks. */
const isOfDocker = (snapshot: Snapshot, inode: number | null, far: Link | undefined): boolean =>
  snapshot.containers.some(
    ({ namespaceInode, networks }) =>
      inode !== null &&
      namespaceInode === inode &&
      networks.some(({ mac }) => mac !== null && mac === far?.mac),
  )

const rank = { container: 2, host: 1, elsewhere: 0 } as const

const cableFrom = (
  snapshot: Snapshot,
  box: Inhabited,
  host: NetworkNamespace,
  hostEnd: Link,
): Cable | undefined => {
  if (hostEnd.kind !== 'veth' || hostEnd.peer === null) return undefined
  const { namespaceInode, index } = hostEnd.peer
  const namespace = snapshot.namespaces.find(({ inode }) => inode === namespaceInode)
  // eth0 of a lab host is a veth to the outside, which is no namespace of the host.
  if (!namespace) return undefined
  const farEnd = namespace.links.find((link) => link.index === index)
  if (isOfDocker(snapshot, namespaceInode, farEnd)) return undefined
  const farIn =
    namespaceInode === box.namespace.inode
      ? 'container'
      : namespaceInode === host.inode
        ? 'host'
        : 'elsewhere'
  return { box, host, hostEnd, farEnd, farIn }
}

const compare = (one: Cable, other: Cable): number =>
  rank[other.farIn] - rank[one.farIn] ||
  Number(other.hostEnd.master !== null) - Number(one.hostEnd.master !== null)

const find = (box: Inhabited, view: View): Found<Cable> => {
  const host = theHost(view)
  if ('finding' in host) return host
  const gap = unreadable(view.snapshot, 'peers') ?? hidden(view.snapshot, host.thing.inode, 'links', 'peers')
  if (gap) return { finding: gap }
  const found = host.thing.links
    .flatMap((link) => cableFrom(view.snapshot, box, host.thing, link) ?? [])
    .sort(compare)[0]
  // A far end that was not read may be the engine's own; a namespace that was not read may hold the far end.
  const doubt =
    found?.farEnd || found?.farIn === 'container' ? undefined : hidden(view.snapshot, 'any', 'links')
  if (doubt) return { finding: doubt }
  if (found) return { thing: found }
  const names = host.thing.links.map(({ name }) => name).join(', ')
  return {
    finding: fail(
      'no-veth-pair',
      'No veth pair made by hand has an end on the host.',
      `links of the host: ${names}`,
      hostLinks,
    ),
  }
}

/** The veth pair made by hand that leads from the host to `box`, or else one that may yet: of several the one furthest along. */
export const cableTo =
  (box: Subject<Inhabited>): Subject<Cable> =>
  (view) => {
    const found = box(view)
    return 'finding' in found ? found : find(found.thing, view)
  }

const showLink = ({ hostEnd }: Cable): Exhibit => ({
  on: 'host',
  command: ['ip', 'link', 'show', 'dev', hostEnd.name],
})

/** There is a veth pair made by hand with at least one end on the host. */
export function exists(cable: Subject<Cable>): Statement {
  return about('a veth pair with at least one end on the host', cable, (found) =>
    pass(
      `${found.hostEnd.name} on the host, ${found.farEnd?.name ?? 'its peer'} ${found.farIn === 'container' ? `in ${found.box.container.name}` : found.farIn === 'host' ? 'on the host' : 'elsewhere'}`,
      showLink(found),
    ),
  )
}

/** The cable's end on the host is a port of this bridge. */
export function hostEndIsPortOf(cable: Subject<Cable>, bridge: string): Statement {
  return about(`the host’s end of the pair is a port of the bridge ${bridge}`, cable, (found): Finding => {
    const { hostEnd } = found
    const exhibit: Exhibit = { on: 'host', command: ['bridge', 'link', 'show'] }
    if (hostEnd.master?.name === bridge) return pass(`${hostEnd.name} is a port of ${bridge}`, exhibit)
    if (hostEnd.master)
      return fail(
        'wrong-bridge',
        `${hostEnd.name} is a port of ${hostEnd.master.name}, not of ${bridge}.`,
        `master ${hostEnd.master.name}`,
        exhibit,
      )
    return fail(
      'no-bridge',
      `${hostEnd.name} is on the host but is a port of no bridge.`,
      'no master',
      showLink(found),
    )
  })
}

/** The cable's end on the host is switched on; its carrier is the other end's affair. */
export function hostEndIsUp(cable: Subject<Cable>): Statement {
  return about('the host’s end of the pair is up', cable, (found) =>
    found.hostEnd.up
      ? pass(`${found.hostEnd.name} is up`, showLink(found))
      : fail(
          'host-end-down',
          `${found.hostEnd.name}, the end on the host, is down.`,
          `state ${found.hostEnd.operstate}`,
          showLink(found),
        ),
  )
}

/** The cable's other end has been put into the container's network namespace. */
export function farEndIsInContainer(cable: Subject<Cable>): Statement {
  return about(
    'the other end of the pair is in the container’s network namespace',
    cable,
    (found): Finding => {
      const { box, farEnd, farIn } = found
      const name = farEnd?.name ?? 'the other end'
      if (farIn === 'container') return pass(`${name} is in ${box.container.name}`, inside(box, 'ip', 'link'))
      if (farIn === 'host')
        return fail(
          'end-on-host',
          `${name} is still on the host, not in ${box.container.name}.`,
          'both ends are on the host',
          hostLinks,
        )
      return fail(
        'end-elsewhere',
        `${name} is in another namespace than that of ${box.container.name}.`,
        'the far end is somewhere else',
        inside(box, 'ip', 'link'),
      )
    },
  )
}

/** The container's own end of a cable, whatever it is called. */
const farEndOf =
  (cable: Subject<Cable>): Subject<{ box: Inhabited; link: Link }> =>
  (view) => {
    const found = cable(view)
    if ('finding' in found) return found
    const { box, farEnd, farIn } = found.thing
    if (farIn === 'container' && farEnd) return { thing: { box, link: farEnd } }
    const gap = hidden(view.snapshot, box.namespace.inode, 'links')
    if (gap) return { finding: gap }
    return {
      finding: fail(
        'no-link',
        `${box.container.name} has no end of a veth pair.`,
        `links: ${
          cables(box.namespace)
            .map(({ name }) => name)
            .join(', ') || 'only lo'
        }`,
        inside(box, 'ip', 'link'),
      ),
    }
  }

/** The end in the container has this name. */
export function farEndIsNamed(cable: Subject<Cable>, name: string): Statement {
  return about(`the container’s end of the pair is called ${name}`, farEndOf(cable), ({ box, link }) => {
    const exhibit = inside(box, 'ip', 'link')
    return link.name === name
      ? pass(`it is called ${name}`, exhibit)
      : fail(
          'wrong-name',
          `The end in ${box.container.name} is called ${link.name}, not ${name}.`,
          link.name,
          exhibit,
        )
  })
}

/** The end in the container is switched on. */
export function farEndIsUp(cable: Subject<Cable>): Statement {
  return about('the container’s end of the pair is up', farEndOf(cable), ({ box, link }) => {
    const exhibit = inside(box, 'ip', 'link')
    return link.up
      ? pass(`${link.name} is up`, exhibit)
      : fail(
          'container-end-down',
          `${link.name} in ${box.container.name} is down.`,
          `state ${link.operstate}`,
          exhibit,
        )
  })
}
