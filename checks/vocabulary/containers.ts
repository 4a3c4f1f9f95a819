/** The host and its running containers, each with its network namespace. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import { hostNamespace, namespacePath, type ProbeSource, type View } from '../../runner/judge/view.ts'
import type { Container, Link, NetworkNamespace, Snapshot } from '../../runner/observe/snapshot.ts'
import { about, hidden, unreadable, type Found, type Subject } from './subject.ts'

/** A running container together with the network namespace it lives in. */
export interface Inhabited {
  container: Container
  namespace: NetworkNamespace
}

/** All containers of the host’s engine, ended ones too, as evidence. */
export const dockerPs: Exhibit = {
  on: 'engine',
  command: ['ps', '--all', '--format', 'table {{.Names}}\\t{{.Status}}\\t{{.Networks}}'],
}

/** All links of a container's namespace but the loopback. */
export const cables = (namespace: NetworkNamespace): Link[] =>
  namespace.links.filter(({ kind }) => kind !== 'loopback')

/** An exhibit of a command run in the container's network namespace, as `nsenter` on the host would. */
export function inside({ container, namespace }: Inhabited, ...command: [string, ...string[]]): Exhibit {
  return { on: 'container', netns: namespacePath(namespace) ?? '', hostPid: container.hostPid ?? 0, command }
}

/** Where the agent's probes leave from when they leave from this container. */
export const sourceOf = ({ container, namespace }: Inhabited): ProbeSource => ({
  name: `the container ${container.name}`,
  netns: namespacePath(namespace) ?? '',
  hostPid: container.hostPid,
})

const inhabited = (snapshot: Snapshot, container: Container): Inhabited | undefined => {
  const namespace = snapshot.namespaces.find(({ inode }) => inode === container.namespaceInode)
  return container.running && namespace ? { container, namespace } : undefined
}

/** Running containers of one network mode (`none`, `bridge`), each with its namespace, oldest first. */
export function runningContainers(snapshot: Snapshot, networkMode: string): Inhabited[] {
  return snapshot.containers
    .filter((container) => container.networkMode === networkMode)
    .flatMap((container) => inhabited(snapshot, container) ?? [])
    .sort((one, other) => (one.container.createdAt ?? 0) - (other.container.createdAt ?? 0))
}

/** The container of anything that has one, for words that are about containers. */
export const boxOf =
  (of: Subject<{ box: Inhabited }>): Subject<Inhabited> =>
  (view) => {
    const found = of(view)
    return 'finding' in found ? found : { thing: found.thing.box }
  }

const wiring = ({ namespace }: Inhabited): number => {
  const links = cables(namespace)
  const some = (count: number): number => Math.min(count, 1)
  return (
    4 * some(links.length) +
    2 * some(links.filter(({ up }) => up).length) +
    some(links.flatMap(({ addresses }) => addresses.filter(({ family }) => family === 4)).length)
  )
}

/** Running containers of this mode whose namespace is there but could not be opened, or one of several that could not be read. */
const unsure = (snapshot: Snapshot, networkMode: string, candidates: Inhabited[]): Finding | undefined => {
  const missing = snapshot.containers
    .filter((container) => container.running && container.networkMode === networkMode)
    .flatMap(({ namespaceInode }) => namespaceInode ?? [])
    .filter((inode) => !candidates.some(({ namespace }) => namespace.inode === inode))
  const several = candidates.length > 1 ? candidates.map(({ namespace }) => namespace.inode) : []
  return [...missing, ...several].flatMap((inode) => hidden(snapshot, inode, 'links') ?? [])[0]
}

const describe = ({ name, networkMode, state }: Container): string => `${name} (${networkMode}, ${state})`

/**
 * The container that was started without a network. When several are, the one whose wiring is furthest along, then the
 * oldest: names are the student's own affair.
 */
export const theContainerWithoutNetwork: Subject<Inhabited> = ({ snapshot }): Found<Inhabited> => {
  const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'namespaces')
  if (gap) return { finding: gap }
  const candidates = runningContainers(snapshot, 'none')
  const doubt = unsure(snapshot, 'none', candidates)
  if (doubt) return { finding: doubt }
  const best = candidates.reduce<Inhabited | undefined>(
    (found, next) => (found && wiring(found) >= wiring(next) ? found : next),
    undefined,
  )
  if (best) return { thing: best }
  const others = snapshot.containers.map(describe).join(', ') || 'no container at all'
  return { finding: fail('no-container', 'No running container has network mode none.', others, dockerPs) }
}

/** The container runs. `expected` says which one was asked for. */
export function runs(subject: Subject<Inhabited>, expected: string): Statement {
  return about(expected, subject, ({ container }) =>
    pass(`${container.name} runs with network mode ${container.networkMode}`, dockerPs),
  )
}

const listEntries: Exhibit = { on: 'host', command: ['ip', 'netns', 'list'] }

/** The container's namespace has a name in /var/run/netns, or somebody has already been in and put a link there. */
export function isWithinReach(subject: Subject<Inhabited>): Statement {
  const expected =
    'the container’s network namespace has a name in /var/run/netns (or has been entered another way)'
  return about(expected, subject, (box, { snapshot }) => {
    const entry = snapshot.entries.find(({ alive, inode }) => alive && inode === box.namespace.inode)
    if (entry)
      return pass(`/var/run/netns/${entry.name} is the namespace of ${box.container.name}`, listEntries)
    if (cables(box.namespace).length > 0)
      return pass(
        `${box.container.name} has been entered: it holds ${cables(box.namespace)
          .map(({ name }) => name)
          .join(', ')}`,
        inside(box, 'ip', 'link'),
      )
    const gap = unreadable(snapshot, 'entries', 'entry') ?? hidden(snapshot, box.namespace.inode, 'links')
    if (gap) return gap
    const names = snapshot.entries
      .map(({ name, dangling }) => (dangling ? `${name} (dangling)` : name))
      .join(', ')
    return fail(
      'not-within-reach',
      `Nothing in /var/run/netns leads to the namespace of ${box.container.name}, and nothing has been put into it.`,
      names === '' ? 'no names' : `names: ${names}`,
      listEntries,
    )
  })
}

/** The host's own network namespace. A lab host always has one, so without it the check cannot run. */
export function theHost({ snapshot }: View): Found<NetworkNamespace> {
  const namespace = hostNamespace(snapshot)
  const gap = unreadable(snapshot, 'namespaces')
  if (namespace && !gap) return { thing: namespace }
  return {
    finding: gap ?? cannotRun('unreadable', 'The host’s network namespace was not found.'),
  }
}
