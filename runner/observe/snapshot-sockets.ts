/** The sockets' part of a snapshot. Words: ss(8). */

/** Where a TCP socket waits for connections. */
export interface ListeningAddress {
  /** `0.0.0.0`, `::`, `127.0.0.1`; without the interface that ss prints after some. */
  address: string
  port: number
}

/** A TCP socket of the host's own network namespace that waits for connections. */
export interface ListeningSocket extends ListeningAddress {
  /** Names (comm) of the processes that hold it, each once; empty when none was found. */
  holders: string[]
}

/** The engine's own socket on the host, /var/run/docker.sock, and who may use it. */
export interface EngineSocket {
  /** Permission bits: `0o660`. */
  mode: number
  /** The number of the group that it belongs to, as on the host. */
  gid: number
  /** That group's name; null where /etc/group has none. */
  group: string | null
  /** Users but root who are in that group, by /etc/passwd and /etc/group. */
  users: string[]
}
