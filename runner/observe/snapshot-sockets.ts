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
