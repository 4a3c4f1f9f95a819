/** Network modes: whose network stack a container lives in, told by the inode of its network namespace. */
import { fail, pass, type Exhibit, type Finding, type Statement } from '../../runner/judge/check.ts'
import type { Container, Link, Snapshot } from '../../runner/observe/snapshot.ts'
import { cables, dockerPs, inside, runningContainers, theHost, type Inhabited } from './containers.ts'
import type { Target } from './reach.ts'
import { about, hidden, unreadable, type Subject } from './subject.ts'

const joins = 'container:'

/** A container of mode `container:NAME`, and the one whose network stack it was started in. */
export interface Pair {
  owner: Inhabited
  member: Inhabited
}

/** Why a container may be there although it was not found. */
const unseen = (snapshot: Snapshot): Finding | undefined =>
  unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces') ?? hidden(snapshot, 'any')

const allRunning = (snapshot: Snapshot): Inhabited[] =>
  [...new Set(snapshot.containers.map(({ networkMode }) => networkMode))].flatMap((mode) =>
    runningContainers(snapshot, mode),
  )

const first = <Thing>(things: Thing[], ...preferred: ((thing: Thing) => boolean)[]): Thing | undefined =>
  preferred.map((suits) => things.find(suits)).find((thing) => thing !== undefined) ?? things[0]

/** The IPv4 address by which others can call a container, the first if there are several; of a joined one its owner's. */
export const addressOfBox = ({ namespace }: Inhabited): string | null =>
  cables(namespace)
    .flatMap(({ addresses }) => addresses)
    .find(({ family }) => family === 4)?.address ?? null

const isOwner = ({ id, name }: Container, { networkMode }: Container): boolean =>
  networkMode === `${joins}${id}` || networkMode === `${joins}${name}`

const pairsOf = (snapshot: Snapshot): Pair[] => {
  const all = allRunning(snapshot)
  return all
    .filter(({ container }) => container.networkMode.startsWith(joins))
    .flatMap((member) =>
      all.filter(({ container }) => isOwner(container, member.container)).map((owner) => ({ owner, member })),
    )
}

const isTogether = ({ owner, member }: Pair): boolean => owner.namespace.inode === member.namespace.inode

/** A container started with --net=container:NAME, and NAME; rather a pair that is together, and one that others can call. */
export const thePair: Subject<Pair> = ({ snapshot }) => {
  const found = first(
    pairsOf(snapshot),
    (pair) => isTogether(pair) && addressOfBox(pair.owner) !== null,
    isTogether,
  )
  if (found) return { thing: found }
  const gap = unseen(snapshot)
  if (gap) return { finding: gap }
  const lonely = allRunning(snapshot).find(({ container }) => container.networkMode.startsWith(joins))
  if (lonely)
    return {
      finding: fail(
        'owner-not-running',
        `The container in whose network stack ${lonely.container.name} was started does not run.`,
        `${lonely.container.name} alone`,
        dockerPs,
      ),
    }
  return {
    finding: fail(
      'no-pair',
      'No running container was started in the network stack of another.',
      snapshot.containers.map(({ name, networkMode }) => `${name} (${networkMode})`).join(', ') || 'none',
      dockerPs,
    ),
  }
}

const missing = (snapshot: Snapshot, mode: string): { finding: Finding } => ({
  finding:
    unseen(snapshot) ??
    fail(
      'no-container',
      `No running container has network mode ${mode}.`,
      snapshot.containers.map(({ name, networkMode }) => `${name} (${networkMode})`).join(', ') || 'none',
      dockerPs,
    ),
})

/** A container on the default network: rather one whose stack another shares, then one that listens, then the oldest. */
export const theBridged: Subject<Inhabited> = ({ snapshot }) => {
  const owners = pairsOf(snapshot).map(({ owner }) => owner.container.id)
  const found = first(
    runningContainers(snapshot, 'bridge'),
    ({ container }) => owners.includes(container.id),
    ({ namespace }) => namespace.listening.length > 0,
  )
  return found ? { thing: found } : missing(snapshot, 'bridge')
}

/** A container of network mode none; rather one into which nothing has been put. */
export const theBare: Subject<Inhabited> = ({ snapshot }) => {
  const found = first(
    runningContainers(snapshot, 'none'),
    ({ namespace }) => cables(namespace).length === 0 && !hidden(snapshot, namespace.inode, 'links'),
  )
  return found ? { thing: found } : missing(snapshot, 'none')
}

/** True for a container that may change the links of the network stack it lives in: capabilities(7), CAP_NET_ADMIN. */
const mayRule = ({ privileged, capAdd }: Container): boolean =>
  privileged || capAdd.includes('NET_ADMIN') || capAdd.includes('ALL')

/** A container of network mode host; rather one that may not change the host's links. */
export const theGuest: Subject<Inhabited> = ({ snapshot }) => {
  const found = first(runningContainers(snapshot, 'host'), ({ container }) => !mayRule(container))
  return found ? { thing: found } : missing(snapshot, 'host')
}

const stackOf = ({ namespace }: Inhabited): string => `net:[${namespace.inode}]`

