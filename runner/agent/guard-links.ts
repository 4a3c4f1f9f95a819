import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { LabError } from '../lab-error.ts'
import { parseNamespaceMounts } from '../observe/parse-entries.ts'
import { limits } from '../world/limits.ts'

const everyMs = 250

const orNothing = <Value>(look: () => Value): Value | undefined => {
  try {
    return look()
  } catch {
    return undefined // a process that has ended meanwhile
  }
}

const namespaceOf = (pid: string): number | undefined => {
  const inode = orNothing(() => /\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[1])
  return inode === undefined ? undefined : Number(inode)
}

/** /proc/PID/net/dev has two lines of heads and one for each link. */
const linksIn = (pid: string): number =>
  Math.max(
    0,
    (orNothing(() => readFileSync(`/proc/${pid}/net/dev`, 'utf8').trim().split('\n').length) ?? 2) - 2,
  )

/**
 * Counts the links of all network namespaces but the agent's own, by one process in each. One that only a name in the
 * mount table of these hosts keeps alive has as many as when a process was last seen in it.
 */
export class LinkCounter {
  #seen = new Map<number, number>()
  readonly #own = namespaceOf('self')

  count(hosts: readonly { pid: number }[]): number {
    const now = new Map<number, number>()
    for (const pid of readdirSync('/proc')) {
      const inode = /^\d+$/.test(pid) ? namespaceOf(pid) : undefined
      if (inode === undefined || inode === this.#own || now.has(inode)) continue
      now.set(inode, linksIn(pid))
    }
    for (const { pid } of hosts) {
      const mounts =
        orNothing(() => parseNamespaceMounts(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))) ?? []
      for (const { inode } of mounts) {
        const before = this.#seen.get(inode)
        if (before !== undefined && !now.has(inode)) now.set(inode, before)
      }
    }
    this.#seen = now
    return [...now.values()].reduce((sum, links) => sum + links, 0)
  }
}

/**
 * Ends the hosts of a world that have more network links than any lab has, and tells why. The kernel takes some links
 * down one by one, a hundredth of a second each, while every other change of a network on the machine waits: nothing
 * else bounds their number.
 */
export function guardLinks(hosts: readonly { pid: number }[], tell: (problem: LabError) => void): void {
  const counter = new LinkCounter()
  const timer = setInterval(() => {
    const links = counter.count(hosts)
    if (links <= limits.links) return
    clearInterval(timer)
    for (const { pid } of hosts) orNothing(() => process.kill(pid, 'SIGKILL'))
    tell(
      new LabError(
        'cannotRun',
        'over-limit',
        `The lab host had ${links} network links, more than the ${limits.links} that it may have, and has been ended.`,
        'Start it anew: lab reset',
      ),
    )
  }, everyMs)
  timer.unref()
}
