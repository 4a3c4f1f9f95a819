/** Who may give the engine orders: by its socket on the host, and by the network. */

import {
  cannotRun,
  fail,
  pass,
  type Exhibit,
  type Finding,
  type Statement,
} from '../../runner/judge/check.ts'
import type { EngineSocket, ListeningSocket, Snapshot } from '../../runner/observe/snapshot.ts'
import { publishedPorts } from './publishing.ts'
import { about, unreadable, type Subject } from './subject.ts'

const readAndWrite = 6
const socketPath = '/var/run/docker.sock'
const listSocket: Exhibit = { on: 'host', command: ['ls', '-l', socketPath] }
const listAccounts: Exhibit = { on: 'host', command: ['getent', 'group'] }
const listListeners: Exhibit = { on: 'host', command: ['ss', '-Hltn'] }

const octal = (mode: number): string => mode.toString(8).padStart(3, '0')
const describe = ({ mode, group, gid }: EngineSocket): string => `mode ${octal(mode)}, group ${group ?? gid}`

/** The engine's socket on the host. */
export const theEngineSocket: Subject<EngineSocket> = ({ snapshot }) => {
  const { engineSocket } = snapshot
  if (engineSocket) return { thing: engineSocket }
  return {
    finding:
      unreadable(snapshot, 'socket') ??
      fail('no-socket', `The host has no socket ${socketPath}.`, 'none', listSocket),
  }
}

/** A user other than root may use the engine's socket, because it belongs to a group that the user is in. */
export const aUserMayUseIt = (socket: Subject<EngineSocket>): Statement =>
  about(
    'a user other than root is in the group that may use the engine’s socket',
    socket,
    (found): Finding => {
      const { mode, gid, group, users } = found
      const name = group ?? `number ${gid}`
      if (gid === 0)
        return fail('group-of-root', `The socket belongs to the group of root.`, describe(found), listSocket)
      if (((mode >> 3) & readAndWrite) !== readAndWrite)
        return fail(
          'group-shut-out',
          `The group ${name} may not read and write the socket.`,
          describe(found),
          listSocket,
        )
      if (users.length === 0)
        return fail('group-empty', `No user is in the group ${name}.`, 'nobody', listAccounts, listSocket)
      return pass(`${users.join(', ')} in the group ${name}`, listAccounts, listSocket)
    },
  )

/** Who is neither root nor in the socket's group may not use it. */
export const isShutToOthers = (socket: Subject<EngineSocket>): Statement =>
  about('nobody else may use it', socket, (found): Finding => {
    if ((found.mode & readAndWrite) !== 0)
      return fail('open-to-all', 'Every user of the host may use the socket.', describe(found), listSocket)
    return pass(describe(found), listSocket)
  })

const isOf = ({ port }: ListeningSocket, snapshot: Snapshot): boolean =>
  publishedPorts(snapshot).some(({ hostPort }) => hostPort === port)

/** The engine waits for orders on no TCP port of the host. The published ports of containers are none. */
export function takesNoOrdersByTcp(): Statement {
  return {
    expected: 'the engine waits for orders on no TCP port',
    judge({ snapshot }): Finding {
      const gap = unreadable(snapshot, 'engine', 'containers', 'container', 'listeners')
      if (gap) return gap
      const own = snapshot.listeners.filter(
        (listener) => listener.holders.includes('dockerd') && !isOf(listener, snapshot),
      )
      const names = own.map(({ address, port }) => `${address} port ${port}`).join(', ')
      if (own.length > 0)
        return fail('open-by-tcp', `The engine waits for orders on ${names}.`, names, listListeners)
      // The control: a port that is known to be open was seen to be.
      const known = snapshot.listeners.find((listener) => isOf(listener, snapshot))
      if (!known)
        return cannotRun(
          'control-failed',
          'No published port is seen on the host, so nothing can be said about the engine’s own.',
          listListeners,
        )
      return pass(`port ${known.port} leads to a container, none to the engine`, listListeners)
    },
  }
}
