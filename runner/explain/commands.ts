import { quoteWords } from '../observe/quote-words.ts'
import type { Container, NetworkNamespace } from '../observe/snapshot.ts'
import { outside } from '../world/outside-addresses.ts'
import type { Spot, Terrain } from './terrain.ts'

const owner = (terrain: Terrain, { owner: whose }: NetworkNamespace): Container | undefined =>
  whose.kind === 'container'
    ? terrain.snapshot.containers.find(({ id }) => id === whose.containerId)
    : undefined

/** The words before a command that is to look into a namespace from the host; null where a student cannot enter it. */
function entrance(terrain: Terrain, namespace: NetworkNamespace, program: string): string[] | null {
  if (namespace.inode === terrain.outside.inode) return null
  if (namespace.owner.kind === 'host') return program === 'iptables' ? ['sudo'] : []
  const container = owner(terrain, namespace)
  if (container) {
    // busybox has ip(8), but not the others; and nobody can exec into a container that is paused
    if (program === 'ip' && container.state === 'running') return ['sudo', 'docker', 'exec', container.name]
    return container.hostPid === null ? null : ['sudo', 'nsenter', '-t', String(container.hostPid), '-n']
  }
  const { owner: whose } = namespace
  return whose.kind === 'other' && whose.name !== undefined
    ? ['sudo', 'ip', 'netns', 'exec', whose.name]
    : null
}

/** A command as a student types it on the host to look into a namespace; none where he cannot. */
export function typed(terrain: Terrain, namespace: NetworkNamespace, ...words: string[]): string[] {
  const before = entrance(terrain, namespace, words[0] ?? '')
  return before === null ? [] : [quoteWords([...before, ...words])]
}

export const showLink = (terrain: Terrain, { namespace, link }: Spot): string[] =>
  typed(terrain, namespace, 'ip', 'addr', 'show', link.name)

export const showLinks = (terrain: Terrain, namespace: NetworkNamespace): string[] =>
  typed(terrain, namespace, 'ip', 'addr')

export const showRoutes = (terrain: Terrain, namespace: NetworkNamespace, destination: string): string[] => [
  ...typed(terrain, namespace, 'ip', 'route', 'get', destination),
  ...typed(terrain, namespace, 'ip', 'route'),
  ...(namespace.rules.length > 0 ? typed(terrain, namespace, 'ip', 'rule') : []),
]

/** The outside's neighbours are on its web server, for the student is not there. */
export const showNeighbours = (terrain: Terrain, { namespace, link }: Spot): string[] =>
  namespace.inode === terrain.outside.inode
    ? [`curl -sS http://${outside.website}/neighbours`]
    : typed(terrain, namespace, 'ip', 'neigh', 'show', 'dev', link.name)

/** What a bridge connects; brctl(8) is told in the course, and both are on the host. */
export const showBridge = (terrain: Terrain, { namespace, link }: Spot): string[] =>
  namespace.owner.kind === 'host'
    ? [quoteWords(['sudo', 'brctl', 'show', link.name])]
    : typed(terrain, namespace, 'bridge', 'link')

export const showSetting = (terrain: Terrain, namespace: NetworkNamespace, name: string): string[] =>
  typed(terrain, namespace, 'sysctl', name)

export const showListeners = (terrain: Terrain, namespace: NetworkNamespace): string[] =>
  typed(terrain, namespace, 'ss', '-ltn')

export const showChain = (
  terrain: Terrain,
  namespace: NetworkNamespace,
  { table, chain, legacy }: { table: string; chain: string; legacy: boolean },
): string[] => {
  const words = ['-t', table, '-L', chain, '-n', '-v', '--line-numbers']
  // filter is the table that iptables means by itself
  const rest = table === 'filter' ? words.slice(2) : words
  const [shown] = typed(terrain, namespace, 'iptables', ...rest)
  if (shown === undefined) return []
  return [legacy ? shown.replace(/\biptables /, 'iptables-legacy ') : shown]
}
