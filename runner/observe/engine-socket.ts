import type { BigIntStats } from 'node:fs'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { LabError, causeText } from '../lab-error.ts'
import { findInside, isNothingThere, pathOf } from './inside.ts'

const unreachable = (why: string, cause?: unknown): LabError =>
  new LabError(
    'cannotRun',
    'engine-unreachable',
    `The Docker Engine does not answer: ${why}.`,
    'Start it: sudo service docker start',
    cause,
  )

/**
 * A connection to the socket at `path` on the host whose init has this pid for the agent, symbolic links followed
 * inside the host only. The address is the open handle: no other file can slip in, and a long path fits (unix(7)).
 * Throws LabError `engine-unreachable`, and whatever `vouch` throws for a file that is not the engine's.
 */
export async function connectToEngine(
  pid: number,
  path = '/var/run/docker.sock',
  vouch: (file: BigIntStats) => Promise<void> = async () => undefined,
): Promise<Socket> {
  const found = await findInside(pid, path).catch((error: unknown) => {
    const why = isNothingThere(error) ? `there is no ${path} on the host` : `${path}: ${causeText(error)}`
    throw unreachable(why, error)
  })
  if (found.kind !== 'file') throw unreachable(`${path} is no socket`)
  try {
    if (!found.stats.isSocket()) throw unreachable(`${path} is no socket`)
    await vouch(found.stats)
    return await connected(connect(pathOf(found.handle)))
  } finally {
    await found.handle.close()
  }
}

const connected = (socket: Socket): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(unreachable(error.message, error))
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      resolve(socket)
    })
  })
