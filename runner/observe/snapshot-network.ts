/** The kernel's part of a snapshot: namespaces, links, routes. Words: ip(8) and its pages. */
import type { Firewall } from './snapshot-firewall.ts'
import type { ListeningAddress } from './snapshot-sockets.ts'

export type NamespaceOwner =
  | { kind: 'host' }
  | { kind: 'container'; containerId: string }
  /** Made by hand: `name` is its entry in /var/run/netns, when it has one. */
  | { kind: 'other'; name?: string }

/** A network namespace, network_namespaces(7). Its inode identifies it while it lives. */
export interface NetworkNamespace {
  inode: number
  owner: NamespaceOwner
  /** The agent's pid of a process in it; null when only a mount keeps it alive. */
  pid: number | null
  links: Link[]
  routes: Route[]
  /** IPv4 only, and only rules beyond the three that the kernel makes itself (ip-rule(8)). */
  rules: RoutingRule[]
  neighbours: Neighbour[]
  /** Null when it was not asked for or could not be read; the latter is in `unreadable`. */
  firewall: Firewall | null
  /** By dotted name, `net.ipv4.ip_forward` -> `1`; one that this kernel does not have is absent. */
  sysctls: Record<string, string>
  /** By nstat(8)'s names, `IpInAddrErrors` -> 3, since the namespace was made; one that this kernel does not have is absent. */
  ipCounters: Record<string, number>
  /** TCP sockets in it that wait for connections, whoever holds them. */
  listening: ListeningAddress[]
}

export type LinkKind =
  | 'veth'
  | 'bridge'
  | 'macvlan'
  | 'ipvlan'
  | 'vxlan'
  | 'vlan'
  | 'loopback'
  | 'dummy'
  | 'other'

/** A network interface, ip-link(8). */
export interface Link {
  index: number
  name: string
  kind: LinkKind
  /** The kernel's own word for the kind (IFLA_INFO_KIND), or for the link type where it has none (`ether`, `loopback`). */
  rawKind: string
  /** Administratively up: IFF_UP, netdevice(7). */
  up: boolean
  /** IFF_LOWER_UP: there is a carrier. A veth has it when its peer is up too. */
  lowerUp: boolean
  /** RFC 2863 state as ip prints it: UP, DOWN, LOWERLAYERDOWN, UNKNOWN, … */
  operstate: string
  promiscuous: boolean
  /** Bytes. */
  mtu: number
  /** Lower case with colons; null for a link without one. */
  mac: string | null
  /** The bridge (or bond) this link is a port of. */
  master: LinkReference | null
  addresses: LinkAddress[]
  /** The other end of a veth; null for other kinds. */
  peer: RemoteLink | null
  /** The link below a macvlan, ipvlan, vlan or vxlan. */
  parent: RemoteLink | null
  bridge: BridgeSettings | null
  vxlan: VxlanSettings | null
  counters: LinkCounters | null
}

export interface LinkReference {
  index: number
  name: string
}

/** A link that may be in another namespace. `namespaceInode` is null when that namespace could not be found for certain. */
export interface RemoteLink {
  namespaceInode: number | null
  index: number
  name: string | null
}

export interface LinkAddress {
  family: 4 | 6
  address: string
  prefixLength: number
  /** `global`, `link`, `host`, … */
  scope: string
  /** The far end of a point-to-point address. */
  peer: string | null
  secondary: boolean
  /** RFC 4862: duplicate address detection has not finished. */
  tentative: boolean
}

export interface BridgeSettings {
  stp: boolean
  vlanFiltering: boolean
  /** Seconds a port listens and learns before it forwards, 802.1D. */
  forwardDelay: number | null
}

/** RFC 7348. */
export interface VxlanSettings {
  vni: number
  local: string | null
  /** A remote endpoint or a multicast group. */
  remote: string | null
  port: number | null
}

export interface LinkCounters {
  rxBytes: number
  rxPackets: number
  rxErrors: number
  rxDropped: number
  txBytes: number
  txPackets: number
  txErrors: number
  txDropped: number
}

/** ip-route(8). */
export interface Route {
  family: 4 | 6
  /** `unicast`, `local`, `broadcast`, `multicast`, `blackhole`, `unreachable`, `prohibit`, `throw`, … */
  type: string
  /** `default` or CIDR; a single address always with /32 or /128. */
  destination: string
  gateway: string | null
  device: string | null
  /** The preferred source address. */
  source: string | null
  scope: string | null
  /** Who made it: `kernel`, `static`, `boot`, … */
  protocol: string | null
  metric: number | null
  /** `main`, `local`, `default` or a number. */
  table: string
  /** `linkdown`, `onlink`, `dead`, … */
  flags: string[]
  /** Of a multipath route; empty for the ordinary kind. */
  nextHops: { gateway: string | null; device: string | null; weight: number }[]
}

export interface RoutingRule {
  priority: number
  /** `all` or CIDR. */
  source: string
  destination: string
  incoming: string | null
  outgoing: string | null
  mark: string | null
  /** Null where the rule does not look up a table. */
  table: string | null
  /** `lookup`, `blackhole`, `unreachable`, …; `missing` for one of the default three that was deleted. */
  action: string
}

/** ip-neighbour(8); states of RFC 4861: REACHABLE, STALE, FAILED, PERMANENT, … */
export interface Neighbour {
  address: string
  mac: string | null
  device: string
  state: string
}
