import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { LabError } from '../lab-error.ts'

/** One line of /proc/PID/uid_map (user_namespaces(7)), in the OCI runtime specification's words. */
export interface IdMapping {
  containerID: number
  hostID: number
  size: number
}

export interface Identity {
  uidMappings: IdMapping[]
  gidMappings: IdMapping[]
  /** The machine's id that is root in the world: it must be able to read what the world is given. */
  worldRoot: { uid: number; gid: number }
}

interface Range {
  start: number
  count: number
}

const worldSize = 65536
/** Where useradd(8) begins to give ranges away. */
const usualFirst = 100_000
/** Behind everything that systemd's and shadow's tables of ids give away (systemd, UIDS-GIDS.md), and where that ends. */
const firstFree = 0x7000_0000
const behindFree = 0x8000_0000

/** The first range of at least 65536 ids for a user, in the text of /etc/subuid or /etc/subgid (subuid(5)). */
export function findRange(text: string, user: string, id: number): Range | undefined {
  for (const line of text.split('\n')) {
    const [owner, start, count] = line.trim().split(':')
    if (owner !== user && owner !== String(id)) continue
    const range = { start: Number(start), count: Number(count) }
    if (Number.isSafeInteger(range.start) && range.start > 0 && range.count >= worldSize) return range
  }
  return undefined
}

/** The first ids above everybody's in the text of /etc/subuid or /etc/subgid. */
export const firstAbove = (text: string, from: number): number => {
  const ends = text.split('\n').map((line) => {
    const [, start, count] = line.trim().split(':')
    return Number(start) + Number(count)
  })
  return Math.max(from, ...ends.filter(Number.isSafeInteger))
}

/** Where real root's worlds live when nobody has given root a range: above everybody's, so that nobody has a hold on them. */
export const freeRange = (text: string): Range => {
  const start = firstAbove(text, firstFree)
  return { start, count: Math.max(worldSize, behindFree - start) }
}

const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // a machine without the file has given nobody a range
  }
}

type Reader = (path: string) => string

const subordinate = (file: string, user: string, id: number, read: Reader): Range => {
  const text = read(file)
  const range = findRange(text, user, id)
  if (range) return range
  if (id === 0) return freeRange(text)
  const start = firstAbove(`${readOrEmpty('/etc/subuid')}\n${readOrEmpty('/etc/subgid')}`, usualFirst)
  const ids = `${start}-${start + worldSize - 1}`
  throw new LabError(
    'cannotRun',
    'no-subordinate-ids',
    `${file} gives the user ${user} no range of ${worldSize} subordinate ids, which a lab world needs.`,
    `An administrator can add them: sudo usermod --add-subuids ${ids} --add-subgids ${ids} ${user}`,
  )
}

/** One world's part of a range: whoever has ids for several worlds gives each its own, as far as chance will have it. */
const part = ({ start, count }: Range, choose: (below: number) => number): Range => ({
  start: start + worldSize * choose(Math.floor(count / worldSize)),
  count: worldSize,
})

/**
 * Who root and the others of a new world are on the machine. An ordinary user is the world's root himself, the rest
 * are his subordinate ids; real root is never root in a world: all of its ids are subordinate ones. What the kernel counts
 * by user (keys, pipes, files on their way through sockets) is then not counted together for two worlds.
 */
export function findIdentity(
  user = userInfo(),
  read: Reader = readOrEmpty,
  choose: (below: number) => number = randomInt,
): Identity {
  const uids = part(subordinate('/etc/subuid', user.username, user.uid, read), choose)
  const gids = part(subordinate('/etc/subgid', user.username, user.uid, read), choose)
  const map = (own: number, range: Range): IdMapping[] =>
    user.uid === 0
      ? [{ containerID: 0, hostID: range.start, size: worldSize }]
      : [
          { containerID: 0, hostID: own, size: 1 },
          { containerID: 1, hostID: range.start, size: worldSize },
        ]
  const uidMappings = map(user.uid, uids)
  const gidMappings = map(user.gid, gids)
  return {
    uidMappings,
    gidMappings,
    worldRoot: { uid: uidMappings[0]?.hostID ?? user.uid, gid: gidMappings[0]?.hostID ?? user.gid },
  }
}
