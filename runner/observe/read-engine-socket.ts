import { readFile } from 'node:fs/promises'
import { causeText, LabError } from '../lab-error.ts'
import { findInside, isNothingThere, pathOf } from './inside.ts'
import { idOnHost, parseGroup } from './parse-accounts.ts'
import type { EngineSocket, Unreadable } from './snapshot.ts'

const longestFile = 256 * 1024

/** Where the socket and the accounts are on a host. */
export const socketPlaces = { socket: '/var/run/docker.sock', passwd: '/etc/passwd', group: '/etc/group' }

/** A short plain file of the host; never waits for a FIFO that stands in its place. */
const readText = async (pid: number, path: string): Promise<string> => {
  const found = await findInside(pid, path)
  if (found.kind !== 'file') throw new LabError('cannotRun', 'no-file', `${path} is no plain file.`)
  try {
    if (!found.stats.isFile() || found.stats.size > longestFile)
      throw new LabError('cannotRun', 'no-file', `${path} is no plain file, or a very long one.`)
    return await readFile(pathOf(found.handle), 'utf8')
  } finally {
    await found.handle.close()
  }
}

const findSocket = async (pid: number, path: string): Promise<{ mode: number; gid: number } | null> => {
  try {
    const found = await findInside(pid, path)
    if (found.kind !== 'file') return null
    await found.handle.close()
    const { stats } = found
    return stats.isSocket() ? { mode: Number(stats.mode) & 0o777, gid: Number(stats.gid) } : null
  } catch (error) {
    if (isNothingThere(error)) return null
    throw error
  }
}

/** The engine's socket on the host whose init has this pid, and who may use it. Never throws: see `unreadable`. */
export async function readEngineSocket(
  pid: number,
  places = socketPlaces,
): Promise<{ engineSocket: EngineSocket | null; unreadable: Unreadable[] }> {
  try {
    const socket = await findSocket(pid, places.socket)
    if (!socket) return { engineSocket: null, unreadable: [] }
    const [map, passwd, group] = await Promise.all([
      readFile(`/proc/${pid}/gid_map`, 'utf8'),
      readText(pid, places.passwd),
      readText(pid, places.group),
    ])
    const gid = idOnHost(map, socket.gid)
    if (gid === null)
      throw new LabError('cannotRun', 'no-such-id', `The group of ${places.socket} is none of the host's.`)
    return {
      engineSocket: { mode: socket.mode, gid, ...parseGroup({ passwd, group }, gid) },
      unreadable: [],
    }
  } catch (error) {
    return { engineSocket: null, unreadable: [{ part: 'socket', reason: causeText(error) }] }
  }
}
