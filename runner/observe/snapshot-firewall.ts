/** The packet filter's part of a snapshot. Words: iptables(8), iptables-save(8). */

/** IPv4 packet filter, iptables-save(8). */
export interface Firewall {
  /** `mixed`: both hold tables, and a packet passes through both. */
  backend: 'nf_tables' | 'legacy' | 'mixed'
  tables: FirewallTable[]
  /** nftables tables iptables does not show (`inet firewalld`); null when nft(8) is not there to ask. */
  foreignTables: string[] | null
}

export interface FirewallTable {
  name: string
  backend: 'nf_tables' | 'legacy'
  chains: FirewallChain[]
}

export interface FirewallChain {
  name: string
  /** `ACCEPT`, `DROP`; null for a chain a user made. */
  policy: string | null
  /** Packets the policy decided over. */
  packets: number
  bytes: number
  rules: FirewallRule[]
}

export interface FirewallRule {
  /** As iptables-save prints it, without counters: `-A FORWARD -i docker0 -o docker0 -j ACCEPT`. */
  text: string
  packets: number
  bytes: number
  /** After -j or -g; null for a rule that only counts. */
  target: string | null
  /** The words of `text`, unquoted. */
  spec: string[]
  match: RuleMatch
}

/** A condition, and whether `!` stands before it. The value as iptables-save prints it: `172.17.0.2/32`, `80:90`. */
export interface Match {
  not: boolean
  value: string
}

/** What a rule asks of a packet, iptables(8); null for what it does not ask. */
export interface RuleMatch {
  incoming: Match | null
  outgoing: Match | null
  source: Match | null
  destination: Match | null
  /** `tcp`, `udp`, `icmp`, … */
  protocol: Match | null
  /** `80`, `80:90`, or a list, `80,443`. */
  sourcePort: Match | null
  destinationPort: Match | null
  /** Of connection tracking: `RELATED,ESTABLISHED`. */
  states: Match | null
  /** Modules and options that have no field here: the rule asks for more than the fields say. */
  others: string[]
  /** `172.17.0.2:80`, of a DNAT target. */
  toDestination: string | null
  /** `203.0.113.10`, of a SNAT target. */
  toSource: string | null
}
