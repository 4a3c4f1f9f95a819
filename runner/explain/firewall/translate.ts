import type { FirewallRule, NetworkNamespace } from '../../observe/snapshot.ts'
import type { Flow } from '../packet.ts'
import { linkNamed } from '../terrain.ts'

/** `172.17.0.2:80`, `172.17.0.2`; null for a range, of which the kernel takes one. */
function parseEnd(text: string | null): { address: string; port: number | null } | null {
  const [, address, port] = /^(\d+(?:\.\d+){3})(?::(\d+))?$/.exec(text ?? '') ?? []
  return address === undefined ? null : { address, port: port === undefined ? null : Number(port) }
}

const firstAddress = (namespace: NetworkNamespace, name: string | null): string | null =>
  linkNamed(namespace, name)?.addresses.find(({ family, secondary }) => family === 4 && !secondary)
    ?.address ?? null

const portAfter = ({ spec }: FirewallRule, option: string): number | null => {
  const at = spec.indexOf(option)
  const port = at < 0 ? Number.NaN : Number(spec[at + 1])
  return Number.isInteger(port) ? port : null
}

/** What a packet becomes by a rule of the table nat, iptables-extensions(8); null where that cannot be told. */
export function translate(
  rule: FirewallRule,
  flow: Flow,
  {
    namespace,
    incoming,
    outgoing,
  }: { namespace: NetworkNamespace; incoming: string | null; outgoing: string | null },
): Flow | null {
  switch (rule.target) {
    case 'DNAT': {
      const to = parseEnd(rule.match.toDestination)
      return to && { ...flow, destination: to.address, destinationPort: to.port ?? flow.destinationPort }
    }
    case 'REDIRECT': {
      const to = incoming === null ? '127.0.0.1' : firstAddress(namespace, incoming)
      const port = portAfter(rule, '--to-ports') ?? flow.destinationPort
      return to === null ? null : { ...flow, destination: to, destinationPort: port }
    }
    case 'SNAT': {
      const to = parseEnd(rule.match.toSource)
      return to && { ...flow, source: to.address }
    }
    case 'MASQUERADE': {
      const to = firstAddress(namespace, outgoing)
      return to === null ? null : { ...flow, source: to }
    }
    default:
      return null
  }
}
