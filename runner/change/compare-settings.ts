import type { ListeningSocket, Snapshot } from '../observe/snapshot.ts'
import type { ChangeOf } from './change.ts'
import type { Comparison } from './comparison.ts'
import { areRead, isNamespaceRead } from './readable.ts'

/** One switch of the kernel by two names, ip-sysctl.rst. */
const sameAs: Record<string, string> = { 'net.ipv4.conf.all.forwarding': 'net.ipv4.ip_forward' }

/** Kernel settings, sysctl(8), that differ in a namespace that is there in both. */
export function compareSysctls({ before, after, namespaces }: Comparison): ChangeOf<'sysctl'>[] {
  return namespaces.flatMap(({ before: old, after: now, place }): ChangeOf<'sysctl'>[] => {
    if (old === null || now === null) return []
    if (!isNamespaceRead(before, old.inode, 'sysctls') || !isNamespaceRead(after, now.inode, 'sysctls'))
      return []
    const differs = (name: string): boolean => {
      const [from, to] = [old.sysctls[name], now.sysctls[name]]
      return from !== undefined && to !== undefined && from !== to
    }
    return Object.keys(now.sysctls)
      .filter((name) => differs(name) && !differs(sameAs[name] ?? ''))
      .map((name) => ({
        kind: 'sysctl',
        place,
        name,
        from: old.sysctls[name] ?? '',
        to: now.sysctls[name] ?? '',
      }))
  })
}

/** Parts of the engine that listen for its own sake: a published port is told with its container. */
const ownHolders = new Set(['docker-proxy', 'containerd'])

const anyAddress = new Set(['0.0.0.0', '::'])

interface Door {
  address: string | null
  port: number
  holders: string[]
}

/** Once for all addresses of the host, by a text that is the same for the same. */
const doorsOf = ({ listeners, containers }: Snapshot): Map<string, Door> => {
  const published = new Set(containers.flatMap((one) => one.publishedPorts.map(({ hostPort }) => hostPort)))
  // without docker-proxy, the engine itself keeps a published port for its container
  const isTold = ({ holders, port }: ListeningSocket): boolean =>
    !holders.some((name) => ownHolders.has(name) || (name === 'dockerd' && published.has(port)))
  return new Map(
    listeners.filter(isTold).map(({ address, port, holders }) => {
      const door = { address: anyAddress.has(address) ? null : address, port, holders: holders.toSorted() }
      return [`${door.address} ${port}`, door]
    }),
  )
}

/** TCP ports of the host on which a program began or ceased to listen. */
export function compareListeners({ before, after }: Comparison) {
  if (!areRead([before, after], 'listeners')) return []
  const [old, now] = [doorsOf(before), doorsOf(after)]
  type Opened = ChangeOf<'listener-opened' | 'listener-closed'>
  const missingFrom = (doors: Map<string, Door>, others: Map<string, Door>): Door[] =>
    [...doors].filter(([key]) => !others.has(key)).map(([, door]) => door)
  return [
    ...missingFrom(old, now).map((door): Opened => ({ kind: 'listener-closed', ...door })),
    ...missingFrom(now, old).map((door): Opened => ({ kind: 'listener-opened', ...door })),
  ]
}
