import type { Place } from './place.ts'

/** A command as words, without a shell between. */
export type Command = string[]

/** The words before a command that is to run in a network namespace; null where no way in is known. */
export function inside({ door }: Place): Command | null {
  if (door === null) return null
  if (door.way === 'here') return []
  return door.way === 'entry' ? ['ip', 'netns', 'exec', door.name] : ['nsenter', '-t', String(door.pid), '-n']
}

/** ip(8) in a network namespace, up to its object. */
export function ipIn({ door }: Place): Command | null {
  if (door === null) return null
  if (door.way === 'here') return ['ip']
  return door.way === 'entry' ? ['ip', '-n', door.name] : ['nsenter', '-t', String(door.pid), '-n', 'ip']
}

/** A network namespace as `ip link set … netns` wants it; of the host, its process 1. */
export function netnsWord({ door }: Place): string | null {
  if (door === null) return null
  if (door.way === 'here') return '1'
  return door.way === 'entry' ? door.name : String(door.pid)
}

/** Null as soon as one of the parts is not known. */
export const joined = (...parts: (readonly Command[] | null)[]): Command[] | null =>
  parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? [])

/** All that our commands say to ip, docker and their like in words that begin with a dash. */
const options = new Set(
  (
    '-n -t -6 -w -s -f -a -d --subnet --gateway --ip-range --internal --attachable --ipv6 --driver --opt --label ' +
    '--ip --ip6 --alias'
  ).split(' '),
)

/**
 * False for a command with a name in it that a program would take for an option, or that no program can be given: what an
 * engine and /var/run/netns name is a student's, and may be anything. iptables(8) itself has seen to the words of its rules.
 */
export function isTypable(command: Command): boolean {
  if (command.some((word) => word === '' || word.includes('\0'))) return false
  const rules = command.findIndex((word) => word.startsWith('iptables'))
  const ours = rules < 0 ? command : command.slice(0, rules)
  return ours.every((word) => !word.startsWith('-') || options.has(word))
}
