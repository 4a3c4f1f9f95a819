import { readFileSync, readlinkSync, readdirSync } from 'node:fs'

/** One process of the machine. */
export interface Process {
  pid: number
  /** Real user id, as the machine counts. */
  uid: number
  command: string
  /** `mnt:[4026531841]`; empty where we may not look. */
  mountNamespace: string
}

const orEmpty = (read: () => string): string => {
  try {
    return read()
  } catch {
    return '' // it has ended meanwhile, or it is not ours to look at
  }
}

const readProcess = (pid: number): Process => {
  const status = orEmpty(() => readFileSync(`/proc/${pid}/status`, 'utf8'))
  return {
    pid,
    uid: /^State:\s+[ZX]/m.test(status) ? -1 : Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1),
    command: orEmpty(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      .split('\0')
      .join(' ')
      .trim(),
    mountNamespace: orEmpty(() => readlinkSync(`/proc/${pid}/ns/mnt`)),
  }
}

/** Every process of the machine that lives; what waits to be reaped does not count. */
export const allProcesses = (): Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter(({ uid }) => uid >= 0)

/** Sends SIGKILL; a process that has ended by itself is as good. */
export function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended meanwhile
  }
}
