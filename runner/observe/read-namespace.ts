import { randomBytes } from 'node:crypto'
import { LabError, causeText } from '../lab-error.ts'
import type { LocalNamespace } from './find-peers.ts'
import type { HostSource } from './host-source.ts'
import { parseFirewall } from './parse-firewall.ts'
import { ipCountersPath, parseIpCounters } from './parse-ip-counters.ts'
import { parseLinks, parseNetnsIds } from './parse-links.ts'
import { parseNeighbours, parseRoutes, parseRules } from './parse-routes.ts'
import { parseTcpSockets, tcpSocketsPaths } from './parse-tcp-sockets.ts'
import { splitSections } from './split-sections.ts'
import type { Sections } from './split-sections.ts'
import type { NetworkNamespace, Unreadable } from './snapshot.ts'

/** What one namespace says of itself. */
export interface ReadNamespace
  extends
    LocalNamespace,
    Pick<
      NetworkNamespace,
      'routes' | 'rules' | 'neighbours' | 'firewall' | 'sysctls' | 'ipCounters' | 'listening'
    > {
  unreadable: Unreadable[]
}

const timeoutMs = 4000
const maxBytes = 16 * 2 ** 20

/** One ip process answers all of these, a line of JSON each. */
const questions = ['addr show', 'route show table all', 'rule', 'neigh', 'netns list-id']

const sysctlNames = [
  ...[
    'ip_forward',
    'conf.all.forwarding',
    'conf.all.rp_filter',
    'conf.all.proxy_arp',
    'conf.all.route_localnet',
  ].map((name) => `net.ipv4.${name}`),
  ...['conf.all.forwarding', 'conf.all.disable_ipv6'].map((name) => `net.ipv6.${name}`),
  ...['iptables', 'ip6tables', 'arptables'].map((name) => `net.bridge.bridge-nf-call-${name}`),
]

const sysctlPath = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`

/**
 * $1 ends each section, $2 asks for the firewall; the rest are files. The legacy tables are asked for only where the
 * kernel has them in this namespace, for asking would make them.
 */
const script = `
end() { printf '\\n%s %s %s\\n' "$mark" "$1" "$2"; }
mark=$1 firewall=$2; shift 2
ip -j -d -s -batch -; end ip $?
grep -sH '' "$@"; end sysctls 0
[ "$firewall" = yes ] || exit 0
legacy=no
read -r _ </proc/net/ip_tables_names && legacy=yes
if command -v iptables-nft-save >/dev/null; then iptables-nft-save -c 2>&1; end nft $?
elif [ $legacy = no ]; then iptables-save -c 2>&1; end nft $?
fi
if [ $legacy = yes ]; then
  if command -v iptables-legacy-save >/dev/null; then iptables-legacy-save -c 2>&1; else iptables-save -c 2>&1; fi
  end legacy $?
fi
if command -v nft >/dev/null; then nft list tables; end tables $?; fi
exit 0
`

/** Those of `sysctlNames` that this kernel has; the first it always has. */
const parseSysctls = (text: string): Record<string, string> => {
  const values = new Map(
    text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
  if (!values.has(sysctlPath('net.ipv4.ip_forward'))) {
    throw new LabError('cannotRun', 'no-answer', '/proc/sys/net could not be read.')
  }
  return Object.fromEntries(
    sysctlNames.flatMap((name) => {
      const value = values.get(sysctlPath(name))
      return value === undefined ? [] : [[name, value.trim()]]
    }),
  )
}

const ipLines = (sections: Sections): string[] => {
  const section = sections.get('ip')
  const lines = section?.text.split('\n').filter((line) => line !== '') ?? []
  if (section?.exitCode === 0 && lines.length !== questions.length) {
    throw new LabError(
      'cannotRun',
      'unexpected-shape',
      `ip gave ${lines.length} answers to ${questions.length} questions.`,
    )
  }
  return lines
}

/** What a part comes to: its value, or a note of why there is none. */
type Attempt = <Value>(part: string, parse: () => Value, fallback: Value) => Value

const parseSections = (
  inode: number,
  { sections, stderr, firewall }: { sections: Sections; stderr: string; firewall: boolean },
  attempt: Attempt,
): Omit<ReadNamespace, 'unreadable'> => {
  const lines = attempt('', () => ipLines(sections), null)
  const answer = (index: number): string => {
    const line = lines?.[index]
    if (line !== undefined) return line
    throw new LabError('cannotRun', 'no-answer', `ip did not answer: ${stderr.slice(0, 200).trim()}.`)
  }
  return {
    inode,
    links: attempt(' links', () => parseLinks(answer(0)), []),
    routes: attempt(' routes', () => parseRoutes(answer(1)), []),
    rules: attempt(' rules', () => parseRules(answer(2)), []),
    neighbours: attempt(' neighbours', () => parseNeighbours(answer(3)), []),
    netnsIds: attempt(' peers', () => parseNetnsIds(answer(4)), null),
    sysctls: attempt(' sysctls', () => parseSysctls(sections.get('sysctls')?.text ?? ''), {}),
    ipCounters: parseIpCounters(sections.get('sysctls')?.text ?? ''),
    listening: attempt(' listening', () => parseTcpSockets(sections.get('sysctls')?.text ?? ''), []),
    firewall: firewall ? attempt(' firewall', () => parseFirewall(sections), null) : null,
  }
}

/**
 * Everything one namespace says of itself, by one shell, one ip and at most one iptables-save in it. Never throws for
 * what it finds there: parts that could not be read are in `unreadable`.
 */
export async function readNamespace(
  source: Pick<HostSource, 'run'>,
  namespace: { inode: number; path: string; firewall: boolean },
): Promise<ReadNamespace> {
  const { inode, path, firewall } = namespace
  const unreadable: Unreadable[] = []
  const attempt: Attempt = (part, parse, fallback) => {
    try {
      return parse()
    } catch (error) {
      unreadable.push({ part: `namespace ${inode}${part}`, reason: causeText(error) })
      return fallback
    }
  }
  const mark = randomBytes(12).toString('hex')
  const files = [...sysctlNames.map(sysctlPath), ipCountersPath, ...tcpSocketsPaths]
  const command = ['sh', '-c', script, 'sh', mark, firewall ? 'yes' : 'no', ...files]
  try {
    const options = { netns: path, timeoutMs, maxBytes, input: `${questions.join('\n')}\n` }
    const { stdout, stderr, exitCode } = await source.run(command, options)
    if (exitCode !== 0)
      throw new LabError('cannotRun', 'no-answer', `It could not be entered: ${stderr.slice(0, 200).trim()}.`)
    const sections = splitSections(stdout, mark)
    return { ...parseSections(inode, { sections, stderr, firewall }, attempt), unreadable }
  } catch (error) {
    unreadable.push({ part: `namespace ${inode}`, reason: causeText(error) })
    const nothing = {
      links: [],
      routes: [],
      rules: [],
      neighbours: [],
      sysctls: {},
      ipCounters: {},
      listening: [],
      firewall: null,
      netnsIds: null,
    }
    return { inode, ...nothing, unreadable }
  }
}
