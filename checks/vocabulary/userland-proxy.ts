/** The userland proxy, docker-proxy(1), which carries connections to published ports where the packet filter does not. */
import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { ListeningSocket } from '../../runner/observe/snapshot.ts'
import type { Published } from './publishing.ts'
import { about, unreadable, type Subject } from './subject.ts'

const program = 'docker-proxy'
const showListeners: Exhibit = { on: 'host', command: ['ss', '-Hltnp'] }

const describe = ({ address, port, holders }: ListeningSocket): string =>
  `${address}:${port} (${holders.join(', ') || 'nobody known'})`

/**
 * A port is published, and no docker-proxy waits on the host. The engine may hold the port itself: it keeps the number
 * from others that way, and reads nothing there.
 */
export const hasNoProxy = (port: Subject<Published>): Statement =>
  about(
    'a port is published, and no docker-proxy listens on the host',
    port,
    (found, { snapshot }): Finding => {
      const gap = unreadable(snapshot, 'listeners')
      if (gap) return gap
      const { listeners } = snapshot
      const [proxy] = listeners.filter(({ holders }) => holders.includes(program))
      const actual = listeners.map(describe).join(', ') || 'nobody listens'
      if (proxy)
        return fail(
          'proxy-runs',
          `A ${program} listens on ${proxy.address} port ${proxy.port} of the host.`,
          actual,
          showListeners,
        )
      const unknown = listeners.find(
        (socket) => socket.port === found.hostPort && socket.holders.length === 0,
      )
      if (unknown)
        return cannotRun(
          'holder-unknown',
          `Somebody listens on port ${unknown.port} of the host, but it could not be read who.`,
          showListeners,
        )
      return pass(actual, showListeners)
    },
  )
