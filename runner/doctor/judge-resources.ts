import { findRange } from '../world/identity.ts'
import { found, missing, unknown, type Judgement } from './capability.ts'

/** The texts of /etc/subuid and /etc/subgid (subuid(5)); empty where there is none. */
export interface SubordinateIds {
  subuid: string
  subgid: string
}

const count = 65_536

/** The first range of 65536 ids above everybody's: `100000-165535`. */
export function freeRange({ subuid, subgid }: SubordinateIds): string {
  const ends = `${subuid}\n${subgid}`.split('\n').map((line) => {
    const [, start, size] = line.split(':')
    return Number(start) + Number(size)
  })
  const first = Math.max(100_000, ...ends.filter(Number.isSafeInteger))
  return `${first}-${first + count - 1}`
}

/** Whether this user has 65536 subordinate user and group ids. */
export function judgeSubordinateIds(
  ids: SubordinateIds,
  { name, uid }: { name: string; uid: number },
): Judgement {
  const uids = findRange(ids.subuid, name, uid)
  const gids = findRange(ids.subgid, name, uid)
  if (uids && gids) return found(`${name} has ${uids.count} from ${uids.start} on`)
  if (uid === 0) return found('real root takes those from 100000 on')
  const range = freeRange(ids)
  const options = [uids ? [] : ['--add-subuids', range], gids ? [] : ['--add-subgids', range]].flat()
  const files = [...(uids ? [] : ['/etc/subuid']), ...(gids ? [] : ['/etc/subgid'])].join(' and ')
  return missing(`${files}: no ${count} for ${name}`, `sudo usermod ${options.join(' ')} ${name}`)
}

/** A folder of ours, what it must be able to take, and what is free there; undefined where that cannot be told. */
export interface Room {
  path: string
  needed: number
  free: number | undefined
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MB`

/** Whether the folders that worlds use have room. */
export function judgeSpace(rooms: readonly Room[]): Judgement {
  const short = rooms.filter(({ free, needed }) => free !== undefined && free < needed)
  if (short.length > 0) {
    const detail = short.map(
      ({ path, free = 0, needed }) => `${path}: ${megabytes(free)} of ${megabytes(needed)}`,
    )
    return missing(
      detail.join('; '),
      `Free some space: du -xh ${short.map(({ path }) => path).join(' ')} | sort -h | tail`,
    )
  }
  if (rooms.some(({ free }) => free === undefined)) return unknown('the free space cannot be read')
  return found(rooms.map(({ path, free = 0 }) => `${megabytes(free)} for ${path}`).join(', '))
}
