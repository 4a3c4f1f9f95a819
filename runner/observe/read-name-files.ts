import { causeText } from '../lab-error.ts'
import { parseHostname, parseHosts, parseResolvConf } from './parse-name-files.ts'
import { readTextInside } from './read-text-inside.ts'
import type { Container, Unreadable } from './snapshot.ts'

/** The files that the engine puts into every container, and the part of the snapshot that each one is. */
const files = [
  { part: 'hosts', path: '/etc/hosts', parse: (text: string) => ({ hosts: parseHosts(text) }) },
  {
    part: 'hostname',
    path: '/etc/hostname',
    parse: (text: string) => ({ hostnameFile: parseHostname(text) }),
  },
  {
    part: 'resolver',
    path: '/etc/resolv.conf',
    parse: (text: string) => ({ resolver: parseResolvConf(text) }),
  },
]

type NameFiles = Pick<Container, 'hosts' | 'hostnameFile' | 'resolver'>

/**
 * The same containers, each that runs with what its first process sees in /etc/hosts, /etc/hostname and
 * /etc/resolv.conf; what cannot be read is told in the second list. Never throws for what a student did.
 */
export async function withNameFiles(
  containers: Container[],
): Promise<{ containers: Container[]; unreadable: Unreadable[] }> {
  const unreadable: Unreadable[] = []
  const read = async (container: Container): Promise<Container> => {
    const { id, pid } = container
    if (pid === null) return container
    const found = await Promise.all(
      files.map(async ({ part, path, parse }): Promise<NameFiles> => {
        try {
          return parse(await readTextInside(pid, path))
        } catch (error) {
          unreadable.push({ part: `${part} ${id}`, reason: causeText(error) })
          return {}
        }
      }),
    )
    return Object.assign({ ...container }, ...found) as Container
  }
  return { containers: await Promise.all(containers.map(read)), unreadable }
}
