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
}
