import { LabError } from '../lab-error.ts'
import type { ListeningSocket } from './snapshot.ts'

const malformed = (line: string): LabError =>
  new LabError(
    'cannotRun',
    'unexpected-shape',
    `ss printed what is no listening socket: ${line.slice(0, 100)}`,
  )

/** `[fe80::1]%eth0:80`, `127.0.0.53%lo:53`, `*:80`: a star stands for every address of either family. */
const parseLocal = (text: string): { address: string; port: number } | null => {
  const [, bracketed, plain, number] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+|\*))(?:%[^:]+)?:(\d+)$/.exec(text) ?? []
  const address = bracketed ?? plain
  if (address === undefined || number === undefined) return null
  return { address: address === '*' ? '::' : address, port: Number(number) }
}

/** `users:(("docker-proxy",pid=138,fd=4),("sh",pid=9,fd=3))`; a process chooses its own name, so quotes end nothing. */
const parseHolders = (text: string): string[] => [
  ...new Set([...text.matchAll(/\("(.*?)",pid=\d+,fd=\d+\)/g)].map(([, name = '']) => name)),
]

const parseLine = (line: string): ListeningSocket => {
  const [, local = '', rest = ''] = /^LISTEN\s+\d+\s+\d+\s+(\S+)\s+\S+(.*)$/.exec(line) ?? []
  const place = parseLocal(local)
  if (!place) throw malformed(line)
  return { ...place, holders: parseHolders(rest) }
}

/** The output of `ss -H -l -t -n -p`, nothing left out. Throws LabError `unexpected-shape`. */
export const parseListeners = (text: string): ListeningSocket[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine)