/** The inode of a container's network namespace, as a student would look at it. */
const showStack = (box: Inhabited): Exhibit => inside(box, 'readlink', '/proc/self/ns/net')

const showHostsStack: Exhibit = { on: 'host', command: ['readlink', '/proc/self/ns/net'] }

/** The container's network namespace is not the host's. */
export const hasAStackOfItsOwn = (box: Subject<Inhabited>, expected: string): Statement =>
  about(expected, box, (found, view): Finding => {
    const host = theHost(view)
    if ('finding' in host) return host.finding
    const { name } = found.container
    if (found.namespace.inode === host.thing.inode)
      return fail(
        'in-the-hosts-stack',
        `${name} lives in the network stack of ${view.snapshot.host}.`,
        stackOf(found),
        showStack(found),
      )
    return pass(
      `${name} lives in ${stackOf(found)}, ${view.snapshot.host} in net:[${host.thing.inode}]`,
      showStack(found),
      showHostsStack,
    )
  })

/** The container's network namespace is the host's own. */
export const sharesTheHostsStack = (box: Subject<Inhabited>): Statement =>
  about('a running container in the host’s own network stack', box, (found, view): Finding => {
    const host = theHost(view)
    if ('finding' in host) return host.finding
    const { name } = found.container
    if (found.namespace.inode === host.thing.inode)
      return pass(`${name} lives in ${stackOf(found)}, as ${view.snapshot.host} does`, showStack(found))
    return fail(
      'in-another-stack',
      `${name} lives in ${stackOf(found)}, ${view.snapshot.host} in net:[${host.thing.inode}].`,
      stackOf(found),
      showStack(found),
      showHostsStack,
    )
  })

const nameOf = ({ name }: Link): string => name

/** There is no interface in the container's network stack but the loopback. */
export const hasOnlyTheLoopback = (box: Subject<Inhabited>): Statement =>
  about('no interface but lo in the container', box, (found, { snapshot }): Finding => {
    const gap = hidden(snapshot, found.namespace.inode, 'links')
    if (gap) return gap
    const exhibit = inside(found, 'ip', 'link')
    const others = cables(found.namespace).map(nameOf).join(', ')
    if (others === '') return pass(`${found.container.name} has lo alone`, exhibit)
    return fail('other-interface', `${found.container.name} has ${others} besides lo.`, others, exhibit)
  })

/** 127.0.0.1, which means whoever asks for it. */
export const itsLoopback: Subject<Target> = () => ({
  thing: { name: 'its own loopback', address: '127.0.0.1' },
})

/** Both containers of the pair live in one network namespace: same interfaces, same addresses, same ports. */
export const shareOneStack = (pair: Subject<Pair>): Statement =>
  about('a container in the same network stack as the one it names', pair, (found): Finding => {
    const { owner, member } = found
    const [theirs, its] = [owner.container.name, member.container.name]
    const exhibits = [showStack(owner), showStack(member)]
    if (isTogether(found))
      return pass(
        `${its} and ${theirs} live in ${stackOf(owner)}, address ${addressOfBox(owner) ?? 'none'}`,
        ...exhibits,
      )
    return fail(
      'left-behind',
      `${its} lives in ${stackOf(member)}, but ${theirs} lives in ${stackOf(owner)}.`,
      'two network stacks',
      ...exhibits,
    )
  })

/** The container whose stack is shared has ended since the lab began, and runs again. */
export const hasComeBack = (pair: Subject<Pair>): Statement =>
  about('the container whose stack is shared has ended once, and runs again', pair, (found, { snapshot }) => {
    const { id, name } = found.owner.container
    if (snapshot.history.some((ended) => ended.id === id)) return pass(`${name} has been started anew`)
    return (
      unreadable(snapshot, 'history') ??
      fail('never-ended', `${name} has run without a break since it was made.`, 'one start', dockerPs)
    )
  })

/** The container was started without the right to change the network stack it lives in. */
export const mayNotChangeLinks = (box: Subject<Inhabited>): Statement =>
  about('a container in host mode that may not change the host’s links', box, ({ container }): Finding => {
    const { name, privileged, capAdd } = container
    const given = [...(privileged ? ['--privileged'] : []), ...capAdd].join(', ') || 'nothing added'
    const exhibit: Exhibit = {
      on: 'engine',
      command: ['inspect', '-f', '{{.HostConfig.Privileged}} {{.HostConfig.CapAdd}}', name],
    }
    return mayRule(container)
      ? fail('may-change-links', `${name} may change the host’s links (${given}).`, given, exhibit)
      : pass(`${name}: ${given}`, exhibit)
  })

/** The inodes of the network namespaces in which running containers live, each once; null when that is not known. */
export const stacksOfContainers = (snapshot: Snapshot): number[] | null => {
  if (unreadable(snapshot, 'engine', 'containers', 'container')) return null
  const inodes = snapshot.containers.flatMap(({ running, namespaceInode }) =>
    running && namespaceInode !== null ? [namespaceInode] : [],
  )
  return [...new Set(inodes)]
}
