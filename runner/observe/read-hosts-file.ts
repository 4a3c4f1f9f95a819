import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { LabError } from '../lab-error.ts'
import { findInside, pathOf } from './inside.ts'
import type { HostsEntry } from './snapshot.ts'

const path = '/etc/hosts'
/** Bytes; the engine writes a few hundred. */
const mostBytes = 64 * 1024

/** The lines of an /etc/hosts, hosts(5): an address and its names; comments and lines without a name are left out. */
export const parseHostsFile = (text: string): HostsEntry[] =>
  text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return address === '' || names.length === 0 ? [] : [{ address, names }]
  })

/**
 * The /etc/hosts that the process with this pid sees, by handles inside its root only. Throws Node's errors (ENOENT, …)
 * and LabError `no-plain-file` or `too-long`: it is a student's to replace by anything.
 */
export async function readHostsFile(pid: number): Promise<HostsEntry[]> {
  const found = await findInside(pid, path)
  if (found.kind !== 'file') throw new LabError('cannotRun', 'no-plain-file', `${path} is no plain file.`)
  try {
    if (!found.stats.isFile()) throw new LabError('cannotRun', 'no-plain-file', `${path} is no plain file.`)
    if (found.stats.size > mostBytes)
      throw new LabError('cannotRun', 'too-long', `${path} has more than ${mostBytes} bytes.`)
    const file = await open(pathOf(found.handle), constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(mostBytes), position: 0 })
      return parseHostsFile(buffer.toString('utf8', 0, bytesRead))
    } finally {
      await file.close()
    }
  } finally {
    await found.handle.close()
  }
}
