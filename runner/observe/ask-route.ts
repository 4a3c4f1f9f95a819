import type { HostSource } from './host-source.ts'
import { parseIpJson } from './parse-ip-json.ts'
import { fieldsOf, textOr, textOrNull } from './shape.ts'

/** Where a packet would go, asked of the kernel itself (`ip route get`, ip-route(8)). */
export interface RouteQuestion {
  /** Of the network namespace. */
  inode: number
  /** IPv4. */
  destination: string
  /** Null where the kernel is to choose it. */
  source: string | null
  /** The interface that the packet has come in by; null for one that is made here. */
  incoming: string | null
}

/** The kernel's own word. */
export type KernelRoute =
  | {
      refused: null
      /** `unicast`, `local`, `broadcast`. */
      type: string
      device: string | null
      gateway: string | null
      source: string | null
    }
  /** `Network is unreachable`. */
  | { refused: string }

/** By which an answer is found again. */
export const questionKey = ({ inode, destination, source, incoming }: RouteQuestion): string =>
  [inode, destination, source ?? '', incoming ?? ''].join(' ')

/** What `ip -j route get` printed. Throws LabError `unexpected-shape`. */
export function parseKernelRoute({
  stdout,
  stderr,
  exitCode,
}: {
  stdout: string
  stderr: string
  exitCode: number
}): KernelRoute | null {
  const refused = /RTNETLINK answers: (.*)/.exec(stderr)?.[1]
  if (refused !== undefined) return { refused }
  const [first] = exitCode === 0 ? parseIpJson(stdout, 'a route') : []
  if (first === undefined) return null
  const fields = fieldsOf(first, 'a route')
  return {
    refused: null,
    type: textOr(fields['type'], 'unicast'),
    device: textOrNull(fields['dev']),
    gateway: textOrNull(fields['gateway']),
    source: textOrNull(fields['prefsrc']),
  }
}

/** Asks the kernel; null when it said nothing. Throws LabError when ip(8) could not be run there. */
export async function askRoute(
  { run }: Pick<HostSource, 'run'>,
  netns: string,
  { destination, source, incoming }: RouteQuestion,
): Promise<KernelRoute | null> {
  const words = ['ip', '-4', '-j', 'route', 'get', destination]
  if (source !== null) words.push('from', source)
  if (incoming !== null) words.push('iif', incoming)
  return parseKernelRoute(await run(words, { netns, timeoutMs: 4000, maxBytes: 64 * 1024 }))
}
